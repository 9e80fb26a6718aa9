/** Seats by where they are: squares of some dozens, which come into the page and leave it as one. */

const SIDE = 120;

/** @typedef {{key: string, x: number, y: number, seats: import("./seat_chunks.js").Seat[], heads: import("./seat_chunks.js").Seat[], part: import("./sections.js").Part,
 *   node: SVGGElement | null, numbers: SVGGElement | null, letters?: SVGTextElement[]}} Cell  `x`, `y`: its left top corner · `heads`: those of its seats that begin a row */

export class Cells {
  static side = SIDE;

  /** @param {import("./plan.js").House} house */
  constructor(house) {
    this.house = house;
  }
  /** By part, then by square: what lies over each other on two floors is apart. @type {Map<number, Map<string, Cell>>} */
  #byPart = new Map();

  add(seat, part) {
    if (!this.#byPart.has(part.n)) this.#byPart.set(part.n, new Map());
    const cells = this.#byPart.get(part.n), column = Math.floor(seat.x / SIDE), line = Math.floor(seat.y / SIDE), key = `${column} ${line}`;
    if (!cells.has(key)) cells.set(key, { key: `${part.n}: ${key}`, x: column * SIDE, y: line * SIDE, seats: [], heads: [], part, node: null, numbers: null });
    cells.get(key).seats.push(seat);
    if (this.house.row(seat)[0] === seat) cells.get(key).heads.push(seat);
  }

  /** The squares of a part that touch a box of the drawing. @returns {Cell[]} */
  of(part, left, top, right, bottom) {
    const all = [...(this.#byPart.get(part.n)?.values() ?? [])];
    return all.filter(({ x, y }) => x < right && x + SIDE > left && y < bottom && y + SIDE > top);
  }

  /** The seat nearest to a point, less than `within` units away, on a floor that is shown; or null. */
  nearest(x, y, within) {
    let best = null, distance = within;
    for (const [n, cells] of this.#byPart) {
      const part = this.house.parts[n], { box } = part;
      if (!this.house.isShown(part) || x < box.x - within || x > box.x + box.width + within || y < box.y - within || y > box.y + box.height + within) continue;
      for (let column = Math.floor((x - within) / SIDE); column <= Math.floor((x + within) / SIDE); column++)
        for (let line = Math.floor((y - within) / SIDE); line <= Math.floor((y + within) / SIDE); line++)
          for (const seat of cells.get(`${column} ${line}`)?.seats ?? []) {
            const away = Math.hypot(seat.x - x, seat.y - y);
            if (away < distance) [best, distance] = [seat, away];
          }
    }
    return best;
  }
}
