/** Puts seats into the page: all of a small plan, of a large one those near the visible area, some thousands at most. The
 * sections stand for the others. */

import { announceNow } from "../../announce.js";
import { SpatialIndex } from "../model/spatial_index.js";
import { rowLabel } from "../model/row_names.js";

const SEATS_FAILED = "The seats here did not come. Move the map a little and we ask again, or choose from the list.";
const SVG = "http://www.w3.org/2000/svg";
/** The pitch in CSS pixels from which on seats are shown one by one. */
const SEATS_FROM_PITCH = 9;
const MAX_NODES = 3_000;
const CELLS_PER_FRAME = 8;
const MARGIN = 90;
const LONG_LABEL = 3;

export class VisibleSeats {
  /** @param {import("../model/plan.js").Plan} plan @param {import("./camera.js").Camera} camera @param {import("./painter.js").SeatPainter} painter */
  constructor(plan, camera, painter) {
    Object.assign(this, {
      plan,
      camera,
      painter,
      layer: plan.svg.querySelector(".seats"),
      letters: plan.svg.querySelector(".row-letters"),
    });
    this.#names = new Map([...plan.svg.querySelectorAll(".part-name")].map((node) => [+node.dataset.n, node]));
    for (const [target, type] of [
      [camera, "move"],
      [plan, "seats"],
      [plan, "floor"],
    ]) {
      target.addEventListener(type, () => this.#schedule());
    }
    camera.addEventListener("into", ({ detail }) => this.#load([detail]));
    this.#update(Infinity);
  }
  #frame = 0;
  /** @type {Set<import("../model/spatial_index.js").Cell>} */
  #cells = new Set();
  #sections = new Set();
  #names = new Map();

  /** Whether seats are shown one by one at this scale. */
  get showsSeats() {
    return !this.plan.large || this.camera.pitch >= SEATS_FROM_PITCH;
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#update(CELLS_PER_FRAME)) this.#schedule();
    });
  }

  /** Adds up to `maxCells` cells; true when more are missing. */
  #update(maxCells) {
    const { cells, sections } = this.#selectCells();
    const missing = cells.filter((cell) => !cell.node);
    const wanted = new Set(cells);
    for (const cell of this.#cells) if (!wanted.has(cell)) this.#removeCell(cell);
    for (const cell of missing.slice(0, maxCells)) this.#addCell(cell);
    this.#markSections(sections);
    this.#updateNumbers(cells);
    return missing.length > maxCells;
  }

  /** The cells that belong into the page, the nearest to the middle first. */
  #selectCells() {
    const { plan, camera } = this;
    const [left, top, right, bottom] = plan.large ? camera.visibleBounds(MARGIN) : [-1e9, -1e9, 1e9, 1e9];
    const sections = this.showsSeats
      ? plan
          .sectionsIn(left, top, right, bottom)
          .filter((section) => plan.isShown(section) && section.kind !== "standing")
      : [];
    this.#load(sections);
    const x = (left + right) / 2;
    const y = (top + bottom) / 2;
    const away = (cell) => Math.hypot(cell.x + SpatialIndex.side / 2 - x, cell.y + SpatialIndex.side / 2 - y);
    const found = [];
    const chosen = new Set();
    let remaining = plan.large ? MAX_NODES : Infinity;
    for (const section of sections
      .map((each) => ({ each, off: each.distanceTo({ x, y }) }))
      .sort((a, b) => a.off - b.off)
      .map(({ each }) => each)) {
      const cells = plan.index.cellsIn(section, left, top, right, bottom);
      const seats = cells.reduce((sum, cell) => sum + nodeCount(cell), 0);
      if (!seats || (seats > remaining && chosen.size)) continue;
      remaining -= seats;
      found.push(...cells);
      chosen.add(section);
    }
    const cells = plan.large ? found.sort((a, b) => away(a) - away(b)) : found;
    return { cells: remaining < 0 ? takeNodes(cells, MAX_NODES) : cells, sections: chosen };
  }

  #load(sections) {
    if (!sections.length) return;
    this.plan.load(sections).then(
      () => (this.#failed = false),
      () => this.#failed || ((this.#failed = true), announceNow(SEATS_FAILED)),
    );
  }
  #failed = false;

  #addCell(cell) {
    const node = document.createElementNS(SVG, "g");
    for (const seat of cell.seats) {
      seat.use = document.createElementNS(SVG, "use");
      const data = { i: seat.i, s: seat.section, r: seat.row, n: seat.label };
      for (const [name, value] of Object.entries(data)) seat.use.setAttribute(`data-${name}`, value);
      this.painter.paintSeat(seat);
      node.append(seat.use);
    }
    cell.node = node;
    cell.letters = this.plan.large
      ? cell.rowStarts
          .map((seat) => rowLabel(this.plan.row(seat)))
          .filter(Boolean)
          .map(rowLetter)
      : [];
    this.#cells.add(cell);
    this.layer.append(node);
    this.letters.append(...cell.letters);
  }

  #removeCell(cell) {
    this.#removeNumbers(cell);
    for (const node of [cell.node, ...cell.letters]) node.remove();
    cell.node = null;
    for (const seat of cell.seats) seat.use = null;
    this.#cells.delete(cell);
  }

  /** Marks the sections whose seats are in the page. */
  #markSections(sections) {
    const mark = (section, is) => (
      section.node.classList.toggle("near", is),
      this.#names.get(section.number)?.classList.toggle("seated", is)
    );
    for (const section of this.#sections) if (!sections.has(section)) mark(section, false);
    for (const section of sections) if (!this.#sections.has(section)) mark(section, true);
    this.#sections = sections;
  }

  /** Writes numbers where they are large enough to read. */
  #updateNumbers(cells) {
    const [left, top, right, bottom] = this.camera.visibleBounds(0);
    const { side } = SpatialIndex;
    const readable = this.plan.svg.dataset.zoom === "seat";
    const isVisible = ({ x, y }) => x < right && x + side > left && y < bottom && y + side > top;
    for (const cell of cells) {
      if (!cell.node || (readable && isVisible(cell)) === Boolean(cell.numbers)) continue;
      if (cell.numbers) this.#removeNumbers(cell);
      else this.#addNumbers(cell);
    }
  }

  #addNumbers(cell) {
    cell.numbers = document.createElementNS(SVG, "g");
    for (const seat of cell.seats) {
      seat.text = document.createElementNS(SVG, "text");
      seat.text.setAttribute("x", seat.x);
      seat.text.setAttribute("y", seat.y + 2.5);
      if (seat.label.length > LONG_LABEL) {
        (seat.text.setAttribute("textLength", "13"), seat.text.setAttribute("lengthAdjust", "spacingAndGlyphs"));
      }
      seat.text.textContent = seat.label;
      this.painter.paintNumber(seat);
      cell.numbers.append(seat.text);
    }
    cell.node.append(cell.numbers);
  }

  #removeNumbers(cell) {
    cell.numbers?.remove();
    cell.numbers = null;
    for (const seat of cell.seats) seat.text = null;
  }
}

/** How many nodes a cell needs: its seats, and the labels of the rows that begin in it. */
const nodeCount = ({ seats, rowStarts }) => seats.length + rowStarts.length;

/** Creates the label of a row, as the drawing of a small plan has it. */
function rowLetter({ text, x, y }) {
  const node = document.createElementNS(SVG, "text");
  for (const [name, value] of [
    ["class", "row-letter"],
    ["x", x.toFixed(1)],
    ["y", y.toFixed(1)],
    ["dy", "0.35em"],
  ]) {
    node.setAttribute(name, value);
  }
  node.textContent = text;
  return node;
}

/** The first cells with up to `max` nodes. */
function takeNodes(cells, max) {
  let sum = 0;
  return cells.filter((cell) => (sum += nodeCount(cell)) <= max);
}
