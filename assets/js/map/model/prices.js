/** What a seat of each level costs, its fees in, as the price rail has it. */

import { money } from "../text.js";

/** @typedef {{number: number, key: string, name: string, amount: number, prices: (number | undefined)[]}} Level `amount` is that
 *   of the first ticket type, `prices` those of all; in minor units */

/** A dash where a level is not sold as that type. */
const amounts = (words) => (words ?? "").split(" ").filter(Boolean).map((word) => (word === "-" ? undefined : Number(word)));

/** @param {HTMLElement} page @returns {Map<number, Level>} by number, from 1 */
export function levelsOf(page) {
  const levels = new Map();
  for (const button of page.querySelectorAll("[data-level-filter]")) {
    const number = Number(button.dataset.levelFilter), key = button.querySelector(".level").textContent.trim();
    const name = button.dataset.name || button.title || key;
    levels.set(number, { number, key, name, amount: Number(button.dataset.amount), prices: amounts(button.dataset.prices) });
  }
  return levels;
}

/** What comes on top of the prices, once an order: asked anew each time, for whoever holds something has it in the basket.
 * @param {HTMLElement} page @param {import("../view/painter.js").Painter} painter @returns {() => number} in minor units */
export const onceOf = (page, painter) => () => (painter.mine.size ? 0 : Number(page.dataset.perOrder) || 0);

/** "all fees in"; "fees in, plus €1.50 an order". As in templates/_macros/words.html. */
export const feesIn = (once, currency) => (once ? `fees in, ${plus(once, currency)}` : "all fees in");

/** "plus €1.50 an order"; "" where there is nothing. */
export const plus = (once, currency) => (once ? `plus ${money(once, currency)} an order` : "");

/** The names of the ticket types, in their order. */
export const typesOf = (page) => JSON.parse(page.dataset.types || "[]");

/** "Adult €84.00 · Under 18 €42.00"; "" where all cost the same. @param {Level | undefined} level @param {string[]} types */
export function eachType(level, types, currency) {
  const known = types.map((name, n) => [name, level?.prices[n]]).filter(([, amount]) => amount !== undefined);
  return new Set(known.map(([, amount]) => amount)).size > 1 ? known.map(([name, amount]) => `${name} ${money(amount, currency)}`).join(" · ") : "";
}
