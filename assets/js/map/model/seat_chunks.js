/** Reads the files of seats that app/seating/plan/seat_chunks.py writes. Pure. */

/** @typedef {{i: number, x: number, y: number, rotation: number, section: string, row: string, label: string, flags: string,
 *   left: number, right: number, rank: number, table: "" | "by_seat" | "whole", view: string,
 *   use: SVGUseElement | null, text: SVGTextElement | null}} Seat
 *   `left`, `right`: the neighbours' numbers, or -1 · `use`: its node, null while it is not in the page · `text`: its label, likewise */

/** Adds up changes into values. */
function cumulative(changes, by) {
  let value = 0;
  return changes.map((change) => (value += change) / by);
}

/** The seats of one row. @param {object} row as in the file @param {string} section @returns {Seat[]} */
function rowSeats(row, section) {
  const xs = cumulative(row.x, 10);
  const ys = cumulative(row.y, 10);
  const turns = cumulative(row.turn ?? [], 10);
  const ranks = cumulative(row.rank, 1000);
  const even = typeof row.labels[0] === "number";
  const last = xs.length - 1;
  return xs.map((x, at) => ({
    i: row.first + at,
    x,
    y: ys[at],
    rotation: turns[at] ?? 0,
    section,
    row: row.row,
    label: even ? String(row.labels[0] + row.labels[1] * at) : row.labels[at],
    flags: row.flags?.[at] ?? "",
    left: -1,
    right: row.right?.[at] ?? (at < last ? row.first + at + 1 : -1),
    rank: ranks[at],
    table: row.table ?? "",
    view: row.view ?? "",
    use: null,
    text: null,
  }));
}

/** Unpacks the seats of one section. @param {object[]} rows @param {string} section its name @returns {Seat[]} in the order of the plan */
export const unpackSeats = (rows, section) => rows.flatMap((row) => rowSeats(row, section));
