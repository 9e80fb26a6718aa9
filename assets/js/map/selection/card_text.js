/** Texts of the card of a seat. */

/** @import { Seat, SeatChoice } from "../types.js" */

import { gettext, ngettext } from "../../language/translate.js";
import { featuresText, tableName } from "../text.js";

/** Return "Wheelchair space, companion seat". @param {Seat[]} seats */
export const allFeaturesText = (seats) => featuresText([...new Set(seats.map(({ flags }) => flags).join(""))].join(""));

/**
 * Return "Take both, €168.00", "Take Table 12, 8 seats, €672.00" or "Take the wheelchair space and the companion seat, free".
 * @param {SeatChoice} choice
 * @param {string} price the total, as text
 */
export function takeLabel({ seats, wheelchairs, table }, price) {
  const count = seats.length;
  if (table) return takeTableLabel(tableName(seats[0]), count, price);
  if (wheelchairs) return takeSpaceLabel(seats, price);
  if (count === 1) return gettext("Take it, {price}", { price });
  if (count === 2) return gettext("Take both, {price}", { price });
  return ngettext("Take all {count}, {price}", "Take all {count}, {price}", count, { price });
}

/**
 * Return the label that takes a whole table.
 * @param {string} table its name, or ""
 * @param {number} count of its seats
 * @param {string} price
 */
const takeTableLabel = (table, count, price) =>
  table
    ? ngettext("Take {table}, {count} seat, {price}", "Take {table}, {count} seats, {price}", count, { table, price })
    : ngettext("Take this table, {count} seat, {price}", "Take this table, {count} seats, {price}", count, { price });

/**
 * Return the label that takes a wheelchair space, with the seats beside it.
 * @param {Seat[]} seats
 * @param {string} price
 */
function takeSpaceLabel(seats, price) {
  const beside = seats.length - 1;
  const companions = seats.filter(({ flags }) => flags.includes("c")).length;
  if (!beside) return gettext("Take the wheelchair space, {price}", { price });
  if (companions < beside) {
    return ngettext(
      "Take the wheelchair space and {count} seat beside it, {price}",
      "Take the wheelchair space and {count} seats beside it, {price}",
      beside,
      { price },
    );
  }
  return ngettext(
    "Take the wheelchair space and the companion seat, {price}",
    "Take the wheelchair space and {count} companion seats, {price}",
    companions,
    { price },
  );
}

/** Return "Give it back" or "Give back Table 12". @param {SeatChoice} choice */
export function giveLabel({ seats, table }) {
  if (!table) return gettext("Give it back");
  const name = tableName(seats[0]);
  return name ? gettext("Give back {table}", { table: name }) : gettext("Give back this table");
}
