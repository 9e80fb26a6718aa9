/** The files of seats that app/seating/plan/seat_chunks.py writes. Pure. */

/** @import { PackedRow, Seat } from "../types.js" */
/** @import { Section } from "./sections.js" */

/**
 * Return the values of which these are the changes.
 * @param {number[]} changes
 * @param {number} by the parts of a unit that they count
 */
function cumulative(changes, by) {
  let value = 0;
  return changes.map((change) => {
    value += change;
    return value / by;
  });
}

/**
 * Return a function that gives the label of each place in the row.
 * @param {PackedRow["labels"]} labels
 * @returns {(at: number) => string}
 */
function labelsOf(labels) {
  const [first, step] = labels;
  if (typeof first === "number") return (at) => String(first + Number(step) * at);
  return (at) => String(labels[at]);
}

/**
 * Return the seats of one row.
 * @param {PackedRow} row as in the file
 * @param {string} section
 * @returns {Seat[]}
 */
function rowSeats(row, section) {
  const xs = cumulative(row.x, 10);
  const ys = cumulative(row.y, 10);
  const turns = cumulative(row.turn ?? [], 10);
  const ranks = cumulative(row.rank, 1000);
  const label = labelsOf(row.labels);
  const last = xs.length - 1;
  return xs.map((x, at) => ({
    i: row.first + at,
    x,
    y: ys[at],
    rotation: turns[at] ?? 0,
    section,
    row: row.row,
    label: label(at),
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

/**
 * Return the seats of one section.
 * @param {PackedRow[]} rows
 * @param {string} section its name
 * @returns {Seat[]} in the order of the plan
 */
export const unpackSeats = (rows, section) => rows.flatMap((row) => rowSeats(row, section));

/**
 * Return a place of a standing area as a seat in the middle of the area.
 * @param {number} i
 * @param {Section} section
 * @returns {Seat}
 */
export function placeOfStanding(i, { name, x, y }) {
  const position = { i, x, y, rotation: 0, section: name, row: "", label: "", left: -1, right: -1 };
  return { ...position, flags: "", rank: 0, table: "", view: "", use: null, text: null };
}
