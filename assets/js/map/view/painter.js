/** Paints statuses over the seats that are in the page: a class and a shape a seat. Paints one only when it looks different afterwards. */

import { NAMES, OPEN } from "../model/seat_state.js";

const SVG = "http://www.w3.org/2000/svg", RIPPLES = 40, A_FRAME = 50, MOMENT = 1_500;

export class Painter {
  /** @param {import("../model/plan.js").House} house @param {import("../model/counts.js").Counts} counts @param {string} levels one character a seat: "0" is the first level */
  constructor(house, counts, levels) {
    Object.assign(this, { house, counts });
    this.looks = [];
    this.turned = [];
    this.mine = new Set();
    this.busy = new Set();
    this.off = new Set();
    this.access = false;
    this.levels = levels;
  }

  /** Levels are numbered from 1, as the style sheets count them. */
  set levels(text) {
    this.level = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47);
    for (const seat of this.house.seats) if (seat?.use) this.dress(seat);
  }

  /** How a seat looks: its status, but "mine" for one of mine, and for one being taken. */
  look(i) {
    const status = this.statuses.seats[i];
    if (this.busy.has(i)) return "mine busy";
    if (this.mine.has(i)) return "mine";
    return status === OPEN && this.#leftOut(i) ? "open filtered" : NAMES[status] ?? "killed";
  }

  #leftOut(i) {
    return this.off.has(this.level[i]) || (this.access && !/[wc]/.test(this.house.seats[i]?.flags ?? "wc"));
  }

  /** A node that has just been made, or whose level is another. */
  dress(seat) {
    seat.use.setAttribute("data-level", this.level[seat.i]);
    seat.text?.setAttribute("data-level", this.level[seat.i]);
    this.#wear(seat, this.look(seat.i));
  }

  /** A number that has just been written. */
  dressNumber(seat) {
    seat.text.setAttribute("data-level", this.level[seat.i]);
    seat.text.setAttribute("class", numberClass(this.looks[seat.i]));
  }

  #wear(seat, look) {
    this.looks[seat.i] = look;
    const preview = this.previewed?.includes(seat) ? " preview" : "", shape = `#seat-${shapeOf(look, seat.flags)}`;
    seat.use.setAttribute("class", `seat ${look}${seat.flags.includes("r") ? " restricted" : ""}${preview}`);
    if (seat.use.getAttribute("href") !== shape) {
      seat.use.setAttribute("href", shape);
      seat.use.setAttribute("transform", `translate(${seat.x} ${seat.y})${turned(seat, shape)}`);
    }
    seat.text?.setAttribute("class", numberClass(look));
  }

  /** @param {Iterable<number>} seats those that may look different now @param {boolean} rings whether a ring spreads from each that does */
  paint(seats, rings = false) {
    let left = rings ? RIPPLES - this.#rings : 0;
    for (const i of seats) {
      const seat = this.house.seats[i];
      if (!seat) continue;
      const look = this.look(i);
      if (this.looks[i] === look) continue;
      if (this.looks[i] === "open") this.turned[i] = performance.now();
      if (!seat.use) this.looks[i] = look;
      else {
        this.#wear(seat, look);
        if (left-- > 0) this.#ring(seat);
      }
    }
  }

  /** The same for what others do, some dozens a frame: a crowd must not stop the hand. Each with its ring. */
  paintSoon(seats) {
    for (const i of seats) this.#queue.add(i);
    if (!this.#frame) this.#next();
  }
  #queue = new Set();
  #frame = 0;

  #next() {
    let most = A_FRAME;
    for (const i of this.#queue) {
      if (this.house.seats[i]?.use && !most--) break;
      this.#queue.delete(i);
      this.paint([i], true);
    }
    this.#frame = this.#queue.size ? requestAnimationFrame(() => this.#next()) : 0;
  }

  paintAll() {
    this.paint(this.house.seats.keys());
  }

  /** Only these are shown: prices that are not `off`, and with `access` only wheelchair spaces and who comes along. */
  show({ off = new Set(), access = false }) {
    [this.off, this.access] = [off, access];
    this.paintAll();
    this.counts.show({ off, access });
  }

  /** How many places of a part are open now. @param {import("../model/sections.js").Part} part */
  left(part) {
    return this.counts.left(part);
  }

  /** Over all seats: what is drawn after something that moves is drawn less sharply. */
  #ring({ x, y }) {
    const ring = document.createElementNS(SVG, "circle");
    ring.setAttribute("class", "ripple");
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 13]]) ring.setAttribute(name, value);
    this.house.svg.append(ring);
    this.#rings++;
    setTimeout(() => (ring.remove(), this.#rings--), 7_800); // three times 2.6 s
  }
  #rings = 0;

  /** The seats that are mine, as the basket says; returns those that changed hands. */
  own(seats) {
    const changed = [...seats].filter((i) => !this.mine.has(i)).concat([...this.mine].filter((i) => !seats.has(i)));
    this.mine = seats;
    this.counts.own(seats);
    this.paint(changed);
    return changed;
  }

  /** Seats on their way: they look taken until the basket answers. */
  hurry(seats) {
    const before = [...this.busy];
    this.busy = new Set(seats);
    this.paint([...before, ...this.busy]);
  }

  /** Marks the seats that the next click would take. */
  preview(seats) {
    for (const seat of this.previewed ?? []) seat.use?.classList.remove("preview");
    this.previewed = seats;
    for (const seat of seats) seat.use?.classList.add("preview");
  }

  /** Whether it was open a moment ago, when the hand was already on its way. */
  wasOpen(seat) {
    return performance.now() - (this.turned[seat.i] ?? -Infinity) < MOMENT;
  }

  isOpen(seat) {
    return this.statuses.seats[seat.i] === OPEN && !this.mine.has(seat.i) && !this.busy.has(seat.i) && !this.#leftOut(seat.i);
  }
}

/** A number is written on what can be taken. */
const numberClass = (look) => (look.startsWith("open") ? `number ${look}` : "number off");

/** A seat is turned as it stands; a sign on it stays upright. */
const turned = ({ turn }, shape) => (!turn || (Math.abs(turn) > 60 && /wheelchair|mine/.test(shape)) ? "" : ` rotate(${turn})`);

function shapeOf(look, flags) {
  const name = look.split(" ")[0];
  return name !== "open" ? name : flags.includes("w") ? "wheelchair" : flags.includes("r") ? "restricted" : "open";
}
