/** What is written at a row of a large house, whose drawing names none: where, and in which letters. Pure. */

const PITCH = 20;

/** "H" one seat's width before the row's first seat, as the row runs; of "Table 3" its number, in the middle of the table.
 * @param {import("./seat_chunks.js").Seat[]} seats of one row, in order
 * @returns {{text: string, x: number, y: number} | null} and where its middle is; null for a row without a name */
export function rowName(seats) {
  const [first] = seats, text = first.row.replace(/^-+$/, ""), at = first.table ? middle(seats) : before(first, seats[1]);
  return text ? { text: text.split(" ").at(-1), ...at } : null;
}

/** Where the seat before the first would stand. A seat on its own is turned as its row runs. */
function before({ x, y, turn }, next) {
  const angle = next ? Math.atan2(next.y - y, next.x - x) : (turn * Math.PI) / 180;
  return { x: x - PITCH * Math.cos(angle), y: y - PITCH * Math.sin(angle) };
}

function middle(seats) {
  const mean = (of) => seats.reduce((sum, seat) => sum + seat[of], 0) / seats.length;
  return { x: mean("x"), y: mean("y") };
}
