/** A seating plan as drawn: its sections at once, the seats of a section when they are needed. None of it changes while the page is open. */

import { SpatialIndex } from "./spatial_index.js";
import { unpackSeats } from "./seat_chunks.js";
import { readSections } from "./sections.js";
import { rowEnd, nextSeatBeyondRow, nextSeat } from "./arrow_navigation.js";

const TRIES = 3;
const RETRY_MS = 700;

/** Dispatches "seats", its detail the sections whose seats were loaded, and "floor" when another floor is shown. */
export class Plan extends EventTarget {
  /** @param {SVGSVGElement} svg a drawing of /plans @param {string} address its URL; the files of seats have URLs beside it */
  constructor(svg, address) {
    super();
    Object.assign(this, { svg, address });
    this.sections = readSections(svg);
    /** How many places there are. */
    this.size = Math.max(0, ...this.sections.flatMap(({ ranges }) => ranges.map(([, to]) => to)));
    /** Too large to be shown seat by seat from afar. */
    this.large = this.size > 1500;
    /** @type {import("./seat_chunks.js").Seat[]} by number; holes where seats are not loaded */
    this.seats = [];
    this.rows = new Map();
    /** The section number of each seat. */
    this.sectionIndex = new Uint16Array(this.size);
    for (const { number, ranges } of this.sections) {
      for (const [from, to] of ranges) this.sectionIndex.fill(number, from, to);
    }
    this.index = new SpatialIndex(this);
    /** What encloses the seats, with the whole drawing: x, y, width, height. */
    this.box = svg.getAttribute("viewBox").split(" ").map(Number);
    this.floors = [...new Set(this.sections.map(({ floor }) => floor).filter(Boolean))];
  }
  #loading = new Map();

  /** The floor that is shown, "" for all. */
  floor = "";

  /** Shows one floor, or all of them: "". */
  showFloor(name) {
    this.floor = name;
    this.dispatchEvent(new Event("floor"));
  }

  /** Whether a section is on a shown floor. @param {import("./sections.js").Section} section */
  isShown(section) {
    return !this.floor || !section.floor || section.floor === this.floor;
  }

  /** The section of a seat number. */
  sectionOf(i) {
    return this.sections[this.sectionIndex[i]];
  }

  /** The section at a point of the drawing, or null: the smallest where several overlap; where there is none, the nearest at most
   * `within` units away. */
  sectionAt(x, y, within = 0) {
    const at = new DOMPoint(x, y);
    const size = ({ box }) => box.width * box.height;
    const shown = this.sections.filter((section) => this.isShown(section));
    const [found] = shown.filter((section) => section.contains(at)).sort((a, b) => size(a) - size(b));
    if (found || !within) return found ?? null;
    const [next] = shown.map((section) => ({ section, off: section.distanceTo(at) })).sort((a, b) => a.off - b.off);
    return next && next.off <= within ? next.section : null;
  }

  /** The sections that overlap a box of the drawing. */
  sectionsIn(left, top, right, bottom) {
    return this.sections.filter(
      ({ box: { x, y, width, height } }) => x < right && x + width > left && y < bottom && y + height > top,
    );
  }

  /** Loads the seats of these sections; requests for the same file share one fetch.
   * @param {import("./sections.js").Section[]} sections @returns {Promise<void>} rejected when the server does not answer */
  async load(sections) {
    if (!this.large) return this.#loadOnce("all");
    await Promise.all(sections.map((section) => (section.kind === "standing" ? null : this.#loadOnce(section.number))));
  }

  /** Loads the seats with these numbers into `seats`. A standing place gets the middle of its area. @param {Iterable<number>} numbers */
  async loadSeats(numbers) {
    const all = [...numbers].filter((i) => i >= 0 && i < this.size);
    await this.load([...new Set(all.map((i) => this.sectionOf(i)))]);
    for (const i of all) this.seats[i] ??= this.#standingPlace(i);
  }

  #loadOnce(name) {
    if (!this.#loading.has(name)) {
      const loading = this.#fetch(this.address.replace(/\.svg$/, `-${name}.json`)).then((file) => this.#addRows(file));
      loading.catch(() => this.#loading.delete(name)); // the next request tries again
      this.#loading.set(name, loading);
    }
    return this.#loading.get(name);
  }

  async #fetch(address) {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok) return answer.json();
      if (tries === TRIES || answer?.status === 404) throw new Error(`${address}: ${answer?.status ?? "no answer"}`);
      await new Promise((wait) => setTimeout(wait, RETRY_MS * tries));
    }
  }

  /** @param {Record<string, object[]>} file rows by section number */
  #addRows(file) {
    const sections = Object.keys(file).map((n) => this.sections[+n]);
    for (const section of sections) {
      for (const seat of unpackSeats(file[section.number], section.name)) this.#add(seat, section);
    }
    for (const section of sections) {
      for (const seat of section.seats) if (this.seats[seat.right]) this.seats[seat.right].left = seat.i;
    }
    this.dispatchEvent(new CustomEvent("seats", { detail: sections }));
  }

  #add(seat, section) {
    const key = `${seat.section}\n${seat.row}`;
    this.seats[seat.i] = seat;
    section.seats.push(seat);
    if (!this.rows.has(key)) this.rows.set(key, []);
    this.rows.get(key).push(seat);
    this.index.add(seat, section);
  }

  #standingPlace(i) {
    const { name, x, y } = this.sectionOf(i);
    return {
      i,
      x,
      y,
      rotation: 0,
      section: name,
      row: "",
      label: "",
      flags: "",
      left: -1,
      right: -1,
      rank: 0,
      table: "",
      view: "",
      use: null,
      text: null,
    };
  }

  /** The known seat nearest to a point of the drawing, at most `within` units away, or null. */
  nearestSeat(x, y, within = 12) {
    return this.index.nearest(x, y, within);
  }

  /** The known seats of a seat's row. */
  row(seat) {
    return this.rows.get(`${seat.section}\n${seat.row}`) ?? [seat];
  }

  /** The next known seat in a direction, or null: see arrow_navigation.js. */
  nextSeat(seat, direction) {
    return nextSeat(this, seat, direction);
  }

  /** The nearest known seat beyond the end of the row, or null. */
  nextSeatBeyondRow(seat, direction) {
    return nextSeatBeyondRow(this, seat, direction);
  }

  /** The end of the row on one side. */
  rowEnd(seat, direction) {
    return rowEnd(this, seat, direction);
  }
}
