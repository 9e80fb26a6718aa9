/** The seats in the page: all of a small plan, of a large one those near the visible area, some thousands at most. The sections
 * stand for the others. */

/** @import { Cell } from "../types.js" */
/** @import { RowLabel } from "../model/row_names.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "./camera.js" */
/** @import { SeatPainter } from "./painter.js" */

import { announceNow } from "../../announce.js";
import { createSvg, find, findAll, setAttributes } from "../../dom.js";
import { gettext } from "../../language/translate.js";
import { SpatialIndex } from "../model/spatial_index.js";
import { rowLabel } from "../model/row_names.js";

/** The pitch in CSS pixels from which on seats are shown one by one. */
const SEATS_FROM_PITCH = 9;
const MAX_NODES = 3_000;
const CELLS_PER_FRAME = 8;
const MARGIN = 90;
const LONG_LABEL = 3;
const EVERYWHERE = [-1e9, -1e9, 1e9, 1e9];

const failedText = () =>
  gettext("The seats here did not come. Move the map a little and we ask again, or choose from the list.");

/** Adds seats to the page and removes them as the camera moves. */
export class VisibleSeats {
  #frame = 0;
  /** @type {Set<Cell>} those in the page */
  #cells = new Set();
  /** @type {Set<Section>} those whose seats are in the page */
  #sections = new Set();
  /** @type {Map<number, Element>} the names of the sections by their number */
  #names;
  /** Whether the last request for seats failed. */
  #failed = false;

  /**
   * @param {Plan} plan
   * @param {Camera} camera
   * @param {SeatPainter} painter
   */
  constructor(plan, camera, painter) {
    this.plan = plan;
    this.camera = camera;
    this.painter = painter;
    this.layer = find(plan.svg, ".seats");
    this.letters = find(plan.svg, ".row-letters");
    this.#names = new Map(findAll(plan.svg, ".part-name").map((node) => [Number(node.dataset.n), node]));
    camera.addEventListener("move", () => this.#schedule());
    plan.addEventListener("seats", () => this.#schedule());
    plan.addEventListener("floor", () => this.#schedule());
    camera.addEventListener("into", ({ detail }) => this.#load([detail]));
    this.#update(Infinity);
  }

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

  /** Add up to `maxCells` cells, and return whether more are missing. @param {number} maxCells */
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

  /** Return the cells that belong into the page, the nearest to the middle first, and their sections. */
  #selectCells() {
    const { plan, camera } = this;
    const [left, top, right, bottom] = plan.large ? camera.visibleBounds(MARGIN) : EVERYWHERE;
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    const sections = this.showsSeats
      ? plan.sectionsIn(left, top, right, bottom).filter((each) => this.#isSeated(each))
      : [];
    this.#load(sections);
    /** @type {Cell[]} */
    const found = [];
    /** @type {Set<Section>} */
    const chosen = new Set();
    let remaining = plan.large ? MAX_NODES : Infinity;
    for (const section of nearestFirst(sections, (each) => each.distanceTo(middle))) {
      const cells = plan.index.cellsIn(section, left, top, right, bottom);
      const seats = cells.reduce((sum, cell) => sum + nodeCount(cell), 0);
      if (!seats || (seats > remaining && chosen.size)) continue;
      remaining -= seats;
      found.push(...cells);
      chosen.add(section);
    }
    if (!plan.large) return { cells: found, sections: chosen };
    const half = SpatialIndex.side / 2;
    const cells = nearestFirst(found, ({ x, y }) => Math.hypot(x + half - middle.x, y + half - middle.y));
    return { cells: remaining < 0 ? takeNodes(cells, MAX_NODES) : cells, sections: chosen };
  }

  /** Return whether a section is shown and has seats. @param {Section} section */
  #isSeated(section) {
    return this.plan.isShown(section) && section.kind !== "standing";
  }

  /** Load the seats of these sections; announce the first failure. @param {Section[]} sections */
  async #load(sections) {
    if (!sections.length) return;
    try {
      await this.plan.load(sections);
      this.#failed = false;
    } catch {
      if (!this.#failed) announceNow(failedText());
      this.#failed = true;
    }
  }

  /** Put a cell into the page. @param {Cell} cell */
  #addCell(cell) {
    const node = createSvg("g");
    for (const seat of cell.seats) {
      const data = { "data-i": seat.i, "data-s": seat.section, "data-r": seat.row, "data-n": seat.label };
      seat.use = createSvg("use", data);
      this.painter.paintSeat(seat);
      node.append(seat.use);
    }
    cell.node = node;
    cell.letters = this.plan.large
      ? cell.rowStarts
          .map((seat) => rowLabel(this.plan.row(seat)))
          .filter((label) => label !== null)
          .map(rowLetter)
      : [];
    this.#cells.add(cell);
    this.layer.append(node);
    this.letters.append(...cell.letters);
  }

  /** Take a cell out of the page. @param {Cell} cell */
  #removeCell(cell) {
    this.#removeNumbers(cell);
    cell.node?.remove();
    for (const letter of cell.letters) letter.remove();
    cell.node = null;
    for (const seat of cell.seats) seat.use = null;
    this.#cells.delete(cell);
  }

  /** Mark the sections whose seats are in the page. @param {Set<Section>} sections */
  #markSections(sections) {
    for (const section of this.#sections) if (!sections.has(section)) this.#markSection(section, false);
    for (const section of sections) if (!this.#sections.has(section)) this.#markSection(section, true);
    this.#sections = sections;
  }

  /**
   * @param {Section} section
   * @param {boolean} is
   */
  #markSection(section, is) {
    section.node.classList.toggle("near", is);
    this.#names.get(section.number)?.classList.toggle("seated", is);
  }

  /** Write numbers where they are large enough to read. @param {Cell[]} cells */
  #updateNumbers(cells) {
    const [left, top, right, bottom] = this.camera.visibleBounds(0);
    const { side } = SpatialIndex;
    const readable = this.plan.svg.dataset.zoom === "seat";
    for (const cell of cells) {
      const { x, y } = cell;
      const isVisible = x < right && x + side > left && y < bottom && y + side > top;
      if (!cell.node || (readable && isVisible) === Boolean(cell.numbers)) continue;
      if (cell.numbers) this.#removeNumbers(cell);
      else cell.node.append(this.#addNumbers(cell));
    }
  }

  /** Create the numbers of a cell, and return their group. @param {Cell} cell */
  #addNumbers(cell) {
    const numbers = createSvg("g");
    for (const seat of cell.seats) {
      const text = createSvg("text", { x: seat.x, y: seat.y + 2.5 });
      if (seat.label.length > LONG_LABEL) setAttributes(text, { textLength: 13, lengthAdjust: "spacingAndGlyphs" });
      text.textContent = seat.label;
      seat.text = text;
      this.painter.paintNumber(seat);
      numbers.append(text);
    }
    cell.numbers = numbers;
    return numbers;
  }

  /** Remove the numbers of a cell. @param {Cell} cell */
  #removeNumbers(cell) {
    cell.numbers?.remove();
    cell.numbers = null;
    for (const seat of cell.seats) seat.text = null;
  }
}

/**
 * Return the things in the order of their distance.
 * @template Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => number} distance
 */
const nearestFirst = (things, distance) =>
  things
    .map((thing) => ({ thing, off: distance(thing) }))
    .sort((a, b) => a.off - b.off)
    .map(({ thing }) => thing);

/** Return how many nodes a cell needs: its seats, and the labels of the rows that begin in it. @param {Cell} cell */
const nodeCount = ({ seats, rowStarts }) => seats.length + rowStarts.length;

/** Create the label of a row, as the drawing of a small plan has it. @param {RowLabel} label */
function rowLetter({ text, x, y }) {
  const node = createSvg("text", { class: "row-letter", x: x.toFixed(1), y: y.toFixed(1), dy: "0.35em" });
  node.textContent = text;
  return node;
}

/**
 * Return the first cells with up to `max` nodes.
 * @param {Cell[]} cells
 * @param {number} max
 */
function takeNodes(cells, max) {
  let sum = 0;
  return cells.filter((cell) => {
    sum += nodeCount(cell);
    return sum <= max;
  });
}
