/** Paints the sections from afar: each in the colour of its most available level, with its name and count. */

import { separateLabels } from "./label_collision.js";
import { leftText, matchingText } from "../text.js";

const SVG = "http://www.w3.org/2000/svg";
/** CSS pixels that a section needs for a sentence, for name and number, for the name alone. */
const FULL = 86;
const SHORT = 18;
const NAME = 14;
const SECTIONS_PER_FRAME = 20;
const STEPS = 24;

export class Overview {
  /** @param {import("../model/plan.js").Plan} plan @param {import("../model/counts.js").Counts} counts */
  constructor(plan, counts) {
    Object.assign(this, { plan, counts, names: new Map(), arcs: new Map() });
    plan.svg.classList.toggle("large", plan.large);
    for (const node of plan.svg.querySelectorAll(".part-name")) this.names.set(+node.dataset.n, splitIntoLines(node));
    for (const node of plan.svg.querySelectorAll(".section-name[data-s]")) {
      this.arcs.set(node.dataset.s, appendCount(node));
    }
    counts.addEventListener("counted", ({ detail }) => this.#schedule(detail));
    plan.addEventListener("floor", () => plan.sections.forEach((section) => this.#dim(section)));
  }

  /** Fits the labels to the scale: as much as the section's width and the distance to its neighbours allow. */
  attachCamera(camera) {
    const { sections } = this.plan;
    const apart = (one) => (other) => (other === one ? Infinity : Math.hypot(other.x - one.x, other.y - one.y));
    const widths = new Map(
      [...this.names.keys()].map((n) => [n, labelWidths(sections[n], Math.min(...sections.map(apart(sections[n]))))]),
    );
    let laid = 0;
    const fit = () => {
      if (camera.at.k === laid) return;
      laid = camera.at.k;
      for (const [n, { node }] of this.names) {
        const [both, first] = widths.get(n).map((each) => each * laid);
        const size = both >= FULL ? "full" : both >= SHORT ? "short" : first >= NAME ? "name" : "none";
        if (node.dataset.size !== size) node.dataset.size = size;
        node.style.setProperty("--size", Math.min(15, Math.max(8, (size === "name" ? first : both) * 0.42)).toFixed(1));
      }
    };
    camera.addEventListener("move", fit);
    fit();
    separateLabels(this.plan, this.counts, camera);
  }

  #dirty = new Set();
  #frame = 0;

  /** Paints a few sections a frame: text is slow to lay out. */
  #schedule(sections) {
    for (const section of sections) this.#dirty.add(section);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const section of [...this.#dirty].slice(0, this.#started ? SECTIONS_PER_FRAME : Infinity)) {
        (this.#paint(section), this.#dirty.delete(section));
      }
      this.#started = true;
      if (this.#dirty.size) this.#schedule([]);
    });
  }
  #started = false;

  #paint(section) {
    const openByLevel = this.counts.openByLevel(section);
    const count = openByLevel.reduce((sum, [, each]) => sum + each, 0);
    const gone = !this.counts.openCount(section);
    const level = String(openByLevel[0]?.[0] ?? "");
    const state = count ? "" : gone ? "gone" : "unwanted";
    const named = this.names.get(section.number);
    const arc = this.arcs.get(section.name);
    const mine = this.counts.mineCount(section);
    const yours = mine ? `${mine} yours` : "";
    for (const node of named ? [section.node, named.node] : [section.node]) {
      if (node.dataset.level !== level) node.dataset.level = level;
      if (node.dataset.state !== state) node.dataset.state = state;
      node.classList.toggle("has-mine", mine > 0);
    }
    const { isFiltered } = this.counts;
    write(arc, gone ? "sold out" : isFiltered ? matchingText(count) : leftText(count));
    write(named?.count, gone ? "sold out" : isFiltered && !count ? "none" : count.toLocaleString("en"));
    write(named?.yours, yours);
    write(named?.word, gone ? "" : isFiltered ? " of these" : " left");
  }

  #dim(section) {
    const elsewhere = !this.plan.isShown(section);
    for (const node of [section.node, this.names.get(section.number)?.node]) {
      node?.classList.toggle("elsewhere", elsewhere);
    }
  }
}

/** The width for a name with its count under it, and for the name alone, at most `max`; in units. A section may be an arc, far
 * narrower at its name than its box. */
function labelWidths(section, max) {
  const { x, y, box } = section;
  const within = Math.min(box.width, box.height, max);
  const widthAcross = (line) => Math.min(within, widthAt(section, y + line * within));
  if (!section.contains(new DOMPoint(x, y))) return [within, within];
  const first = widthAcross(-0.2);
  return [Math.min(first, widthAcross(0.3)), first];
}

/** How wide a section is around its middle at a height; 0 outside it. */
function widthAt(section, y) {
  const step = section.box.width / STEPS;
  const inside = (sign) => {
    let steps = 0;
    while (steps < STEPS && section.contains(new DOMPoint(section.x + sign * steps * step, y))) steps++;
    return steps;
  };
  return Math.max(0, 2 * Math.min(inside(1), inside(-1)) - 1) * step;
}

const write = (node, text) => node && node.textContent !== text && (node.textContent = text);

function tspan(name) {
  const node = document.createElementNS(SVG, "tspan");
  node.setAttribute("class", name);
  return node;
}

/** Splits a label into lines: the name, the count with a word, and the fan's own places. */
function splitIntoLines(node) {
  const name = tspan("name");
  const line = tspan("left");
  const count = tspan("count");
  const word = tspan("word");
  const yours = tspan("yours");
  name.textContent = node.textContent;
  name.setAttribute("dy", "-0.1em");
  for (const under of [line, yours]) {
    (under.setAttribute("x", node.getAttribute("x")), under.setAttribute("dy", "1.15em"));
  }
  line.append(count, word);
  node.replaceChildren(name, line, yours);
  return { node, count, word, yours };
}

/** Appends the count to a name along its arc. */
function appendCount(node) {
  const line = node.querySelector("textPath") ?? node;
  const count = tspan("left");
  count.setAttribute("dx", "4");
  line.append(" ", count);
  return count;
}
