/** Places the label of a row in a large plan, whose drawing has none. Pure. */

const SEAT_PITCH = 20;

/** The label: "H" one seat's width before the first seat, in the direction of the row; of "Table 3" the number, in the middle.
 * @param {import("./seat_chunks.js").Seat[]} seats of one row, in order
 * @returns {{text: string, x: number, y: number} | null} the middle of the label; null for a row without a name */
export function rowLabel(seats) {
  const [first] = seats;
  const text = first.row.replace(/^-+$/, "");
  const at = first.table ? middle(seats) : before(first, seats[1]);
  return text ? { text: text.split(" ").at(-1), ...at } : null;
}

/** Where a seat before the first would be. The row of a single seat runs as the seat is rotated. */
function before({ x, y, rotation }, next) {
  const angle = next ? Math.atan2(next.y - y, next.x - x) : (rotation * Math.PI) / 180;
  return { x: x - SEAT_PITCH * Math.cos(angle), y: y - SEAT_PITCH * Math.sin(angle) };
}

function middle(seats) {
  const mean = (of) => seats.reduce((sum, seat) => sum + seat[of], 0) / seats.length;
  return { x: mean("x"), y: mean("y") };
}
