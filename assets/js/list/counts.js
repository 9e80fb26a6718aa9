/** Counts of what is left of each level and section, and of the seats that reopened since the list was rendered. */

import { find, findAll, findById, setText } from "../dom.js";
import { formatNumber } from "../language/format.js";
import { OPEN } from "../map/model/seat_state.js";
import { leftText } from "../map/text.js";
import { parseNumbers, setUnavailable } from "./seat_offer.js";

/**
 * Yield the open places in these ranges that pass `counts`.
 * @param {string | undefined} ranges "0 650 700 900": each from the first to the one after the last
 * @param {Uint8Array} seats statuses
 * @param {(i: number) => boolean} counts
 */
function* openNumbers(ranges, seats, counts) {
  const cuts = parseNumbers(ranges);
  for (let range = 0; range < cuts.length; range += 2) {
    for (let i = cuts[range]; i < cuts[range + 1]; i++) if (seats[i] === OPEN && counts(i)) yield i;
  }
}

/**
 * Write the counts.
 * @param {HTMLElement} page
 * @param {Uint8Array} seats statuses
 * @param {Uint8Array | null} levels from 1; null until they are loaded
 */
export function showCounts(page, seats, levels) {
  /** @type {Map<number, number>} by level */
  const counts = new Map();
  let all = 0;
  for (let i = 0; i < seats.length; i++) {
    if (seats[i] !== OPEN) continue;
    all++;
    if (levels) counts.set(levels[i], (counts.get(levels[i]) ?? 0) + 1);
  }
  setText(page.querySelector(".left-now"), leftText(all));
  if (!levels) return;
  for (const node of findAll(page, "[data-left]")) {
    setText(node, leftText(counts.get(Number(node.dataset.left)) ?? 0));
  }
  const look = findById("look");
  const wanted = new Set(parseNumbers(look.dataset.levels));
  if (look.dataset.access === undefined) {
    for (const node of findAll(look, "[data-count]")) {
      showSectionCount(node, seats, (i) => wanted.has(levels[i]));
    }
  }
}

/**
 * Write the count of one section, and limit its field to it.
 * @param {HTMLElement} node
 * @param {Uint8Array} seats statuses
 * @param {(i: number) => boolean} asked
 */
function showSectionCount(node, seats, asked) {
  const parent = /** @type {HTMLElement} */ (node.parentElement);
  /** @type {HTMLElement | null} */
  const section = node.closest("[data-spans]");
  const count = [...openNumbers(section?.dataset.spans, seats, asked)].length;
  setText(node, node.dataset.count === "short" ? formatNumber(count) : leftText(count));
  if (node.dataset.count === "short") parent.classList.toggle("none", !count);
  /** @type {HTMLInputElement | null} */
  const field = parent.querySelector("input[name=count]");
  if (!field) return;
  field.max = String(Math.max(1, Math.min(Number(findById("seat-map").dataset.max), count)));
  setUnavailable(find(parent, "button[type=submit]"), !count);
}

/**
 * Return the open seats that are in no offer of the list.
 * @param {HTMLElement} look
 * @param {Uint8Array} seats statuses
 * @param {Uint8Array} levels from 1
 * @returns {Set<number>}
 */
export function unlistedSeats(look, seats, levels) {
  /** @type {HTMLElement | null} */
  const rows = look.querySelector(".rows");
  const wanted = new Set(parseNumbers(look.dataset.levels));
  if (!rows?.querySelector(".runs") || look.dataset.access !== undefined) return new Set();
  const listed = new Set(findAll(rows, "[data-run]").flatMap((node) => parseNumbers(node.dataset.run)));
  return new Set(openNumbers(rows.dataset.spans, seats, (i) => wanted.has(levels[i]) && !listed.has(i)));
}
