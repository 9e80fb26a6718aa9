/** Counts the open places by price level and section, and the fan's own by section. Counted once, then updated by changes. */

import { OPEN } from "./seat_state.js";
import { leftText } from "../text.js";

/** Dispatches "counted", its detail the sections whose counts may have changed. */
export class Counts extends EventTarget {
  /** @param {import("./plan.js").Plan} plan @param {HTMLElement} page */
  constructor(plan, page) {
    super();
    Object.assign(this, { plan, page, filter: { off: new Set(), access: false } });
  }
  #previous = new Uint8Array(0);
  /** Open places by section and level. */
  #table = new Int32Array(0);
  #levels = 1;
  /** The fan's own places by section. */
  #mine = new Map();

  /** Counts everything again. @param {Uint8Array} statuses @param {Uint8Array} level of each seat, from 1 */
  recount(statuses, level) {
    const { sectionIndex, sections } = this.plan;
    [this.statuses, this.level, this.#previous] = [statuses, level, statuses.slice()];
    this.#levels = level.reduce((max, each) => Math.max(max, each), 0) + 1;
    this.#table = new Int32Array(sections.length * this.#levels);
    for (let i = 0; i < statuses.length; i++) {
      if (statuses[i] === OPEN) this.#table[sectionIndex[i] * this.#levels + level[i]]++;
    }
    this.#publish(sections);
  }

  /** Updates the counts for changed seats. @param {number[]} seats @param {Uint8Array} statuses of all */
  applyChanges(seats, statuses) {
    const dirty = new Set();
    const { sectionIndex } = this.plan;
    this.statuses = statuses;
    for (const i of seats) {
      const by = (statuses[i] === OPEN) - (this.#previous[i] === OPEN);
      this.#previous[i] = statuses[i];
      if (by) this.#table[sectionIndex[i] * this.#levels + this.level[i]] += by;
      if (by) dirty.add(this.plan.sections[sectionIndex[i]]);
    }
    if (dirty.size) this.#publish([...dirty]);
  }

  /** Counts only what passes the filter. @param {{off: Set<number>, access: boolean}} filter */
  setFilter(filter) {
    this.filter = filter;
    this.dispatchEvent(new CustomEvent("counted", { detail: this.plan.sections }));
  }

  /** Whether the filter leaves some places out. */
  get isFiltered() {
    return this.filter.access || this.filter.off.size > 0;
  }

  /** The open places of a section. */
  openCount({ number }) {
    return this.#sum(number);
  }

  /** Sets the fan's own places. @param {Iterable<number>} seats */
  setMine(seats) {
    const { sectionIndex, sections } = this.plan;
    const before = this.#mine;
    this.#mine = new Map();
    for (const i of seats) this.#mine.set(sectionIndex[i], this.mineCount({ number: sectionIndex[i] }) + 1);
    const dirty = sections.filter((section) => (before.get(section.number) ?? 0) !== this.mineCount(section));
    if (dirty.length) this.dispatchEvent(new CustomEvent("counted", { detail: dirty }));
  }

  /** How many places of a section are the fan's own. */
  mineCount({ number }) {
    return this.#mine.get(number) ?? 0;
  }

  /** The open places of a section that pass the filter, by level. @returns {[number, number][]} level and count, the most first */
  openByLevel(section) {
    const { off, access } = this.filter;
    const found = new Map();
    if (access) {
      for (const i of section.wheelchairs) {
        found.set(this.level[i], (found.get(this.level[i]) ?? 0) + (this.statuses[i] === OPEN));
      }
    } else {
      for (let level = 0; level < this.#levels; level++) {
        found.set(level, this.#table[section.number * this.#levels + level]);
      }
    }
    return [...found].filter(([level, count]) => count && !off.has(level)).sort((a, b) => b[1] - a[1]);
  }

  #sum(number) {
    return this.#table
      .subarray(number * this.#levels, (number + 1) * this.#levels)
      .reduce((sum, count) => sum + count, 0);
  }

  #publish(dirty) {
    const byLevel = new Array(this.#levels).fill(0);
    const write = (node, text) => node && node.textContent !== text && (node.textContent = text);
    this.#table.forEach((count, at) => (byLevel[at % this.#levels] += count));
    const all = byLevel.reduce((sum, count) => sum + count, 0);
    for (const node of this.page.querySelectorAll("[data-left]")) {
      write(node, leftText(byLevel[+node.dataset.left] ?? 0));
    }
    write(this.page.querySelector(".left-now"), `${leftText(all)}.`);
    this.dispatchEvent(new CustomEvent("counted", { detail: dirty }));
  }
}
