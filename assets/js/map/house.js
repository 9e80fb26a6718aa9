/** The house as its drawing has it: where each seat is, what is written on it, who sits beside it. Nothing here changes while the page lives. */

const PITCH = 20;

/** @typedef {{i: number, x: number, y: number, turn: number, section: string, row: string, label: string, flags: string,
 *   left: number, right: number, g: SVGGElement, use: SVGUseElement}} Seat  `left`, `right`: seats side by side, or -1 */

export class House {
  /** @param {SVGSVGElement} svg a drawing of /plans */
  constructor(svg) {
    this.svg = svg;
    /** @type {Seat[]} by number; holes where the drawing has none */
    this.seats = [];
    this.rows = new Map();
    this.#cells = new Map();
    for (const g of svg.querySelectorAll(".seats > .seat")) this.#add(g);
    for (const seat of this.seats) if (seat && seat.right >= 0 && this.seats[seat.right]) this.seats[seat.right].left = seat.i;
    /** What encloses the seats, with the whole drawing: x, y, width, height. */
    this.box = svg.getAttribute("viewBox").split(" ").map(Number);
  }
  #cells;

  #add(g) {
    const { i, s, r, n, f = "", right } = g.dataset, at = /translate\((\S+) (\S+)\)/.exec(g.getAttribute("transform"));
    const use = g.firstElementChild, turn = Number(/rotate\((\S+)\)/.exec(use.getAttribute("transform") ?? "")?.[1] ?? 0);
    const seat = { i: +i, x: +at[1], y: +at[2], turn, section: s, row: r, label: n, flags: f, left: -1, right: right === undefined ? +i + 1 : right === "" ? -1 : +right, g, use };
    this.seats[seat.i] = seat;
    const row = `${s}\n${r}`;
    if (!this.rows.has(row)) this.rows.set(row, []);
    this.rows.get(row).push(seat);
    const cell = this.#cell(seat.x, seat.y);
    if (!this.#cells.has(cell)) this.#cells.set(cell, []);
    this.#cells.get(cell).push(seat);
  }

  #cell(x, y, dx = 0, dy = 0) {
    return (Math.floor(x / PITCH) + dx) * 65536 + Math.floor(y / PITCH) + dy;
  }

  /** The seat nearest to a point of the drawing, at most `within` units away (a pitch at most), or null. */
  near(x, y, within = PITCH * 0.6) {
    let best = null, distance = within;
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const seat of this.#cells.get(this.#cell(x, y, dx, dy)) ?? []) {
          const away = Math.hypot(seat.x - x, seat.y - y);
          if (away < distance) [best, distance] = [seat, away];
        }
    return best;
  }

  row(seat) {
    return this.rows.get(`${seat.section}\n${seat.row}`);
  }

  /** The next seat as the eye goes, in the seat's own frame (a curved row is straight to who sits in it), or null.
   * Left and right stay in the row and step over an aisle; up and down find the nearest seat of any row. */
  step(seat, way) {
    const along = way === "left" || way === "right", sign = way === "left" || way === "up" ? -1 : 1;
    const angle = (-seat.turn * Math.PI) / 180, cos = Math.cos(angle), sin = Math.sin(angle);
    let best = null, cheapest = Infinity;
    for (const other of along ? this.row(seat) : this.seats) {
      if (!other || other === seat) continue;
      const dx = other.x - seat.x, dy = other.y - seat.y, x = dx * cos - dy * sin, y = dx * sin + dy * cos;
      const ahead = sign * (along ? x : y), aside = Math.abs(along ? y : x);
      if (ahead < PITCH / 4 || aside > ahead * (along ? 0.7 : 1.2)) continue;
      const cost = ahead + aside * 1.5;
      if (cost < cheapest) [best, cheapest] = [other, cost];
    }
    return best;
  }

  /** The end of the row on one side. */
  end(seat, way) {
    for (let next = seat, steps = 0; steps < 2000; steps++) {
      const further = this.step(next, way);
      if (!further) return next;
      next = further;
    }
    return seat;
  }

  /** The first seat of the section after (1) or before (-1) this one's, in the plan's order. */
  section(seat, by) {
    const names = [...new Set(this.seats.filter(Boolean).map((s) => s.section))];
    const name = names[names.indexOf(seat.section) + by];
    return name === undefined ? null : this.seats.find((s) => s?.section === name);
  }
}
