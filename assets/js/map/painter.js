/** Paints statuses over the drawing by number: a class and a shape a seat. Paints a seat only when it looks different afterwards. */

import { NAMES, OPEN } from "./statuses.js";

const SVG = "http://www.w3.org/2000/svg", RIPPLES = 40, MOMENT = 1_500;

export class Painter {
  /** @param {import("./house.js").House} house @param {string} levels one character a seat: "0" is the first level */
  constructor(house, levels) {
    this.house = house;
    this.looks = [];
    this.turned = [];
    this.mine = new Set();
    this.busy = new Set();
    this.off = new Set();
    this.levels = levels;
  }

  /** Levels are numbered from 1, as the style sheets count them. */
  set levels(text) {
    this.level = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47);
    for (const seat of this.house.seats) if (seat) seat.g.dataset.level = this.level[seat.i];
  }

  /** How a seat looks: its status, but "mine" for one of mine, and for one being taken. */
  look(i) {
    const status = this.statuses.seats[i];
    if (this.busy.has(i)) return "mine busy";
    if (this.mine.has(i)) return "mine";
    return status === OPEN && this.off.has(this.level[i]) ? "open filtered" : NAMES[status] ?? "killed";
  }

  /** @param {Iterable<number>} seats those that may look different now @param {boolean} rings whether a ring spreads from each that does */
  paint(seats, rings = false) {
    let left = rings ? RIPPLES : 0;
    for (const i of seats) {
      const seat = this.house.seats[i], look = this.look(i);
      if (!seat || this.looks[i] === look) continue;
      if (this.looks[i] === "open") this.turned[i] = performance.now();
      this.looks[i] = look;
      const preview = seat.g.classList.contains("preview") ? " preview" : "";
      seat.g.setAttribute("class", `seat ${look}${seat.flags.includes("r") ? " restricted" : ""}${preview}`);
      const shape = `#seat-${this.#shape(look, seat.flags)}`;
      if (seat.use.getAttribute("href") !== shape) seat.use.setAttribute("href", shape);
      if (left-- > 0) this.#ring(seat);
    }
  }

  paintAll() {
    this.paint(this.house.seats.keys());
  }

  #shape(look, flags) {
    const name = look.split(" ")[0];
    return name !== "open" ? name : flags.includes("w") ? "wheelchair" : flags.includes("r") ? "restricted" : "open";
  }

  /** Over all seats: what is drawn after something that moves is drawn less sharply. */
  #ring({ x, y }) {
    const ring = document.createElementNS(SVG, "circle");
    ring.setAttribute("class", "ripple");
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 13]]) ring.setAttribute(name, value);
    this.house.svg.append(ring);
    setTimeout(() => ring.remove(), 7_800); // three times 2.6 s
  }

  /** The seats that are mine, as the basket says; returns those that changed hands. */
  own(seats) {
    const changed = [...seats].filter((i) => !this.mine.has(i)).concat([...this.mine].filter((i) => !seats.has(i)));
    this.mine = seats;
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
    for (const seat of this.previewed ?? []) seat.g.classList.remove("preview");
    this.previewed = seats;
    for (const seat of seats) seat.g.classList.add("preview");
  }

  /** Whether it was open a moment ago, when the hand was already on its way. */
  wasOpen(seat) {
    return performance.now() - (this.turned[seat.i] ?? -Infinity) < MOMENT;
  }

  isOpen(seat) {
    return this.statuses.seats[seat.i] === OPEN && !this.mine.has(seat.i) && !this.busy.has(seat.i) && !this.off.has(this.level[seat.i]);
  }
}
