/** Texts of the card of a seat. */

/** @import { Seat, SeatChoice } from "../types.js" */

import { featuresText, tableName } from "../text.js";

/** @type {Record<number, string>} by the number of seats */
const TAKE_LABELS = { 1: "Take it", 2: "Take both" };

/** Return "Wheelchair space; companion seat". @param {Seat[]} seats */
export function allFeaturesText(seats) {
  const [first = "", ...others] = new Set(seats.map(({ flags }) => featuresText(flags)).filter(Boolean));
  return [first, ...others.map(lowerFirst)].join("; ");
}

/** Return "Take both", "Take table 12, 8 seats" or "Take the wheelchair space and the companion seat". @param {SeatChoice} choice */
export function takeLabel({ seats, wheelchairs, table }) {
  if (table) return `Take ${lowerFirst(tableName(seats[0]))}, ${seats.length} seats`;
  if (wheelchairs) return `Take the wheelchair space${companionsText(seats)}`;
  return TAKE_LABELS[seats.length] ?? `Take all ${seats.length}`;
}

/** Return a text that names the seats beside a wheelchair space. @param {Seat[]} seats */
function companionsText(seats) {
  const companions = seats.filter(({ flags }) => flags.includes("c")).length;
  const others = seats.length - 1 - companions;
  if (!others) {
    return companions ? ` and ${companions === 1 ? "the companion seat" : `${companions} companion seats`}` : "";
  }
  return ` and ${seats.length - 1} ${seats.length === 2 ? "seat" : "seats"} beside it`;
}

/** Return "Give it back" or "Give back table 12". @param {SeatChoice} choice */
export const giveLabel = ({ seats, table }) =>
  table ? `Give back ${lowerFirst(tableName(seats[0]))}` : "Give it back";

const lowerFirst = (/** @type {string} */ words) => words[0].toLowerCase() + words.slice(1);
