/** Paints the seats that are in the page: a class and a shape each, only where the look changes. */

/** @import { Filter, Point, Seat } from "../types.js" */
/** @import { Counts } from "../model/counts.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */

import { createSvg, setAttributes } from "../../dom.js";
import { STATUS_NAMES, OPEN, SeatStatuses } from "../model/seat_state.js";

const MAX_RIPPLES = 40;
const RIPPLE_MS = 7_800; // three times 2.6 s
const SEATS_PER_FRAME = 50;
const JUST_OPEN_MS = 1_500;

const PENDING = { className: "mine busy" };
const FILTERED = { className: "open filtered" };

/** The looks of the seats. */
export class SeatPainter {
  /** @type {Set<number>} changed by others, to be painted */
  #queue = new Set();
  #frame = 0;
  #ripples = 0;
  /** @type {Seat[]} the seats that the next click would take */
  #previewed = [];
  /** @type {string[]} the look of each seat as it was last painted */
  #drawnLooks = [];
  /** @type {number[]} performance.now() when a seat was seen to be open no longer */
  #closedAt = [];
  /** @type {Filter} */
  #filter = { off: new Set(), access: false };

  /** The statuses of all seats, set once there are any. */
  statuses = new SeatStatuses();
  /** The level of each seat, from 1. */
  level = new Uint8Array(0);
  /** @type {Set<number>} the fan's own seats */
  mine = new Set();
  /** @type {Set<number>} seats of a request under way */
  pending = new Set();

  /**
   * @param {Plan} plan
   * @param {Counts} counts
   * @param {string} levels one character a seat: "0" is the first level
   */
  constructor(plan, counts, levels) {
    this.plan = plan;
    this.counts = counts;
    this.setLevels(levels);
  }

  /** Set the level of each seat; levels are numbered from 1, as the style sheets count them. @param {string} text */
  setLevels(text) {
    this.level = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47);
    for (const seat of this.plan.seats) if (seat?.use) this.paintSeat(seat);
  }

  /** Return the look of a seat: its status, or "mine" for the fan's own, also while a hold is under way. @param {number} i */
  lookOf(i) {
    const status = this.statuses.seats[i];
    if (this.pending.has(i)) return PENDING.className;
    if (this.mine.has(i)) return "mine";
    return status === OPEN && this.#isFilteredOut(i) ? FILTERED.className : (STATUS_NAMES[status] ?? "killed");
  }

  /** @param {number} i */
  #isFilteredOut(i) {
    const { off, access } = this.#filter;
    return off.has(this.level[i]) || (access && !/[wc]/.test(this.plan.seats[i]?.flags ?? "wc"));
  }

  /** Paint a new node, or one with a new level. @param {Seat} seat */
  paintSeat(seat) {
    const level = String(this.level[seat.i]);
    seat.use?.setAttribute("data-level", level);
    seat.text?.setAttribute("data-level", level);
    this.#setLook(seat, this.lookOf(seat.i));
  }

  /** Paint a new number. @param {Seat} seat */
  paintNumber({ i, text }) {
    if (text) setAttributes(text, { "data-level": this.level[i], class: numberClass(this.#drawnLooks[i]) });
  }

  /**
   * Give a seat a look.
   * @param {Seat} seat
   * @param {string} look
   */
  #setLook(seat, look) {
    this.#drawnLooks[seat.i] = look;
    seat.text?.setAttribute("class", numberClass(look));
    if (!seat.use) return;
    const preview = this.#previewed.includes(seat) ? " preview" : "";
    const shape = `#seat-${shapeOf(look, seat.flags)}`;
    seat.use.setAttribute("class", `seat ${look}${seat.flags.includes("r") ? " restricted" : ""}${preview}`);
    if (seat.use.getAttribute("href") === shape) return;
    const transform = `translate(${seat.x} ${seat.y})${rotationTransform(seat, shape)}`;
    setAttributes(seat.use, { href: shape, transform });
  }

  /**
   * Paint seats that may have changed.
   * @param {Iterable<number>} seats
   * @param {boolean} [ripple] whether a ring spreads from each that has
   */
  paint(seats, ripple = false) {
    let available = ripple ? MAX_RIPPLES - this.#ripples : 0;
    for (const i of seats) {
      const seat = this.plan.seats[i];
      if (!seat) continue;
      const look = this.lookOf(i);
      if (this.#drawnLooks[i] === look) continue;
      if (this.#drawnLooks[i] === "open") this.#closedAt[i] = performance.now();
      this.#setLook(seat, look);
      if (seat.use && available-- > 0) this.#drawRipple(seat);
    }
  }

  /** Paint what others changed, some dozens a frame so that gestures stay smooth, each with a ring. @param {Iterable<number>} seats */
  paintSoon(seats) {
    for (const i of seats) this.#queue.add(i);
    if (!this.#frame) this.#paintQueued();
  }

  #paintQueued() {
    let remaining = SEATS_PER_FRAME;
    for (const i of this.#queue) {
      if (this.plan.seats[i]?.use && !remaining--) break;
      this.#queue.delete(i);
      this.paint([i], true);
    }
    this.#frame = this.#queue.size ? requestAnimationFrame(() => this.#paintQueued()) : 0;
  }

  /** Show only what passes the filter. @param {Filter} filter */
  setFilter(filter) {
    this.#filter = filter;
    this.paint(this.plan.seats.keys());
    this.counts.setFilter(filter);
  }

  /** Return how many places of a section are open. @param {Section} section */
  openCount(section) {
    return this.counts.openCount(section);
  }

  /** Draw a ring above all seats: browsers blur what is drawn above a moving element. @param {Point} at */
  #drawRipple({ x, y }) {
    const circle = createSvg("circle", { class: "ripple", cx: x, cy: y, r: 13 });
    this.plan.svg.append(circle);
    this.#ripples++;
    setTimeout(() => {
      circle.remove();
      this.#ripples--;
    }, RIPPLE_MS);
  }

  /** Set the fan's own seats from the basket. @param {Set<number>} seats */
  setMine(seats) {
    const before = this.mine;
    const changed = [...[...seats].filter((i) => !before.has(i)), ...[...before].filter((i) => !seats.has(i))];
    this.mine = seats;
    this.counts.setMine(seats);
    this.paint(changed);
  }

  /** Set the seats of a request under way: they look taken until the basket answers. @param {number[]} seats */
  setPending(seats) {
    const before = [...this.pending];
    this.pending = new Set(seats);
    this.paint([...before, ...this.pending]);
  }

  /** Mark the seats that the next click would take. @param {Seat[]} seats */
  setPreview(seats) {
    for (const seat of this.#previewed) seat.use?.classList.remove("preview");
    this.#previewed = seats;
    for (const seat of seats) seat.use?.classList.add("preview");
  }

  /** Return whether a seat was open a moment ago, when the fan may have already aimed at it. @param {Seat} seat */
  wasJustOpen(seat) {
    return performance.now() - (this.#closedAt[seat.i] ?? -Infinity) < JUST_OPEN_MS;
  }

  /** Return whether a seat is open, passes the filter and is not the fan's own. @param {Seat} seat */
  isOpen({ i }) {
    const isFree = this.statuses.seats[i] === OPEN && !this.mine.has(i) && !this.pending.has(i);
    return isFree && !this.#isFilteredOut(i);
  }
}

/** Return the class of a number; only open seats show one. @param {string} look */
const numberClass = (look) => ["number", look.startsWith("open") ? look : "off"].join(" ");

/**
 * Return the rotation of a seat; a symbol on it stays upright.
 * @param {Seat} seat
 * @param {string} shape
 */
function rotationTransform({ rotation }, shape) {
  const upright = Math.abs(rotation) > 60 && /wheelchair|mine/.test(shape);
  return !rotation || upright ? "" : ` rotate(${rotation})`;
}

/**
 * Return the name of the shape of a seat.
 * @param {string} look
 * @param {string} flags
 */
function shapeOf(look, flags) {
  const name = look.split(" ")[0];
  return name !== "open" ? name : flags.includes("w") ? "wheelchair" : flags.includes("r") ? "restricted" : "open";
}
