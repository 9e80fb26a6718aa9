/** How many are left: of each price, of each part of the house, and what came free since the list was written. */

import { OPEN } from "../map/model/seat_state.js";
import { left } from "../map/text.js";
import { numbers, rest, write } from "./seat_offer.js";

/** The open places between these numbers that `counts` lets count. @param {string} spans "0 650 700 900" */
function* openIn(spans, seats, counts) {
  const cuts = numbers(spans);
  for (let span = 0; span < cuts.length; span += 2)
    for (let i = cuts[span]; i < cuts[span + 1]; i++) if (seats[i] === OPEN && counts(i)) yield i;
}

/** @param {HTMLElement} page @param {Uint8Array} seats statuses @param {Uint8Array | null} levels from 1, while they are not there null */
export function showCounts(page, seats, levels) {
  const counts = new Map();
  let all = 0;
  for (let i = 0; i < seats.length; i++) if (seats[i] === OPEN) all++, levels && counts.set(levels[i], (counts.get(levels[i]) ?? 0) + 1);
  write(page.querySelector(".left-now"), left(all));
  if (!levels) return;
  for (const node of page.querySelectorAll("[data-left]")) write(node, left(counts.get(Number(node.dataset.left)) ?? 0));
  const look = document.getElementById("look"), wanted = new Set(numbers(look.dataset.levels));
  if (look.dataset.access === undefined) for (const node of look.querySelectorAll("[data-count]")) showPart(node, seats, (i) => wanted.has(levels[i]));
}

function showPart(node, seats, asked) {
  let count = 0;
  for (const _ of openIn(node.closest("[data-spans]").dataset.spans, seats, asked)) count++;
  write(node, node.dataset.count === "short" ? count.toLocaleString("en") : left(count));
  if (node.dataset.count === "short") node.parentElement.classList.toggle("none", !count);
  const field = node.parentElement.querySelector("input[name=count]"), button = node.parentElement.querySelector("button[type=submit]");
  if (!field) return;
  field.max = String(Math.max(1, Math.min(Number(document.getElementById("house").dataset.max), count)));
  rest(button, !count);
}

/** Seats that are open and stand in no line of the list. @returns {Set<number>} */
export function unlisted(look, seats, levels) {
  const rows = look.querySelector(".rows"), wanted = new Set(numbers(look.dataset.levels));
  if (!rows?.querySelector(".runs") || look.dataset.access !== undefined) return new Set();
  const listed = new Set([...rows.querySelectorAll("[data-run]")].flatMap((node) => numbers(node.dataset.run)));
  return new Set(openIn(rows.dataset.spans, seats, (i) => wanted.has(levels[i]) && !listed.has(i)));
}
