/** One offer of the list: seats side by side, a wheelchair space or a table. It shows and offers only what is left of it. */

import { isolatedCount, adjacentBlocks } from "../map/model/row_rules.js";

/** Parses "1 2 3". */
export const parseNumbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);

export class SeatOffer {
  /** @param {HTMLElement} node .run[data-run], as rendered @param {() => boolean} isOn whether the sale is open */
  constructor(node, isOn) {
    this.node = node;
    this.isOn = isOn;
    this.seats = parseNumbers(node.dataset.run);
    this.kind = node.dataset.kind;
    this.note = node.querySelector(":scope > .note");
    this.button = node.querySelector("button[name=seats]");
    this.printed = { note: this.note.textContent, words: this.button?.textContent, value: this.button?.value };
    this.size = parseNumbers(this.button?.value).length;
  }

  /** Updates the offer. @param {(i: number) => boolean} isOpen @param {Set<number>} mine */
  show(isOpen, mine) {
    const open = this.seats.filter(isOpen);
    const own = this.seats.filter((i) => mine.has(i)).length;
    const took = own > 0 && !open.length;
    const whole = open.length === this.seats.length;
    setText(
      this.note,
      whole
        ? this.printed.note
        : took
          ? "Yours"
          : open.length
            ? `${open.length} of ${this.seats.length} left`
            : "Just gone",
    );
    this.node.classList.toggle("gone", !open.length && !own);
    this.node.classList.toggle("own", own > 0);
    if (this.button) this.#offer(this.#together(isOpen), took || (own > 0 && this.kind !== "seats"), open.length);
    for (const chip of this.node.querySelectorAll("label[data-i]")) this.#chip(chip, isOpen, mine);
  }

  /** The seats that the button takes now; empty if the party no longer fits. @returns {number[]} */
  #together(isOpen) {
    if (this.kind === "table") return this.seats.every(isOpen) ? this.seats : [];
    if (this.kind === "space" || this.kind === "beside") {
      return isOpen(this.seats[0]) ? parseNumbers(this.printed.value).filter(isOpen) : [];
    }
    const open = this.seats.filter(isOpen);
    if (this.node.dataset.loose !== undefined) return open.length >= this.size ? open.slice(0, this.size) : [];
    const row = this.seats.map((i) => (isOpen(i) ? "o" : "x")).join("");
    if (!row.includes("x")) return parseNumbers(this.printed.value);
    const best = adjacentBlocks(row, this.size).reduce(
      (best, block) => (best && isolatedCount(row, best) <= isolatedCount(row, block) ? best : block),
      null,
    );
    return (best ?? []).map((place) => this.seats[place]);
  }

  /** Updates the button; never `disabled`, which would lose the focus. */
  #offer(seats, own, left) {
    const none = !this.isOn() || !seats.length;
    setUnavailable(this.button, none);
    this.button.value = seats.join(" ") || this.printed.value;
    const fewer = this.kind === "space" && seats.length === 1 ? "Take the space" : this.printed.words;
    setText(
      this.button,
      seats.length ? fewer : own ? "Yours" : left && this.kind === "seats" ? `No ${this.size} together` : "Just gone",
    );
  }

  #chip(chip, isOpen, mine) {
    const i = Number(chip.dataset.i);
    const box = chip.querySelector("input");
    const gone = !isOpen(i);
    box.disabled = gone;
    if (gone) box.checked = false;
    chip.classList.toggle("gone", gone && !mine.has(i));
    let word = chip.querySelector(".fate");
    if (!word && gone) word = chip.appendChild(Object.assign(document.createElement("span"), { className: "fate" }));
    if (word) setText(word, !gone ? "" : mine.has(i) ? " yours" : " gone");
  }
}

/** Sets a text only if it differs, so that screen readers do not repeat it. */
export function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

/** Marks a button as unavailable without losing its focus. */
export function setUnavailable(button, none) {
  if (none) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
