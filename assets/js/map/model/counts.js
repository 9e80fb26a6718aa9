/** Counts of the open places by price level and section, and of the fan's own by section. Counted once, then updated by changes. */

/** @import { Filter } from "../types.js" */
/** @import { Plan } from "./plan.js" */
/** @import { Section } from "./sections.js" */

import { findAll, setText } from "../../dom.js";
import { gettext, ngettext } from "../../language/translate.js";
import { leftText } from "../text.js";
import { OPEN } from "./seat_state.js";

/** @typedef {{counted: CustomEvent<Section[]>}} CountsEvents the sections whose counts may have changed */

const CountsTarget = /** @type {new () => TypedEventTarget<CountsEvents>} */ (EventTarget);

/** The counts of a plan. Dispatches "counted". */
export class Counts extends CountsTarget {
  #previous = new Uint8Array(0);
  /** Open places by section and level. */
  #table = new Int32Array(0);
  #levels = 1;
  /** @type {Map<number, number>} the fan's own places by section */
  #mine = new Map();

  /**
   * @param {Plan} plan
   * @param {HTMLElement} page
   */
  constructor(plan, page) {
    super();
    this.plan = plan;
    this.page = page;
    /** @type {Filter} */
    this.filter = { off: new Set(), access: false };
    this.statuses = new Uint8Array(0);
    this.level = new Uint8Array(0);
  }

  /**
   * Count everything again.
   * @param {Uint8Array<ArrayBuffer>} statuses
   * @param {Uint8Array<ArrayBuffer>} level of each seat, from 1
   */
  recount(statuses, level) {
    const { sectionIndex, sections } = this.plan;
    this.statuses = statuses;
    this.level = level;
    this.#previous = statuses.slice();
    this.#levels = level.reduce((max, each) => Math.max(max, each), 0) + 1;
    this.#table = new Int32Array(sections.length * this.#levels);
    for (let i = 0; i < statuses.length; i++) {
      if (statuses[i] === OPEN) this.#table[sectionIndex[i] * this.#levels + level[i]]++;
    }
    this.#publish(sections);
  }

  /**
   * Update the counts for changed seats.
   * @param {number[]} seats
   * @param {Uint8Array<ArrayBuffer>} statuses of all
   */
  applyChanges(seats, statuses) {
    /** @type {Set<Section>} */
    const dirty = new Set();
    const { sectionIndex } = this.plan;
    this.statuses = statuses;
    for (const i of seats) {
      const by = Number(statuses[i] === OPEN) - Number(this.#previous[i] === OPEN);
      this.#previous[i] = statuses[i];
      if (!by) continue;
      this.#table[sectionIndex[i] * this.#levels + this.level[i]] += by;
      dirty.add(this.plan.sections[sectionIndex[i]]);
    }
    if (dirty.size) this.#publish([...dirty]);
  }

  /** Count only what passes the filter. @param {Filter} filter */
  setFilter(filter) {
    this.filter = filter;
    this.#dispatch(this.plan.sections);
  }

  /** Whether the filter leaves some places out. */
  get isFiltered() {
    return this.filter.access || this.filter.off.size > 0;
  }

  /** Return how many places of a section are open. @param {Section} section */
  openCount({ number }) {
    return this.#table
      .subarray(number * this.#levels, (number + 1) * this.#levels)
      .reduce((sum, count) => sum + count, 0);
  }

  /** Set the fan's own places. @param {Iterable<number>} seats */
  setMine(seats) {
    const { sectionIndex, sections } = this.plan;
    const before = this.#mine;
    this.#mine = new Map();
    for (const i of seats) this.#mine.set(sectionIndex[i], (this.#mine.get(sectionIndex[i]) ?? 0) + 1);
    const dirty = sections.filter((section) => (before.get(section.number) ?? 0) !== this.mineCount(section));
    if (dirty.length) this.#dispatch(dirty);
  }

  /** Return how many places of a section are the fan's own. @param {Section} section */
  mineCount({ number }) {
    return this.#mine.get(number) ?? 0;
  }

  /**
   * Return the open places of a section that pass the filter, by level.
   * @param {Section} section
   * @returns {[level: number, count: number][]} the most first
   */
  openByLevel(section) {
    const { off } = this.filter;
    const counts = this.filter.access ? this.#openSpaces(section) : this.#openPlaces(section);
    return [...counts].filter(([level, count]) => count && !off.has(level)).sort((a, b) => b[1] - a[1]);
  }

  /**
   * Return the open wheelchair spaces of a section by level.
   * @param {Section} section
   * @returns {Map<number, number>}
   */
  #openSpaces({ wheelchairs }) {
    const found = new Map();
    for (const i of wheelchairs) {
      found.set(this.level[i], (found.get(this.level[i]) ?? 0) + Number(this.statuses[i] === OPEN));
    }
    return found;
  }

  /**
   * Return the open places of a section by level.
   * @param {Section} section
   * @returns {Map<number, number>}
   */
  #openPlaces({ number }) {
    const found = new Map();
    for (let level = 0; level < this.#levels; level++) found.set(level, this.#table[number * this.#levels + level]);
    return found;
  }

  /** Write the counts into the page, and report the sections. @param {Section[]} dirty */
  #publish(dirty) {
    const byLevel = new Array(this.#levels).fill(0);
    this.#table.forEach((count, at) => {
      byLevel[at % this.#levels] += count;
    });
    const all = byLevel.reduce((sum, count) => sum + count, 0);
    for (const node of findAll(this.page, "[data-left]")) {
      setText(node, leftText(byLevel[Number(node.dataset.left)] ?? 0));
    }
    setText(
      this.page.querySelector(".left-now"),
      all ? ngettext("{count} left.", "{count} left.", all) : gettext("None left."),
    );
    this.#dispatch(dirty);
  }

  /** @param {Section[]} detail */
  #dispatch(detail) {
    this.dispatchEvent(new CustomEvent("counted", { detail }));
  }
}
