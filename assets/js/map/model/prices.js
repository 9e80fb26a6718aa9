/** Reads the prices of each level, with fees, from the price rail, and writes them as text. */

import { formatMoney } from "../text.js";

/** @typedef {{number: number, key: string, name: string, amount: number, prices: (number | undefined)[]}} Level `amount` is that
 *   of the first ticket type, `prices` those of all; in minor units */

/** Parses amounts; a dash stands for a type that the level is not sold as. */
const parseAmounts = (text) =>
  (text ?? "")
    .split(" ")
    .filter(Boolean)
    .map((word) => (word === "-" ? undefined : Number(word)));

/** Reads the levels. @param {HTMLElement} page @returns {Map<number, Level>} by number, from 1 */
export function readLevels(page) {
  const levels = new Map();
  for (const button of page.querySelectorAll("[data-level-filter]")) {
    const number = Number(button.dataset.levelFilter);
    const key = button.querySelector(".level").textContent.trim();
    const name = button.dataset.name || button.title || key;
    levels.set(number, {
      number,
      key,
      name,
      amount: Number(button.dataset.amount),
      prices: parseAmounts(button.dataset.prices),
    });
  }
  return levels;
}

/** Returns a function that gives the fee per order, or 0 once the fan holds something: then the basket has it.
 * @param {HTMLElement} page @param {{mine: Set<number>}} painter @returns {() => number} in minor units */
export const orderFeeOf = (page, painter) => () => (painter.mine.size ? 0 : Number(page.dataset.perOrder) || 0);

/** "all fees in"; "fees in, plus €1.50 an order". As in templates/_macros/words.html. */
export const feesText = (orderFee, currency) =>
  orderFee ? `fees in, ${orderFeeText(orderFee, currency)}` : "all fees in";

/** "plus €1.50 an order"; "" where there is nothing. */
export const orderFeeText = (orderFee, currency) =>
  orderFee ? `plus ${formatMoney(orderFee, currency)} an order` : "";

/** The names of the ticket types, in their order. */
export const readTypes = (page) => JSON.parse(page.dataset.types || "[]");

/** "Adult €84.00 · Under 18 €42.00"; "" where all cost the same. @param {Level | undefined} level @param {string[]} types */
export function typePricesText(level, types, currency) {
  const known = types.map((name, n) => [name, level?.prices[n]]).filter(([, amount]) => amount !== undefined);
  return new Set(known.map(([, amount]) => amount)).size > 1
    ? known.map(([name, amount]) => `${name} ${formatMoney(amount, currency)}`).join(" · ")
    : "";
}
