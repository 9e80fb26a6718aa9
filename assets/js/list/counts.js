/** Counts what is left of each level and section, and the seats that reopened since the list was rendered. */

import { OPEN } from "../map/model/seat_state.js";
import { leftText } from "../map/text.js";
import { parseNumbers, setUnavailable, setText } from "./seat_offer.js";

/** The open places in these ranges that pass `counts`. @param {string} ranges "0 650 700 900" */
function* openNumbers(ranges, seats, counts) {
  const cuts = parseNumbers(ranges);
  for (let range = 0; range < cuts.length; range += 2) {
    for (let i = cuts[range]; i < cuts[range + 1]; i++) if (seats[i] === OPEN && counts(i)) yield i;
  }
}

/** Writes the counts. @param {HTMLElement} page @param {Uint8Array} seats statuses @param {Uint8Array | null} levels from 1; null until they are loaded */
export function showCounts(page, seats, levels) {
  const counts = new Map();
  let all = 0;
  for (let i = 0; i < seats.length; i++) {
    if (seats[i] === OPEN) (all++, levels && counts.set(levels[i], (counts.get(levels[i]) ?? 0) + 1));
  }
  setText(page.querySelector(".left-now"), leftText(all));
  if (!levels) return;
  for (const node of page.querySelectorAll("[data-left]")) {
    setText(node, leftText(counts.get(Number(node.dataset.left)) ?? 0));
  }
  const look = document.getElementById("look");
  const wanted = new Set(parseNumbers(look.dataset.levels));
  if (look.dataset.access === undefined) {
    for (const node of look.querySelectorAll("[data-count]")) {
      showSectionCount(node, seats, (i) => wanted.has(levels[i]));
    }
  }
}

function showSectionCount(node, seats, asked) {
  let count = 0;
  for (const _ of openNumbers(node.closest("[data-spans]").dataset.spans, seats, asked)) count++;
  setText(node, node.dataset.count === "short" ? count.toLocaleString("en") : leftText(count));
  if (node.dataset.count === "short") node.parentElement.classList.toggle("none", !count);
  const field = node.parentElement.querySelector("input[name=count]");
  const button = node.parentElement.querySelector("button[type=submit]");
  if (!field) return;
  field.max = String(Math.max(1, Math.min(Number(document.getElementById("seat-map").dataset.max), count)));
  setUnavailable(button, !count);
}

/** The open seats that are in no offer of the list. @returns {Set<number>} */
export function unlistedSeats(look, seats, levels) {
  const rows = look.querySelector(".rows");
  const wanted = new Set(parseNumbers(look.dataset.levels));
  if (!rows?.querySelector(".runs") || look.dataset.access !== undefined) return new Set();
  const listed = new Set([...rows.querySelectorAll("[data-run]")].flatMap((node) => parseNumbers(node.dataset.run)));
  return new Set(openNumbers(rows.dataset.spans, seats, (i) => wanted.has(levels[i]) && !listed.has(i)));
}
