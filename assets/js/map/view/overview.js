/** The sections from afar: each in the colour of its most available level, with its name and count. */

/** @import { Counts } from "../model/counts.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "./camera.js" */
/** @import { SectionLabel } from "./section_labels.js" */

import { setText } from "../../dom.js";
import { formatNumber } from "../../language/format.js";
import { gettext, ngettext } from "../../language/translate.js";
import { leftText, matchingText } from "../text.js";
import { sectionNames, separateLabels } from "./label_collision.js";
import { appendCount, labelWidths, readLabels } from "./section_labels.js";

/** CSS pixels that a section needs for a sentence, for name and number, for the name alone. */
const FULL = 86;
const SHORT = 18;
const NAME = 14;
const SECTIONS_PER_FRAME = 20;

/** The sections of a plan, painted when their counts change. */
export class Overview {
  /** @type {Set<Section>} to be painted */
  #dirty = new Set();
  #frame = 0;
  #started = false;
  /** @type {Map<number, SectionLabel>} by section number */
  #labels;
  /** @type {Map<string, SVGElement>} the counts of names along an arc, by name */
  #arcs = new Map();

  /**
   * @param {Plan} plan
   * @param {Counts} counts
   */
  constructor(plan, counts) {
    this.plan = plan;
    this.counts = counts;
    plan.svg.classList.toggle("large", plan.large);
    this.#labels = readLabels(plan.svg);
    for (const node of sectionNames(plan)) this.#arcs.set(node.dataset.s ?? "", appendCount(node));
    counts.addEventListener("counted", ({ detail }) => this.#schedule(detail));
    plan.addEventListener("floor", () => plan.sections.forEach((section) => this.#dim(section)));
  }

  /** Fit the labels to the scale: as much as the section's width and the distance to its neighbours allow. @param {Camera} camera */
  attachCamera(camera) {
    const { sections } = this.plan;
    /** @type {(one: Section) => number} */
    const apart = (one) =>
      Math.min(...sections.map((other) => (other === one ? Infinity : Math.hypot(other.x - one.x, other.y - one.y))));
    const labels = [...this.#labels].map(([n, label]) => ({
      ...label,
      widths: labelWidths(sections[n], apart(sections[n])),
    }));
    let laid = 0;
    const fit = () => {
      if (camera.at.k === laid) return;
      laid = camera.at.k;
      for (const { node, widths } of labels) fitLabel(node, widths.both * laid, widths.first * laid);
    };
    camera.addEventListener("move", fit);
    fit();
    separateLabels(this.plan, this.counts, camera);
  }

  /** Paint a few sections a frame: text is slow to lay out. @param {Section[]} sections */
  #schedule(sections) {
    for (const section of sections) this.#dirty.add(section);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const section of [...this.#dirty].slice(0, this.#started ? SECTIONS_PER_FRAME : Infinity)) {
        this.#paint(section);
        this.#dirty.delete(section);
      }
      this.#started = true;
      if (this.#dirty.size) this.#schedule([]);
    });
  }

  /** Paint one section. @param {Section} section */
  #paint(section) {
    const openByLevel = this.counts.openByLevel(section);
    const count = openByLevel.reduce((sum, [, each]) => sum + each, 0);
    const gone = !this.counts.openCount(section);
    const level = String(openByLevel[0]?.[0] ?? "");
    const state = count ? "" : gone ? "gone" : "unwanted";
    const label = this.#labels.get(section.number);
    const mine = this.counts.mineCount(section);
    for (const node of label ? [section.node, label.node] : [section.node]) {
      if (node.dataset.level !== level) node.dataset.level = level;
      if (node.dataset.state !== state) node.dataset.state = state;
      node.classList.toggle("has-mine", mine > 0);
    }
    const { isFiltered } = this.counts;
    const text = gone ? gettext("sold out") : isFiltered ? matchingText(count) : leftText(count);
    setText(this.#arcs.get(section.name), text);
    writeCount(label, text, gone ? "" : formatNumber(count));
    // Translators: so many of the fan's own seats are in this section.
    setText(label?.yours, mine ? ngettext("{count} yours", "{count} yours", mine) : "");
  }

  /** Dim a section of another floor. @param {Section} section */
  #dim(section) {
    const elsewhere = !this.plan.isShown(section);
    for (const node of [section.node, this.#labels.get(section.number)?.node]) {
      node?.classList.toggle("elsewhere", elsewhere);
    }
  }
}

/**
 * Write a count so that the number stands alone where the words do not fit. A text without the number stands there whole.
 * @param {SectionLabel | undefined} label
 * @param {string} text
 * @param {string} number
 */
function writeCount(label, text, number) {
  const at = number ? text.indexOf(number) : -1;
  setText(label?.before, at < 0 ? "" : text.slice(0, at));
  setText(label?.count, at < 0 ? text : number);
  setText(label?.after, at < 0 ? "" : text.slice(at + number.length));
}

/**
 * Fit a label into its section.
 * @param {SVGElement} node
 * @param {number} both CSS pixels for the name with its count
 * @param {number} first CSS pixels for the name alone
 */
function fitLabel(node, both, first) {
  const size = both >= FULL ? "full" : both >= SHORT ? "short" : first >= NAME ? "name" : "none";
  if (node.dataset.size !== size) node.dataset.size = size;
  node.style.setProperty("--size", Math.min(15, Math.max(8, (size === "name" ? first : both) * 0.42)).toFixed(1));
}
