/** Reads the files of seats that lie beside a drawing (app/seating/plan/seat_chunks.py writes them). Pure. */

/** @typedef {{i: number, x: number, y: number, turn: number, section: string, row: string, label: string, flags: string,
 *   left: number, right: number, rank: number, table: "" | "by_seat" | "whole", view: string,
 *   use: SVGUseElement | null, text: SVGTextElement | null}} Seat
 *   `left`, `right`: who sits side by side, or -1 · `use`: its one node, null while it is far · `text`: its number, while one is close */

/** Each value from the one before. */
function steps(changes, by) {
  let value = 0;
  return changes.map((change) => (value += change) / by);
}

/** @param {object} row as the file has it @param {string} section @returns {Seat[]} */
function seatsOf(row, section) {
  const xs = steps(row.x, 10), ys = steps(row.y, 10), turns = steps(row.turn ?? [], 10), ranks = steps(row.rank, 1000);
  const even = typeof row.labels[0] === "number", last = xs.length - 1;
  return xs.map((x, at) => ({
    i: row.first + at, x, y: ys[at], turn: turns[at] ?? 0, section, row: row.row,
    label: even ? String(row.labels[0] + row.labels[1] * at) : row.labels[at],
    flags: row.flags?.[at] ?? "", left: -1, right: row.right?.[at] ?? (at < last ? row.first + at + 1 : -1),
    rank: ranks[at], table: row.table ?? "", view: row.view ?? "", use: null, text: null,
  }));
}

/** @param {object[]} rows of one part @param {string} section its name @returns {Seat[]} in the order of the plan */
export const unpack = (rows, section) => rows.flatMap((row) => seatsOf(row, section));
