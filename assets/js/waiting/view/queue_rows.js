/** The line as rows of seats, each standing for a round number of people. */

import { createSvg } from "../../dom.js";
import { pgettext } from "../../language/translate.js";

/** @typedef {"in" | "ahead" | "you" | "behind"} SeatKind */
/** @typedef {{each: number, high: number, seats: SeatKind[]}} QueueRows how many people one seat stands for; how many rows; the seats in the order of places */

const CELL = 21;
const ROW = 22;
const WIDE = 36;
const HIGH = 6;
const SEAT =
  "M-7.4 5.2V-2.2C-7.4-5.6-5.2-7.4-2-7.4H2C5.2-7.4 7.4-5.6 7.4-2.2V5.2C7.4 6.5 6.5 7.4 5.2 7.4H-5.2C-6.5 7.4-7.4 6.5-7.4 5.2Z";
const ROUND = [1, 2, 5];

/** Return the smallest of 1, 2, 5, 10, 20, 50 ... that is at least this. @param {number} min */
export function roundNumber(min) {
  for (let ten = 1; ; ten *= 10) {
    for (const n of ROUND) if (n * ten >= min) return n * ten;
  }
}

/**
 * Return the rows. As the line moves, one seat stands for fewer people, so that progress is visible.
 * @param {{place: number, serving: number, last: number}} position
 * @returns {QueueRows}
 */
export function queueSeats({ place, serving, last }) {
  const capacity = WIDE * HIGH;
  const before = place - serving - 1;
  const each = roundNumber(Math.max(1, before / (capacity * 0.7)));
  const mine = Math.floor((place - 1) / each);
  const first = Math.max(0, mine - Math.floor(capacity * 0.85));
  const end = Math.min(first + capacity, Math.max(mine + 1, Math.ceil(last / each)));
  /** @type {SeatKind[]} */
  const seats = [];
  for (let i = first; i < end; i++) {
    seats.push(i === mine ? "you" : (i + 1) * each <= serving ? "in" : i < mine ? "ahead" : "behind");
  }
  const high = seats.length <= WIDE ? 1 : seats.length <= WIDE * 3 ? 3 : HIGH;
  return { each, high, seats };
}

/**
 * Draw the seats, column by column, with an aisle after the third row.
 * @param {SVGSVGElement} svg
 * @param {QueueRows} rows
 */
export function drawQueue(svg, { high, seats }) {
  const word = 26;
  const aisle = high === HIGH ? 34 : 0;
  const top = aisle ? 12 : 12 + word;
  /** @type {SVGElement[]} */
  let mine = [];
  const nodes = seats.map((kind, i) => {
    const row = i % high;
    const x = 10.5 + Math.floor(i / high) * CELL;
    const y = top + row * ROW + (row > 2 ? aisle : 0);
    const transform = `translate(${x} ${y})`;
    if (kind === "in") return createSvg("circle", { class: "in", cx: x, cy: y, r: 2.6 });
    if (kind !== "you") return createSvg("path", { class: kind, transform, d: SEAT });
    mine = [ownSeat(transform), ownLabel(Math.min(736, Math.max(20, x)), aisle ? 89 : 20)];
    return createSvg("g");
  });
  const width = WIDE * CELL;
  svg.setAttribute("viewBox", `0 0 ${width} ${top + (high - 1) * ROW + aisle + 12}`);
  svg.style.setProperty("--px", String(Math.max(1, (width / (svg.clientWidth || width)) * 0.8)));
  svg.replaceChildren(...nodes, ...mine);
}

/** Create the seat of the fan. @param {string} transform */
function ownSeat(transform) {
  const seat = createSvg("g", { transform });
  seat.append(
    createSvg("path", { class: "you", transform: "scale(1.32)", d: SEAT }),
    createSvg("path", { class: "tick", d: "M-4.2.2-1.2 3.2 4.3-3" }),
  );
  return seat;
}

/**
 * Create the label of the fan's seat.
 * @param {number} x
 * @param {number} y
 */
function ownLabel(x, y) {
  const label = createSvg("text", { class: "you-word", x, y });
  label.textContent = pgettext("label of a seat", "You");
  return label;
}
