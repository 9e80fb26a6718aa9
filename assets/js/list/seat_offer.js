/** One offer of the list: seats side by side, a wheelchair space or a table. It shows and offers only what is left of it. */

import { find, findAll, setText } from "../dom.js";
import { gettext, ngettext, pgettext } from "../language/translate.js";
import { isolatedCount, adjacentBlocks } from "../map/model/row_rules.js";

/** @typedef {(i: number) => boolean} SeatTest */

/** Return the numbers of "1 2 3". @param {string | undefined} text */
export const parseNumbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);

const ownText = () => pgettext("a seat", "Yours");
// Translators: in place of the number of seats, which others have taken.
const goneText = () => pgettext("seats of a row", "Just gone");

/** An offer in the page. */
export class SeatOffer {
  /**
   * @param {HTMLElement} node .run[data-run], as rendered
   * @param {() => boolean} isOn whether the sale is open
   */
  constructor(node, isOn) {
    this.node = node;
    this.isOn = isOn;
    this.seats = parseNumbers(node.dataset.run);
    this.kind = node.dataset.kind;
    this.note = find(node, ":scope > .note");
    /** @type {HTMLButtonElement | null} */
    this.button = node.querySelector("button[name=seats]");
    this.printed = {
      note: this.note.textContent,
      words: this.button?.textContent ?? "",
      value: this.button?.value ?? "",
    };
    this.size = parseNumbers(this.button?.value).length;
  }

  /**
   * Update the offer.
   * @param {SeatTest} isOpen
   * @param {Set<number>} mine
   */
  show(isOpen, mine) {
    const open = this.seats.filter(isOpen).length;
    const own = this.seats.filter((i) => mine.has(i)).length;
    setText(this.note, this.#noteText(open, own));
    this.node.classList.toggle("gone", !open && !own);
    this.node.classList.toggle("own", own > 0);
    const isOwn = own > 0 && (!open || this.kind !== "seats");
    if (this.button) this.#offer(this.button, this.#together(isOpen), isOwn, open);
    for (const chip of findAll(this.node, "label[data-i]")) this.#updateChip(chip, isOpen, mine);
  }

  /**
   * Return what is left, as text.
   * @param {number} open how many seats
   * @param {number} own
   */
  #noteText(open, own) {
    if (open === this.seats.length) return this.printed.note;
    if (open) return ngettext("{count} of {all} left", "{count} of {all} left", open, { all: this.seats.length });
    return own ? ownText() : goneText();
  }

  /** Return the seats that the button takes now; none if the party no longer fits. @param {SeatTest} isOpen */
  #together(isOpen) {
    if (this.kind === "table") return this.seats.every(isOpen) ? this.seats : [];
    if (this.kind === "space" || this.kind === "beside") {
      return isOpen(this.seats[0]) ? parseNumbers(this.printed.value).filter(isOpen) : [];
    }
    const open = this.seats.filter(isOpen);
    if (this.node.dataset.loose !== undefined) return open.length >= this.size ? open.slice(0, this.size) : [];
    const row = this.seats.map((i) => (isOpen(i) ? "o" : "x")).join("");
    if (!row.includes("x")) return parseNumbers(this.printed.value);
    const [first = [], ...others] = adjacentBlocks(row, this.size);
    const best = others.reduce((a, b) => (isolatedCount(row, a) <= isolatedCount(row, b) ? a : b), first);
    return best.map((place) => this.seats[place]);
  }

  /**
   * Update the button; never `disabled`, which would lose the focus.
   * @param {HTMLButtonElement} button
   * @param {number[]} seats that it takes
   * @param {boolean} own whether the fan has what there was
   * @param {number} left how many seats of the offer
   */
  #offer(button, seats, own, left) {
    setUnavailable(button, !this.isOn() || !seats.length);
    button.value = seats.join(" ") || this.printed.value;
    setText(button, this.#buttonText(seats, own, left));
  }

  /**
   * Return the label of the button.
   * @param {number[]} seats
   * @param {boolean} own
   * @param {number} left
   */
  #buttonText(seats, own, left) {
    if (seats.length) {
      return this.kind === "space" && seats.length === 1 ? gettext("Take the space") : this.printed.words;
    }
    if (own) return ownText();
    return left && this.kind === "seats"
      ? ngettext("No {count} together", "No {count} together", this.size)
      : goneText();
  }

  /**
   * Update the checkbox of one seat.
   * @param {HTMLElement} chip
   * @param {SeatTest} isOpen
   * @param {Set<number>} mine
   */
  #updateChip(chip, isOpen, mine) {
    const i = Number(chip.dataset.i);
    /** @type {HTMLInputElement} */
    const box = find(chip, "input");
    const gone = !isOpen(i);
    box.disabled = gone;
    if (gone) box.checked = false;
    chip.classList.toggle("gone", gone && !mine.has(i));
    let word = chip.querySelector(".fate");
    if (!word && gone) word = chip.appendChild(Object.assign(document.createElement("span"), { className: "fate" }));
    setText(word, gone ? ` ${mine.has(i) ? pgettext("a seat", "yours") : pgettext("a seat", "gone")}` : "");
  }
}

/**
 * Mark a button as unavailable without losing its focus.
 * @param {HTMLElement} button
 * @param {boolean} none
 */
export function setUnavailable(button, none) {
  if (none) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
