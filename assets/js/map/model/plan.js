/** A seating plan as drawn: its sections at once, the seats of a section when they are needed. None of it changes while the page is open. */

/** @import { Direction, PackedRow, Seat } from "../types.js" */
/** @import { Section } from "./sections.js" */

import { SpatialIndex } from "./spatial_index.js";
import { placeOfStanding, unpackSeats } from "./seat_chunks.js";
import { readSections } from "./sections.js";
import { rowEnd, nextSeatBeyondRow, nextSeat } from "./arrow_navigation.js";

/** @typedef {{seats: CustomEvent<Section[]>, floor: Event}} PlanEvents the sections whose seats were loaded; another floor is shown */

const TRIES = 3;
const RETRY_MS = 700;
/** A plan with more places is not shown seat by seat from afar. */
const LARGE = 1500;

const PlanTarget = /** @type {new () => TypedEventTarget<PlanEvents>} */ (EventTarget);

/** The plan of the page. Dispatches "seats" and "floor". */
export class Plan extends PlanTarget {
  /** @type {Map<string | number, Promise<void>>} by the name of the file */
  #loading = new Map();
  /** @type {Map<string, Seat[]>} the known seats by section and row */
  #rows = new Map();

  /** The floor that is shown, "" for all. */
  floor = "";
  /** The floor that is shown at first. */
  defaultFloor = "";

  /**
   * @param {SVGSVGElement} svg a drawing of /plans
   * @param {string} address its URL; the files of seats have URLs beside it
   */
  constructor(svg, address) {
    super();
    this.svg = svg;
    this.address = address;
    this.sections = readSections(svg);
    /** How many places there are. */
    this.size = Math.max(0, ...this.sections.flatMap(({ ranges }) => ranges.map(([, to]) => to)));
    this.large = this.size > LARGE;
    /** @type {Seat[]} by number; holes where seats are not loaded */
    this.seats = [];
    /** The section number of each seat. */
    this.sectionIndex = new Uint16Array(this.size);
    for (const { number, ranges } of this.sections) {
      for (const [from, to] of ranges) this.sectionIndex.fill(number, from, to);
    }
    this.index = new SpatialIndex(this);
    this.floors = [...new Set(this.sections.map(({ floor }) => floor).filter(Boolean))];
  }

  /** Show one floor, or all of them: "". @param {string} name */
  showFloor(name) {
    this.floor = name;
    this.dispatchEvent(new Event("floor"));
  }

  /** Return whether a section is on a shown floor. @param {Section} section */
  isShown(section) {
    return !this.floor || !section.floor || section.floor === this.floor;
  }

  /** Return the section of a seat number. @param {number} i */
  sectionOf(i) {
    return this.sections[this.sectionIndex[i]];
  }

  /**
   * Return the section at a point of the drawing, or null: the smallest where several overlap; where there is none, the
   * nearest at most `within` units away.
   * @param {number} x
   * @param {number} y
   * @param {number} [within]
   */
  sectionAt(x, y, within = 0) {
    const at = new DOMPoint(x, y);
    const shown = this.sections.filter((section) => this.isShown(section));
    const [found] = shown.filter((section) => section.contains(at)).sort((a, b) => a.boxArea - b.boxArea);
    if (found || !within) return found ?? null;
    const [next] = shown.map((section) => ({ section, off: section.distanceTo(at) })).sort((a, b) => a.off - b.off);
    return next && next.off <= within ? next.section : null;
  }

  /**
   * Return the sections that overlap a box of the drawing.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  sectionsIn(left, top, right, bottom) {
    return this.sections.filter(
      ({ box: { x, y, width, height } }) => x < right && x + width > left && y < bottom && y + height > top,
    );
  }

  /**
   * Load the seats of these sections; requests for the same file share one fetch.
   * @param {Section[]} sections
   * @returns {Promise<void>} rejected when the server does not answer
   */
  async load(sections) {
    if (!this.large) return this.#loadOnce("all");
    await Promise.all(sections.map((section) => (section.kind === "standing" ? null : this.#loadOnce(section.number))));
  }

  /** Load the seats with these numbers into `seats`. A standing place gets the middle of its area. @param {Iterable<number>} numbers */
  async loadSeats(numbers) {
    const all = [...numbers].filter((i) => i >= 0 && i < this.size);
    await this.load([...new Set(all.map((i) => this.sectionOf(i)))]);
    for (const i of all) this.seats[i] ??= placeOfStanding(i, this.sectionOf(i));
  }

  /**
   * Load one file; after a failure the next request tries again.
   * @param {string | number} name
   * @returns {Promise<void>}
   */
  #loadOnce(name) {
    const known = this.#loading.get(name);
    if (known) return known;
    const loading = this.#fetch(this.address.replace(/\.svg$/, `-${name}.json`)).then((file) => this.#addRows(file));
    loading.catch(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  /**
   * Fetch a file of seats, with two more tries.
   * @param {string} address
   * @returns {Promise<Record<string, PackedRow[]>>} rows by section number
   */
  async #fetch(address) {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok) return answer.json();
      if (tries === TRIES || answer?.status === 404) throw new Error(`${address}: ${answer?.status ?? "no answer"}`);
      await new Promise((wait) => setTimeout(wait, RETRY_MS * tries));
    }
  }

  /** Add the seats of a file. @param {Record<string, PackedRow[]>} file rows by section number */
  #addRows(file) {
    const sections = Object.keys(file).map((n) => this.sections[Number(n)]);
    for (const section of sections) {
      for (const seat of unpackSeats(file[section.number], section.name)) this.#add(seat, section);
    }
    for (const section of sections) {
      for (const seat of section.seats) if (this.seats[seat.right]) this.seats[seat.right].left = seat.i;
    }
    this.dispatchEvent(new CustomEvent("seats", { detail: sections }));
  }

  /**
   * Add one seat, in the order of its row.
   * @param {Seat} seat
   * @param {Section} section
   */
  #add(seat, section) {
    const key = rowKey(seat);
    const row = this.#rows.get(key);
    this.seats[seat.i] = seat;
    section.seats.push(seat);
    if (row) row.push(seat);
    else this.#rows.set(key, [seat]);
    this.index.add(seat, section);
  }

  /**
   * Return the known seat nearest to a point of the drawing, at most `within` units away, or null.
   * @param {number} x
   * @param {number} y
   * @param {number} [within]
   */
  nearestSeat(x, y, within = 12) {
    return this.index.nearest(x, y, within);
  }

  /** Return the known seats of a seat's row. @param {Seat} seat */
  row(seat) {
    return this.#rows.get(rowKey(seat)) ?? [seat];
  }

  /**
   * Return the next known seat in a direction, or null: see arrow_navigation.js.
   * @param {Seat} seat
   * @param {Direction} direction
   */
  nextSeat(seat, direction) {
    return nextSeat(this, seat, direction);
  }

  /**
   * Return the nearest known seat beyond the end of the row, or null.
   * @param {Seat} seat
   * @param {Direction} direction
   */
  nextSeatBeyondRow(seat, direction) {
    return nextSeatBeyondRow(this, seat, direction);
  }

  /**
   * Return the end of the row on one side.
   * @param {Seat} seat
   * @param {Direction} direction
   */
  rowEnd(seat, direction) {
    return rowEnd(this, seat, direction);
  }
}

/** Return what the seats of one row have in common. @param {Seat} seat */
const rowKey = ({ section, row }) => `${section}\n${row}`;
