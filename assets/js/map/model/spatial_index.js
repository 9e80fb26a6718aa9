/** Seats by position, in square cells of some dozens. */

/** @import { Cell, Seat } from "../types.js" */
/** @import { Plan } from "./plan.js" */
/** @import { Section } from "./sections.js" */

const SIDE = 120;

/** The cells of a plan. */
export class SpatialIndex {
  static side = SIDE;

  /** @type {Map<number, Map<string, Cell>>} by section, then by position: seats that overlap on two floors stay apart */
  #bySection = new Map();

  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
  }

  /**
   * Add a seat to its cell.
   * @param {Seat} seat
   * @param {Section} section
   */
  add(seat, section) {
    const cell = this.#cellAt(Math.floor(seat.x / SIDE), Math.floor(seat.y / SIDE), section);
    cell.seats.push(seat);
    if (this.plan.row(seat)[0] === seat) cell.rowStarts.push(seat);
  }

  /**
   * Return the cell of a section at a position; create it at the first call.
   * @param {number} column
   * @param {number} row
   * @param {Section} section
   */
  #cellAt(column, row, section) {
    const cells = this.#bySection.get(section.number) ?? new Map();
    const at = `${column} ${row}`;
    /** @type {Cell} */
    const cell = cells.get(at) ?? {
      key: `${section.number}: ${at}`,
      x: column * SIDE,
      y: row * SIDE,
      seats: [],
      rowStarts: [],
      section,
      node: null,
      numbers: null,
      letters: [],
    };
    cells.set(at, cell);
    this.#bySection.set(section.number, cells);
    return cell;
  }

  /**
   * Return the cells of a section that overlap a box of the drawing.
   * @param {Section} section
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  cellsIn(section, left, top, right, bottom) {
    const all = [...(this.#bySection.get(section.number)?.values() ?? [])];
    return all.filter(({ x, y }) => x < right && x + SIDE > left && y < bottom && y + SIDE > top);
  }

  /**
   * Return the seat nearest to a point, less than `within` units away, on a shown floor; or null.
   * @param {number} x
   * @param {number} y
   * @param {number} within
   */
  nearest(x, y, within) {
    /** @type {Seat | null} */
    let nearest = null;
    let distance = within;
    for (const seat of this.#seatsNear(x, y, within)) {
      const away = Math.hypot(seat.x - x, seat.y - y);
      if (away < distance) [nearest, distance] = [seat, away];
    }
    return nearest;
  }

  /**
   * Yield the seats of the cells that a square around a point touches, on the shown floors.
   * @param {number} x
   * @param {number} y
   * @param {number} within half its side
   */
  *#seatsNear(x, y, within) {
    const columns = range(Math.floor((x - within) / SIDE), Math.floor((x + within) / SIDE));
    const rows = range(Math.floor((y - within) / SIDE), Math.floor((y + within) / SIDE));
    const touched = columns.flatMap((column) => rows.map((row) => `${column} ${row}`));
    for (const [n, cells] of this.#bySection) {
      if (!this.plan.isShown(this.plan.sections[n])) continue;
      for (const at of touched) yield* cells.get(at)?.seats ?? [];
    }
  }
}

/**
 * Return the whole numbers from `first` to `last`.
 * @param {number} first
 * @param {number} last
 */
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, n) => first + n);
