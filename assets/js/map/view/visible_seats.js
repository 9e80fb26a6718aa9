/** Which seats stand in the page: of a small house all, of a large one those close to what is seen, some thousands at most.
 * The others are known, once somebody has been there, and stand for themselves as a part of the house. */

import { warn } from "../../announce.js";
import { Cells } from "../model/spatial_index.js";
import { rowName } from "../model/row_names.js";

const LOST = "The seats here did not come. Move the map a little and we ask again, or choose from the list.";
const SVG = "http://www.w3.org/2000/svg";
/** From this pitch on, in CSS pixels, seats are told apart. */
export const CLOSE = 9;
const MOST = 3_000, A_FRAME = 8, MARGIN = 90, LONG = 3;

export class Near {
  /** @param {import("../model/plan.js").House} house @param {import("./camera.js").Camera} camera @param {import("./painter.js").Painter} painter */
  constructor(house, camera, painter) {
    Object.assign(this, { house, camera, painter, layer: house.svg.querySelector(".seats"), letters: house.svg.querySelector(".row-letters") });
    this.#names = new Map([...house.svg.querySelectorAll(".part-name")].map((node) => [+node.dataset.n, node]));
    for (const [who, what] of [[camera, "move"], [house, "seats"], [house, "floor"]]) who.addEventListener(what, () => this.#soon());
    camera.addEventListener("into", ({ detail }) => this.#bring([detail]));
    this.#look(Infinity);
  }
  #frame = 0;
  /** @type {Set<import("../model/spatial_index.js").Cell>} */
  #here = new Set();
  #parts = new Set();
  #names = new Map();

  /** Whether seats are told apart from here. */
  get close() {
    return !this.house.large || this.camera.pitch >= CLOSE;
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#look(A_FRAME)) this.#soon();
    });
  }

  /** Puts up to so many squares into the page; true when there are more to come. */
  #look(most) {
    const { cells, parts } = this.#wanted(), missing = cells.filter((cell) => !cell.node), wanted = new Set(cells);
    for (const cell of this.#here) if (!wanted.has(cell)) this.#remove(cell);
    for (const cell of missing.slice(0, most)) this.#draw(cell);
    this.#mark(parts);
    this.#number(cells);
    return missing.length > most;
  }

  /** The squares that belong into the page, the nearest to the middle first. */
  #wanted() {
    const { house, camera } = this, [left, top, right, bottom] = house.large ? camera.seen(MARGIN) : [-1e9, -1e9, 1e9, 1e9];
    const parts = this.close ? house.within(left, top, right, bottom).filter((part) => house.isShown(part) && part.kind !== "standing") : [];
    this.#bring(parts);
    const x = (left + right) / 2, y = (top + bottom) / 2, away = (cell) => Math.hypot(cell.x + Cells.side / 2 - x, cell.y + Cells.side / 2 - y);
    const found = [], chosen = new Set();
    let room = house.large ? MOST : Infinity;
    for (const part of parts.map((each) => ({ each, off: each.away({ x, y }) })).sort((a, b) => a.off - b.off).map(({ each }) => each)) {
      const cells = house.cells.of(part, left, top, right, bottom), seats = cells.reduce((sum, cell) => sum + weight(cell), 0);
      if (!seats || (seats > room && chosen.size)) continue;
      room -= seats;
      found.push(...cells);
      chosen.add(part);
    }
    const cells = house.large ? found.sort((a, b) => away(a) - away(b)) : found;
    return { cells: room < 0 ? within(cells, MOST) : cells, parts: chosen };
  }

  #bring(parts) {
    if (!parts.length) return;
    this.house.load(parts).then(
      () => (this.#lost = false),
      () => this.#lost || ((this.#lost = true), warn(LOST)),
    );
  }
  #lost = false;

  #draw(cell) {
    const node = document.createElementNS(SVG, "g");
    for (const seat of cell.seats) {
      seat.use = document.createElementNS(SVG, "use");
      const facts = { i: seat.i, s: seat.section, r: seat.row, n: seat.label };
      for (const [name, value] of Object.entries(facts)) seat.use.setAttribute(`data-${name}`, value);
      this.painter.dress(seat);
      node.append(seat.use);
    }
    cell.node = node;
    cell.letters = this.house.large ? cell.heads.map((seat) => rowName(this.house.row(seat))).filter(Boolean).map(letter) : [];
    this.#here.add(cell);
    this.layer.append(node);
    this.letters.append(...cell.letters);
  }

  #remove(cell) {
    this.#unnumber(cell);
    for (const node of [cell.node, ...cell.letters]) node.remove();
    cell.node = null;
    for (const seat of cell.seats) seat.use = null;
    this.#here.delete(cell);
  }

  /** A part whose seats stand here is the floor under them. */
  #mark(parts) {
    const mark = (part, is) => (part.node.classList.toggle("near", is), this.#names.get(part.n)?.classList.toggle("seated", is));
    for (const part of this.#parts) if (!parts.has(part)) mark(part, false);
    for (const part of parts) if (!this.#parts.has(part)) mark(part, true);
    this.#parts = parts;
  }

  /** Numbers are written where they can be read. */
  #number(cells) {
    const [left, top, right, bottom] = this.camera.seen(0), { side } = Cells;
    const read = this.house.svg.dataset.zoom === "seat", seen = ({ x, y }) => x < right && x + side > left && y < bottom && y + side > top;
    for (const cell of cells) {
      if (!cell.node || (read && seen(cell)) === Boolean(cell.numbers)) continue;
      if (cell.numbers) this.#unnumber(cell);
      else this.#write(cell);
    }
  }

  #write(cell) {
    cell.numbers = document.createElementNS(SVG, "g");
    for (const seat of cell.seats) {
      seat.text = document.createElementNS(SVG, "text");
      seat.text.setAttribute("x", seat.x);
      seat.text.setAttribute("y", seat.y + 2.5);
      if (seat.label.length > LONG) seat.text.setAttribute("textLength", "13"), seat.text.setAttribute("lengthAdjust", "spacingAndGlyphs");
      seat.text.textContent = seat.label;
      this.painter.dressNumber(seat);
      cell.numbers.append(seat.text);
    }
    cell.node.append(cell.numbers);
  }

  #unnumber(cell) {
    cell.numbers?.remove();
    cell.numbers = null;
    for (const seat of cell.seats) seat.text = null;
  }
}

/** How many nodes a square is: its seats, and the names of the rows that begin in it. */
const weight = ({ seats, heads }) => seats.length + heads.length;

/** A row's name, as the drawing of a small house has it. */
function letter({ text, x, y }) {
  const node = document.createElementNS(SVG, "text");
  for (const [name, value] of [["class", "row-letter"], ["x", x.toFixed(1)], ["y", y.toFixed(1)], ["dy", "0.35em"]]) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

/** As many squares as hold so many nodes. */
function within(cells, most) {
  let sum = 0;
  return cells.filter((cell) => (sum += weight(cell)) <= most);
}
