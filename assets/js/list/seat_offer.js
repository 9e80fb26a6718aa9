/** A line of the list: open seats side by side, a wheelchair space, a table. It says what is left of it and offers only that. */

import { alone, blocks } from "../map/model/row_rules.js";

export const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);

export class Run {
  /** @param {HTMLElement} node .run[data-run], as the server wrote it @param {() => boolean} isOn whether the sale is */
  constructor(node, isOn) {
    this.node = node;
    this.isOn = isOn;
    this.seats = numbers(node.dataset.run);
    this.kind = node.dataset.kind;
    this.note = node.querySelector(":scope > .note");
    this.button = node.querySelector("button[name=seats]");
    this.calm = { note: this.note.textContent, words: this.button?.textContent, value: this.button?.value };
    this.size = numbers(this.button?.value).length;
  }

  /** @param {(i: number) => boolean} isOpen @param {Set<number>} mine */
  show(isOpen, mine) {
    const open = this.seats.filter(isOpen), own = this.seats.filter((i) => mine.has(i)).length;
    const took = own > 0 && !open.length, whole = open.length === this.seats.length;
    write(this.note, whole ? this.calm.note : took ? "Yours" : open.length ? `${open.length} of ${this.seats.length} left` : "Just gone");
    this.node.classList.toggle("gone", !open.length && !own);
    this.node.classList.toggle("own", own > 0);
    if (this.button) this.#offer(this.#together(isOpen), took || (own > 0 && this.kind !== "seats"), open.length);
    for (const chip of this.node.querySelectorAll("label[data-i]")) this.#chip(chip, isOpen, mine);
  }

  /** What the button takes now, none when it does not fit any more. @returns {number[]} */
  #together(isOpen) {
    if (this.kind === "table") return this.seats.every(isOpen) ? this.seats : [];
    if (this.kind === "space" || this.kind === "beside") return isOpen(this.seats[0]) ? numbers(this.calm.value).filter(isOpen) : [];
    const open = this.seats.filter(isOpen);
    if (this.node.dataset.loose !== undefined) return open.length >= this.size ? open.slice(0, this.size) : [];
    const row = this.seats.map((i) => (isOpen(i) ? "o" : "x")).join("");
    if (!row.includes("x")) return numbers(this.calm.value);
    const best = blocks(row, this.size).reduce((best, block) => (best && alone(row, best) <= alone(row, block) ? best : block), null);
    return (best ?? []).map((place) => this.seats[place]);
  }

  /** Never `disabled`: a focus that stands on it would be lost. */
  #offer(seats, own, left) {
    const none = !this.isOn() || !seats.length;
    rest(this.button, none);
    this.button.value = seats.join(" ") || this.calm.value;
    const fewer = this.kind === "space" && seats.length === 1 ? "Take the space" : this.calm.words;
    write(this.button, seats.length ? fewer : own ? "Yours" : left && this.kind === "seats" ? `No ${this.size} together` : "Just gone");
  }

  #chip(chip, isOpen, mine) {
    const i = Number(chip.dataset.i), box = chip.querySelector("input"), gone = !isOpen(i);
    box.disabled = gone;
    if (gone) box.checked = false;
    chip.classList.toggle("gone", gone && !mine.has(i));
    let word = chip.querySelector(".fate");
    if (!word && gone) word = chip.appendChild(Object.assign(document.createElement("span"), { className: "fate" }));
    if (word) write(word, !gone ? "" : mine.has(i) ? " yours" : " gone");
  }
}

/** Only what is new: a screen reader is not told twice, and nothing is drawn again. */
export function write(node, words) {
  if (node && node.textContent !== words) node.textContent = words;
}

/** A button that takes nothing now, and keeps its focus. */
export function rest(button, none) {
  if (none) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
