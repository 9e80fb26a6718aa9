/** The list page, kept honest: runs that shrank offer what is left of them, seats that went say so. Without script it is the same form. */

import { basket } from "./basket.js";
import { countdowns } from "./countdown.js";
import { follow } from "./map/follow.js";
import { sign } from "./map/live.js";
import { OPEN } from "./map/statuses.js";
import { left } from "./map/words.js";

const page = document.getElementById("house"), facts = page.dataset, on = facts.sale === "on";
const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);

/** A row's open neighbours as the server wrote them, and what can still be had of them. */
class Run {
  constructor(node) {
    this.node = node;
    this.seats = numbers(node.dataset.run);
    this.note = node.querySelector(":scope > .note");
    this.button = node.querySelector("button[form=take]");
    this.calm = { note: this.note.textContent, words: this.button?.textContent, value: this.button?.value };
    this.size = numbers(this.button?.value).length;
  }

  /** @param {(i: number) => boolean} isOpen @param {Set<number>} mine */
  show(isOpen, mine) {
    const open = this.seats.filter(isOpen), own = this.seats.filter((i) => mine.has(i)).length, whole = open.length === this.seats.length;
    const words = whole ? this.calm.note : own && !open.length ? "Yours" : open.length ? `${open.length} of ${this.seats.length} left` : "Just gone";
    if (this.note.textContent !== words) this.note.textContent = words;
    this.node.classList.toggle("gone", !open.length && !own);
    if (this.button) this.#offer(this.#together(isOpen), own > 0 && !open.length);
    for (const chip of this.node.querySelectorAll("label[data-i]")) this.#chip(chip, isOpen, mine);
  }

  /** The first seats side by side that are as many as the party, or none. */
  #together(isOpen) {
    for (let from = 0; from + this.size <= this.seats.length; from++) {
      const seats = this.seats.slice(from, from + this.size);
      if (seats.every(isOpen)) return seats;
    }
    return [];
  }

  #offer(seats, own) {
    this.button.disabled = !on || !seats.length;
    this.button.value = seats.join(" ") || this.calm.value;
    const words = seats.length ? this.calm.words : own ? "Yours" : `No ${this.size} together`;
    if (this.button.textContent !== words) this.button.textContent = this.size === 1 && !seats.length && !own ? "Just gone" : words;
  }

  #chip(chip, isOpen, mine) {
    const i = Number(chip.dataset.i), box = chip.querySelector("input"), gone = !isOpen(i);
    box.disabled = gone;
    if (gone) box.checked = false;
    chip.classList.toggle("gone", gone && !mine.has(i));
    let word = chip.querySelector(".fate");
    if (!word && gone) word = chip.appendChild(Object.assign(document.createElement("span"), { className: "fate" }));
    if (word) word.textContent = !gone ? "" : mine.has(i) ? " yours" : " gone";
  }
}

const runs = [...page.querySelectorAll("[data-run]")].map((node) => new Run(node)), byLevel = [...page.querySelectorAll("[data-left]")];
let statuses = null, levels = null;

function show() {
  if (!statuses?.have) return;
  const isOpen = (i) => statuses.seats[i] === OPEN && !mine.mine().has(i);
  for (const run of runs) run.show(isOpen, mine.mine());
  const counts = new Map();
  let all = 0;
  statuses.seats.forEach((status, i) => status === OPEN && (all++, counts.set(levels?.[i], (counts.get(levels?.[i]) ?? 0) + 1)));
  page.querySelector(".left-now").textContent = left(all);
  if (levels) for (const node of byLevel) node.textContent = left(counts.get(Number(node.dataset.left)) ?? 0);
}

countdowns();
const mine = basket(page, "list", show);
follow(
  { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) },
  {
    changed(seats, now, first) {
      statuses = now;
      show();
      const lost = first ? [] : seats.filter((i) => mine.mine().has(i) && now.seats[i] !== 1);
      if (lost.length) mine.lost(lost);
    },
    live: (is, why) => sign(page.querySelector(".live"), page.querySelector(".went"), is, why),
    rearranged: () => location.reload(),
  },
);
if (facts.levels)
  fetch(facts.levels)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => text && ((levels = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47)), show()));
page.addEventListener("take-again", (event) => {
  const form = document.getElementById("take");
  form.querySelectorAll("[name=seats]").forEach((input) => input.remove());
  for (const i of event.detail) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seats", value: i }));
  form.requestSubmit();
});
