/** The prices of each level, with fees: read from the price rail, and written as text. */

/** @import { Level } from "../types.js" */

import { find, findAll } from "../../dom.js";
import { formatMoney } from "../text.js";

/**
 * Return the amounts of a text; a dash stands for a type that the level is not sold as.
 * @param {string | undefined} text
 */
const parseAmounts = (text) =>
  (text ?? "")
    .split(" ")
    .filter(Boolean)
    .map((word) => (word === "-" ? undefined : Number(word)));

/**
 * Return the levels of the page.
 * @param {HTMLElement} page
 * @returns {Map<number, Level>} by number, from 1
 */
export function readLevels(page) {
  const levels = new Map();
  for (const button of findAll(page, "[data-level-filter]")) {
    const { levelFilter, name, amount, prices } = button.dataset;
    const number = Number(levelFilter);
    const key = find(button, ".level").textContent.trim();
    levels.set(number, {
      number,
      key,
      name: name || button.title || key,
      amount: Number(amount),
      prices: parseAmounts(prices),
    });
  }
  return levels;
}

/**
 * Return a function that gives the fee per order, or 0 once the fan holds something: then the basket has it.
 * @param {HTMLElement} page
 * @param {{mine: Set<number>}} painter
 * @returns {() => number} in minor units
 */
export const orderFeeOf = (page, painter) => () => (painter.mine.size ? 0 : Number(page.dataset.perOrder) || 0);

/**
 * Return "all fees in" or "fees in, plus €1.50 an order". As in templates/_macros/words.html.
 * @param {number} orderFee in minor units
 * @param {string} currency
 */
export const feesText = (orderFee, currency) =>
  orderFee ? `fees in, ${orderFeeText(orderFee, currency)}` : "all fees in";

/**
 * Return "plus €1.50 an order"; "" where there is nothing.
 * @param {number} orderFee in minor units
 * @param {string} currency
 */
export const orderFeeText = (orderFee, currency) =>
  orderFee ? `plus ${formatMoney(orderFee, currency)} an order` : "";

/**
 * Return the names of the ticket types, in their order.
 * @param {HTMLElement} page
 * @returns {string[]}
 */
export const readTypes = (page) => JSON.parse(page.dataset.types || "[]");

/**
 * Return "Adult €84.00 · Under 18 €42.00"; "" where all cost the same.
 * @param {Level | undefined} level
 * @param {string[]} types
 * @param {string} currency
 */
export function typePricesText(level, types, currency) {
  const known = types.flatMap((name, n) => {
    const amount = level?.prices[n];
    return amount === undefined ? [] : [{ name, amount }];
  });
  return new Set(known.map(({ amount }) => amount)).size > 1
    ? known.map(({ name, amount }) => `${name} ${formatMoney(amount, currency)}`).join(" · ")
    : "";
}
