/** The prices of each level, with fees: read from the price rail, and written as text. */

/** @import { Level } from "../types.js" */

import { find, findAll } from "../../dom.js";
import { gettext } from "../../language/translate.js";
import { moneyText } from "../text.js";

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
 * Return "€84.00, all fees in" or "€84.00, fees in, plus €1.50 an order".
 * @param {string} price as text
 * @param {number} orderFee in minor units
 * @param {string} currency
 */
export function onePriceText(price, orderFee, currency) {
  if (!orderFee) return gettext("{price}, all fees in", { price });
  return gettext("{price}, fees in, plus {amount} an order", { price, amount: moneyText(orderFee, currency) });
}

/**
 * Return the price of each of several seats: "€84.00 each, side by side, plus €1.50 an order".
 * @param {string} price as text
 * @param {number} orderFee in minor units
 * @param {string} currency
 * @param {boolean} table whether they are a whole table
 */
export function priceOfEachText(price, orderFee, currency, table) {
  const amount = moneyText(orderFee, currency);
  if (table) {
    return orderFee
      ? gettext("{price} each, sold only whole, plus {amount} an order", { price, amount })
      : gettext("{price} each, sold only whole", { price });
  }
  return orderFee
    ? gettext("{price} each, side by side, plus {amount} an order", { price, amount })
    : gettext("{price} each, side by side", { price });
}

/**
 * Return the price of each place of a standing area: "€84.00 each, all fees in"; "Free each".
 * @param {string} price as text
 * @param {boolean} isFree
 * @param {number} orderFee in minor units
 * @param {string} currency
 */
export function priceOfPlacesText(price, isFree, orderFee, currency) {
  if (isFree) return gettext("{price} each", { price });
  if (!orderFee) return gettext("{price} each, all fees in", { price });
  return gettext("{price} each, fees in, plus {amount} an order", { price, amount: moneyText(orderFee, currency) });
}

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
    ? known
        .map(({ name, amount }) => gettext("{type} {price}", { type: name, price: moneyText(amount, currency) }))
        .join(" · ")
    : "";
}
