/** Indexes seats by position in square cells of some dozens, which enter and leave the page as one. */

const SIDE = 120;

/** @typedef {{key: string, x: number, y: number, seats: import("./seat_chunks.js").Seat[], rowStarts: import("./seat_chunks.js").Seat[], section: import("./sections.js").Section,
 *   node: SVGGElement | null, numbers: SVGGElement | null, letters?: SVGTextElement[]}} Cell  `x`, `y`: its left top corner · `rowStarts`: those of its seats that begin a row */

export class SpatialIndex {
  static side = SIDE;

  /** @param {import("./plan.js").Plan} plan */
  constructor(plan) {
    this.plan = plan;
  }
  /** By section, then by cell: seats that overlap on two floors stay apart. @type {Map<number, Map<string, Cell>>} */
  #bySection = new Map();

  /** Adds a seat to its cell. */
  add(seat, section) {
    if (!this.#bySection.has(section.number)) this.#bySection.set(section.number, new Map());
    const cells = this.#bySection.get(section.number);
    const column = Math.floor(seat.x / SIDE);
    const row = Math.floor(seat.y / SIDE);
    const key = `${column} ${row}`;
    if (!cells.has(key)) {
      cells.set(key, {
        key: `${section.number}: ${key}`,
        x: column * SIDE,
        y: row * SIDE,
        seats: [],
        rowStarts: [],
        section,
        node: null,
        numbers: null,
      });
    }
    cells.get(key).seats.push(seat);
    if (this.plan.row(seat)[0] === seat) cells.get(key).rowStarts.push(seat);
  }

  /** The cells of a section that overlap a box of the drawing. @returns {Cell[]} */
  cellsIn(section, left, top, right, bottom) {
    const all = [...(this.#bySection.get(section.number)?.values() ?? [])];
    return all.filter(({ x, y }) => x < right && x + SIDE > left && y < bottom && y + SIDE > top);
  }

  /** The seat nearest to a point, less than `within` units away, on a shown floor; or null. */
  nearest(x, y, within) {
    let nearest = null;
    let distance = within;
    for (const [n, cells] of this.#bySection) {
      const section = this.plan.sections[n];
      const { box } = section;
      if (
        !this.plan.isShown(section) ||
        x < box.x - within ||
        x > box.x + box.width + within ||
        y < box.y - within ||
        y > box.y + box.height + within
      ) {
        continue;
      }
      for (let column = Math.floor((x - within) / SIDE); column <= Math.floor((x + within) / SIDE); column++) {
        for (let row = Math.floor((y - within) / SIDE); row <= Math.floor((y + within) / SIDE); row++) {
          for (const seat of cells.get(`${column} ${row}`)?.seats ?? []) {
            const away = Math.hypot(seat.x - x, seat.y - y);
            if (away < distance) [nearest, distance] = [seat, away];
          }
        }
      }
    }
    return nearest;
  }
}
