/** What is left: by level in the price rail, by part on the map, in all at the foot; and by part what is mine. Counted once,
 * then kept by what changes. */

import { OPEN } from "./seat_state.js";
import { left } from "../text.js";

/** Dispatches "counted", its detail the parts whose counts may have changed. */
export class Counts extends EventTarget {
  /** @param {import("./plan.js").House} house @param {HTMLElement} page */
  constructor(house, page) {
    super();
    Object.assign(this, { house, page, shown: { off: new Set(), access: false } });
  }
  #was = new Uint8Array(0);
  /** Open places by part and level. */
  #table = new Int32Array(0);
  #levels = 1;
  /** Places of the fan who looks, by part. */
  #mine = new Map();

  /** Counts everything again: a first picture, or other levels. @param {Uint8Array} statuses @param {Uint8Array} level of each seat, from 1 */
  all(statuses, level) {
    const { owner, parts } = this.house;
    [this.statuses, this.level, this.#was] = [statuses, level, statuses.slice()];
    this.#levels = level.reduce((most, each) => Math.max(most, each), 0) + 1;
    this.#table = new Int32Array(parts.length * this.#levels);
    for (let i = 0; i < statuses.length; i++) if (statuses[i] === OPEN) this.#table[owner[i] * this.#levels + level[i]]++;
    this.#print(parts);
  }

  /** Some seats are something else now. @param {number[]} seats @param {Uint8Array} statuses of all */
  changed(seats, statuses) {
    const dirty = new Set(), { owner } = this.house;
    this.statuses = statuses;
    for (const i of seats) {
      const by = (statuses[i] === OPEN) - (this.#was[i] === OPEN);
      this.#was[i] = statuses[i];
      if (by) this.#table[owner[i] * this.#levels + this.level[i]] += by;
      if (by) dirty.add(this.house.parts[owner[i]]);
    }
    if (dirty.size) this.#print([...dirty]);
  }

  /** What is looked for; the map counts only that. */
  show(shown) {
    this.shown = shown;
    this.dispatchEvent(new CustomEvent("counted", { detail: this.house.parts }));
  }

  /** Whether only some of the places are looked for. */
  get filtered() {
    return this.shown.access || this.shown.off.size > 0;
  }

  /** The open places of a part. */
  left({ n }) {
    return this.#sum(n);
  }

  /** Which places are the fan's own. @param {Iterable<number>} seats */
  own(seats) {
    const { owner, parts } = this.house, before = this.#mine;
    this.#mine = new Map();
    for (const i of seats) this.#mine.set(owner[i], this.mine({ n: owner[i] }) + 1);
    const dirty = parts.filter((part) => (before.get(part.n) ?? 0) !== this.mine(part));
    if (dirty.length) this.dispatchEvent(new CustomEvent("counted", { detail: dirty }));
  }

  /** How many places of a part are the fan's own. */
  mine({ n }) {
    return this.#mine.get(n) ?? 0;
  }

  /** The open places of a part that are looked for, by level. @returns {[number, number][]} level and count, the most first */
  wanted(part) {
    const { off, access } = this.shown, found = new Map();
    if (access) for (const i of part.access) found.set(this.level[i], (found.get(this.level[i]) ?? 0) + (this.statuses[i] === OPEN));
    else for (let level = 0; level < this.#levels; level++) found.set(level, this.#table[part.n * this.#levels + level]);
    return [...found].filter(([level, count]) => count && !off.has(level)).sort((a, b) => b[1] - a[1]);
  }

  #sum(n) {
    return this.#table.subarray(n * this.#levels, (n + 1) * this.#levels).reduce((sum, count) => sum + count, 0);
  }

  #print(dirty) {
    const byLevel = new Array(this.#levels).fill(0), say = (node, words) => node && node.textContent !== words && (node.textContent = words);
    this.#table.forEach((count, at) => (byLevel[at % this.#levels] += count));
    const all = byLevel.reduce((sum, count) => sum + count, 0);
    for (const node of this.page.querySelectorAll("[data-left]")) say(node, left(byLevel[+node.dataset.left] ?? 0));
    say(this.page.querySelector(".left-now"), `${left(all)}.`);
    this.dispatchEvent(new CustomEvent("counted", { detail: dirty }));
  }
}
