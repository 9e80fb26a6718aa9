/** The place of the label of a row in a large plan, whose drawing has none. Pure. */

/** @import { Point, Seat } from "../types.js" */

const SEAT_PITCH = 20;

/** @typedef {Pick<Seat, "x" | "y" | "row" | "rotation" | "table">} RowSeat */
/** @typedef {Point & {text: string}} RowLabel the middle of the label */

/**
 * Return the label: "H" one seat's width before the first seat, in the direction of the row; of "Table 3" the number, in
 * the middle.
 * @param {RowSeat[]} seats of one row, in order
 * @returns {RowLabel | null} null for a row without a name
 */
export function rowLabel(seats) {
  const [first] = seats;
  const text = first.row.replace(/^-+$/, "");
  const at = first.table ? middle(seats) : before(first, seats[1]);
  return text ? { text: text.slice(text.lastIndexOf(" ") + 1), ...at } : null;
}

/**
 * Return where a seat before the first would be. The row of a single seat runs as the seat is rotated.
 * @param {RowSeat} first
 * @param {RowSeat | undefined} next
 */
function before({ x, y, rotation }, next) {
  const angle = next ? Math.atan2(next.y - y, next.x - x) : (rotation * Math.PI) / 180;
  return { x: x - SEAT_PITCH * Math.cos(angle), y: y - SEAT_PITCH * Math.sin(angle) };
}

/** Return the middle of the seats. @param {RowSeat[]} seats */
function middle(seats) {
  const mean = (/** @type {"x" | "y"} */ of) => seats.reduce((sum, seat) => sum + seat[of], 0) / seats.length;
  return { x: mean("x"), y: mean("y") };
}
