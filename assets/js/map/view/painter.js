/** Paints the seats that are in the page: a class and a shape each, only where the look changes. */

import { STATUS_NAMES, OPEN } from "../model/seat_state.js";

const SVG = "http://www.w3.org/2000/svg";
const RIPPLES = 40;
const SEATS_PER_FRAME = 50;
const JUST_OPEN_MS = 1_500;

export class SeatPainter {
  /** @param {import("../model/plan.js").Plan} plan @param {import("../model/counts.js").Counts} counts @param {string} levels one character a seat: "0" is the first level */
  constructor(plan, counts, levels) {
    Object.assign(this, { plan, counts });
    this.drawnLooks = [];
    this.closedAt = [];
    this.mine = new Set();
    this.pending = new Set();
    this.off = new Set();
    this.access = false;
    this.levels = levels;
  }

  /** Levels are numbered from 1, as the style sheets count them. */
  set levels(text) {
    this.level = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47);
    for (const seat of this.plan.seats) if (seat?.use) this.paintSeat(seat);
  }

  /** The look of a seat: its status, or "mine" for the fan's own, also while a hold is under way. */
  lookOf(i) {
    const status = this.statuses.seats[i];
    if (this.pending.has(i)) return "mine busy";
    if (this.mine.has(i)) return "mine";
    return status === OPEN && this.#isFilteredOut(i) ? "open filtered" : (STATUS_NAMES[status] ?? "killed");
  }

  #isFilteredOut(i) {
    return this.off.has(this.level[i]) || (this.access && !/[wc]/.test(this.plan.seats[i]?.flags ?? "wc"));
  }

  /** Paints a new node, or one with a new level. */
  paintSeat(seat) {
    seat.use.setAttribute("data-level", this.level[seat.i]);
    seat.text?.setAttribute("data-level", this.level[seat.i]);
    this.#setLook(seat, this.lookOf(seat.i));
  }

  /** Paints a new number. */
  paintNumber(seat) {
    seat.text.setAttribute("data-level", this.level[seat.i]);
    seat.text.setAttribute("class", numberClass(this.drawnLooks[seat.i]));
  }

  #setLook(seat, look) {
    this.drawnLooks[seat.i] = look;
    const preview = this.previewed?.includes(seat) ? " preview" : "";
    const shape = `#seat-${shapeOf(look, seat.flags)}`;
    seat.use.setAttribute("class", `seat ${look}${seat.flags.includes("r") ? " restricted" : ""}${preview}`);
    if (seat.use.getAttribute("href") !== shape) {
      seat.use.setAttribute("href", shape);
      seat.use.setAttribute("transform", `translate(${seat.x} ${seat.y})${rotationTransform(seat, shape)}`);
    }
    seat.text?.setAttribute("class", numberClass(look));
  }

  /** Paints seats that may have changed. @param {Iterable<number>} seats @param {boolean} ripple whether a ring spreads from each that has */
  paint(seats, ripple = false) {
    let available = ripple ? RIPPLES - this.#ripples : 0;
    for (const i of seats) {
      const seat = this.plan.seats[i];
      if (!seat) continue;
      const look = this.lookOf(i);
      if (this.drawnLooks[i] === look) continue;
      if (this.drawnLooks[i] === "open") this.closedAt[i] = performance.now();
      if (!seat.use) this.drawnLooks[i] = look;
      else {
        this.#setLook(seat, look);
        if (available-- > 0) this.#drawRipple(seat);
      }
    }
  }

  /** Paints what others changed, some dozens a frame so that gestures stay smooth, each with a ring. */
  paintSoon(seats) {
    for (const i of seats) this.#queue.add(i);
    if (!this.#frame) this.#paintQueued();
  }
  #queue = new Set();
  #frame = 0;

  #paintQueued() {
    let remaining = SEATS_PER_FRAME;
    for (const i of this.#queue) {
      if (this.plan.seats[i]?.use && !remaining--) break;
      this.#queue.delete(i);
      this.paint([i], true);
    }
    this.#frame = this.#queue.size ? requestAnimationFrame(() => this.#paintQueued()) : 0;
  }

  /** Paints every seat. */
  paintAll() {
    this.paint(this.plan.seats.keys());
  }

  /** Shows only levels that are not `off`, and with `access` only wheelchair spaces and companion seats. */
  setFilter({ off = new Set(), access = false }) {
    [this.off, this.access] = [off, access];
    this.paintAll();
    this.counts.setFilter({ off, access });
  }

  /** The open places of a section. @param {import("../model/sections.js").Section} section */
  openCount(section) {
    return this.counts.openCount(section);
  }

  /** Draws a ring above all seats: browsers blur what is drawn above a moving element. */
  #drawRipple({ x, y }) {
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("class", "ripple");
    for (const [name, value] of [
      ["cx", x],
      ["cy", y],
      ["r", 13],
    ]) {
      circle.setAttribute(name, value);
    }
    this.plan.svg.append(circle);
    this.#ripples++;
    setTimeout(() => (circle.remove(), this.#ripples--), 7_800); // three times 2.6 s
  }
  #ripples = 0;

  /** Sets the fan's own seats from the basket. Returns those that changed. */
  setMine(seats) {
    const changed = [...seats].filter((i) => !this.mine.has(i)).concat([...this.mine].filter((i) => !seats.has(i)));
    this.mine = seats;
    this.counts.setMine(seats);
    this.paint(changed);
    return changed;
  }

  /** Sets the seats of a request under way: they look taken until the basket answers. */
  setPending(seats) {
    const before = [...this.pending];
    this.pending = new Set(seats);
    this.paint([...before, ...this.pending]);
  }

  /** Marks the seats that the next click would take. */
  setPreview(seats) {
    for (const seat of this.previewed ?? []) seat.use?.classList.remove("preview");
    this.previewed = seats;
    for (const seat of seats) seat.use?.classList.add("preview");
  }

  /** Whether a seat was open a moment ago, when the fan may have already aimed at it. */
  wasJustOpen(seat) {
    return performance.now() - (this.closedAt[seat.i] ?? -Infinity) < JUST_OPEN_MS;
  }

  /** Whether a seat is open, passes the filter and is not the fan's own. */
  isOpen(seat) {
    return (
      this.statuses.seats[seat.i] === OPEN &&
      !this.mine.has(seat.i) &&
      !this.pending.has(seat.i) &&
      !this.#isFilteredOut(seat.i)
    );
  }
}

/** The class of a number; only open seats show one. */
const numberClass = (look) => (look.startsWith("open") ? `number ${look}` : "number off");

/** Rotates a seat; a symbol on it stays upright. */
const rotationTransform = ({ rotation }, shape) =>
  !rotation || (Math.abs(rotation) > 60 && /wheelchair|mine/.test(shape)) ? "" : ` rotate(${rotation})`;

function shapeOf(look, flags) {
  const name = look.split(" ")[0];
  return name !== "open" ? name : flags.includes("w") ? "wheelchair" : flags.includes("r") ? "restricted" : "open";
}
