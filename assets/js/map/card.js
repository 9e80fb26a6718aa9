/** The seat card: where, level, all-in price, what is special, one button that says the sum. Beside the seat; on a phone, by the style sheet, under the thumb. */

import { money, special, where } from "./words.js";

const GAP = 22, EDGE = 8;
const MANY = { 1: "Take it", 2: "Take both" };

export class Card {
  /** @param {HTMLElement} node .seat-card @param {import("./camera.js").Camera} camera @param {Map<number, import("./prices.js").Level>} levels */
  constructor(node, camera, levels, currency) {
    Object.assign(this, { node, camera, levels, currency });
    this.button = node.querySelector(".take");
    camera.addEventListener("move", () => this.#place());
  }
  /** The seats it speaks of. */
  seats = [];

  sum(seats) {
    return seats.reduce((total, { level }) => total + (this.levels.get(level)?.amount ?? 0), 0);
  }

  /** @param {object[]} seats side by side, each with its `level` @param {"take" | "give" | "look"} can what the button does */
  show(seats, can) {
    this.seats = seats;
    const part = (selector) => this.node.querySelector(selector), [first] = seats, level = this.levels.get(first.level);
    const amounts = seats.map(({ level: n }) => this.levels.get(n)?.amount ?? 0), [least, most] = [Math.min(...amounts), Math.max(...amounts)];
    part(".where").textContent = where(seats);
    part(".level").dataset.level = first.level;
    part(".level").textContent = level?.key ?? "";
    const each = least === most ? this.#money(least) : `${this.#money(least)} to ${this.#money(most)}`;
    part(".price").textContent = seats.length > 1 ? `${each} each, side by side` : most ? `${each}, all fees in` : `${each}`;
    const words = [...new Set(seats.map(({ flags }) => special(flags)).filter(Boolean))].join("; ");
    part(".special").textContent = words;
    part(".special").hidden = !words;
    this.button.hidden = can === "look";
    this.button.textContent = can === "give" ? "Give it back" : `${MANY[seats.length] ?? `Take all ${seats.length}`}, ${money(this.sum(seats), this.currency)}`;
    this.node.hidden = false;
    this.#place();
  }

  hide() {
    this.node.hidden = true;
    this.seats = [];
  }

  #money(minor) {
    const words = money(minor, this.currency);
    return words[0].toUpperCase() + words.slice(1);
  }

  /** To the right of its last seat, to the left of its first where there is no room; never over the map's edge. */
  #place() {
    if (this.node.hidden) return;
    const pixels = this.seats.map(({ x, y }) => this.camera.pixel(x, y)), xs = pixels.map(([x]) => x);
    const y = pixels.reduce((sum, [, each]) => sum + each, 0) / pixels.length, { offsetWidth: wide, offsetHeight: high } = this.node;
    const flip = Math.max(...xs) + GAP + wide + EDGE > this.camera.width;
    const top = Math.min(this.camera.height - high / 2 - EDGE, Math.max(high / 2 + EDGE, y));
    this.node.classList.toggle("flip", flip);
    this.node.style.left = `${flip ? Math.max(EDGE - GAP, Math.min(...xs) - 2 * GAP - wide) : Math.max(...xs)}px`;
    this.node.style.top = `${top}px`;
    this.node.style.setProperty("--off", `${Math.round(Math.min(high / 2 - 14, Math.max(14 - high / 2, y - top)))}px`);
  }
}
