/** The house as its drawing has it: its parts at once, the seats of a part when somebody comes near. Nothing of it changes while the page lives. */

import { Cells } from "./spatial_index.js";
import { unpack } from "./seat_chunks.js";
import { partsOf } from "./sections.js";
import { end, nearestAlong, step } from "./arrow_navigation.js";

const TRIES = 3, PATIENCE = 700;

/** Dispatches "seats", its detail the parts whose seats have just become known, and "floor" when another one is shown. */
export class House extends EventTarget {
  /** @param {SVGSVGElement} svg a drawing of /plans @param {string} address where it came from; the seats lie beside it */
  constructor(svg, address) {
    super();
    Object.assign(this, { svg, address });
    this.parts = partsOf(svg);
    /** How many places there are. */
    this.size = Math.max(0, ...this.parts.flatMap(({ spans }) => spans.map(([, to]) => to)));
    /** Too large to be shown seat by seat from afar. */
    this.large = this.size > 1500;
    /** @type {import("./seat_chunks.js").Seat[]} by number; holes where nobody has been yet */
    this.seats = [];
    this.rows = new Map();
    /** Which part a number belongs to. */
    this.owner = new Uint16Array(this.size);
    for (const { n, spans } of this.parts) for (const [from, to] of spans) this.owner.fill(n, from, to);
    this.cells = new Cells(this);
    /** What encloses the seats, with the whole drawing: x, y, width, height. */
    this.box = svg.getAttribute("viewBox").split(" ").map(Number);
    this.floors = [...new Set(this.parts.map(({ floor }) => floor).filter(Boolean))];
  }
  #coming = new Map();

  /** The floor that is shown, "" for all. */
  floor = "";

  showFloor(name) {
    this.floor = name;
    this.dispatchEvent(new Event("floor"));
  }

  /** @param {import("./sections.js").Part} part */
  isShown(part) {
    return !this.floor || !part.floor || part.floor === this.floor;
  }

  partOf(i) {
    return this.parts[this.owner[i]];
  }

  /** The part at a point of the drawing, or null; the smallest where several lie over each other, the nearest where there is
   * none but one at most `within` units away. */
  under(x, y, within = 0) {
    const at = new DOMPoint(x, y), size = ({ box }) => box.width * box.height, shown = this.parts.filter((part) => this.isShown(part));
    const [found] = shown.filter((part) => part.holds(at)).sort((a, b) => size(a) - size(b));
    if (found || !within) return found ?? null;
    const [next] = shown.map((part) => ({ part, off: part.away(at) })).sort((a, b) => a.off - b.off);
    return next && next.off <= within ? next.part : null;
  }

  /** The parts of which something lies within a box of the drawing. */
  within(left, top, right, bottom) {
    return this.parts.filter(({ box: { x, y, width, height } }) => x < right && x + width > left && y < bottom && y + height > top);
  }

  /** Brings the seats of these parts. Whoever asks for one that is under way waits for the same file.
   * @param {import("./sections.js").Part[]} parts @returns {Promise<void>} rejected when the house does not answer */
  async load(parts) {
    if (!this.large) return this.#once("all");
    await Promise.all(parts.map((part) => (part.kind === "standing" ? null : this.#once(part.n))));
  }

  /** Once it is done, `seats` has these numbers. A standing place stands in the middle of its area. @param {Iterable<number>} numbers */
  async ready(numbers) {
    const all = [...numbers].filter((i) => i >= 0 && i < this.size);
    await this.load([...new Set(all.map((i) => this.partOf(i)))]);
    for (const i of all) this.seats[i] ??= this.#standing(i);
  }

  #once(name) {
    if (!this.#coming.has(name)) {
      const coming = this.#fetch(this.address.replace(/\.svg$/, `-${name}.json`)).then((file) => this.#take(file));
      coming.catch(() => this.#coming.delete(name)); // the next who comes near asks again
      this.#coming.set(name, coming);
    }
    return this.#coming.get(name);
  }

  async #fetch(address) {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok) return answer.json();
      if (tries === TRIES || answer?.status === 404) throw new Error(`${address}: ${answer?.status ?? "no answer"}`);
      await new Promise((wait) => setTimeout(wait, PATIENCE * tries));
    }
  }

  /** @param {Record<string, object[]>} file rows by the number of their part */
  #take(file) {
    const parts = Object.keys(file).map((n) => this.parts[+n]);
    for (const part of parts) for (const seat of unpack(file[part.n], part.name)) this.#add(seat, part);
    for (const part of parts)
      for (const seat of part.seats) if (this.seats[seat.right]) this.seats[seat.right].left = seat.i;
    this.dispatchEvent(new CustomEvent("seats", { detail: parts }));
  }

  #add(seat, part) {
    const key = `${seat.section}\n${seat.row}`;
    this.seats[seat.i] = seat;
    part.seats.push(seat);
    if (!this.rows.has(key)) this.rows.set(key, []);
    this.rows.get(key).push(seat);
    this.cells.add(seat, part);
  }

  #standing(i) {
    const { name, x, y } = this.partOf(i);
    return { i, x, y, turn: 0, section: name, row: "", label: "", flags: "", left: -1, right: -1, rank: 0, table: "", view: "", use: null, text: null };
  }

  /** The known seat nearest to a point of the drawing, at most `within` units away, or null. */
  near(x, y, within = 12) {
    return this.cells.nearest(x, y, within);
  }

  row(seat) {
    return this.rows.get(`${seat.section}\n${seat.row}`) ?? [seat];
  }

  /** The next known seat as the eye goes, or null: see steps.js. */
  step(seat, way) {
    return step(this, seat, way);
  }

  /** The same beyond the row's end: the nearest seat that way in a part close by, or null. */
  beyond(seat, way) {
    return nearestAlong(this, seat, way);
  }

  /** The end of the row on one side. */
  end(seat, way) {
    return end(this, seat, way);
  }

  /** The first seat of the next (1) or previous (-1) part whose seats are known, in the plan's order. */
  section(seat, by) {
    for (let n = this.owner[seat.i] + by; this.parts[n]; n += by) if (this.parts[n].seats.length) return this.parts[n].seats[0];
    return null;
  }
}
