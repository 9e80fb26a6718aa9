/** The labels of sections from afar: their lines, and how wide they may be. */

/** @import { Section } from "../model/sections.js" */

import { createSvg, findAll } from "../../dom.js";

/**
 * @typedef {object} SectionLabel
 * @property {SVGElement} node
 * @property {SVGElement} before what stands before the count
 * @property {SVGElement} count
 * @property {SVGElement} after
 * @property {SVGElement} yours the fan's own places
 */

const STEPS = 24;

/**
 * Return the labels of a drawing, each split into its lines.
 * @param {SVGSVGElement} svg
 * @returns {Map<number, SectionLabel>} by section number
 */
export function readLabels(svg) {
  /** @type {SVGElement[]} */
  const nodes = findAll(svg, ".part-name");
  return new Map(nodes.map((node) => [Number(node.dataset.n), splitIntoLines(node)]));
}

/** Split a label into lines: the name, the count with a word, and the fan's own places. @param {SVGElement} node */
function splitIntoLines(node) {
  const x = node.getAttribute("x") ?? "";
  const name = createSvg("tspan", { class: "name", dy: "-0.1em" });
  const line = createSvg("tspan", { class: "left", x, dy: "1.15em" });
  const before = createSvg("tspan", { class: "word" });
  const count = createSvg("tspan", { class: "count" });
  const after = createSvg("tspan", { class: "word" });
  const yours = createSvg("tspan", { class: "yours", x, dy: "1.15em" });
  name.textContent = node.textContent;
  line.append(before, count, after);
  node.setAttribute("direction", document.documentElement.dir || "ltr"); // that of the plan is always left to right
  node.replaceChildren(name, line, yours);
  return { node, before, count, after, yours };
}

/** Append the count to a name along its arc, and return its node. @param {SVGElement} node */
export function appendCount(node) {
  const line = node.querySelector("textPath") ?? node;
  const count = createSvg("tspan", { class: "left", dx: 4 });
  line.append(" ", count);
  return count;
}

/**
 * Return the width for a name with its count under it, and for the name alone, in units. A section may be an arc, far
 * narrower at its name than its box.
 * @param {Section} section
 * @param {number} max
 */
export function labelWidths(section, max) {
  const { x, y, box } = section;
  const within = Math.min(box.width, box.height, max);
  const widthAcross = (/** @type {number} */ line) => Math.min(within, widthAt(section, y + line * within));
  if (!section.contains(new DOMPoint(x, y))) return { both: within, first: within };
  const first = widthAcross(-0.2);
  return { both: Math.min(first, widthAcross(0.3)), first };
}

/**
 * Return how wide a section is around its middle at a height; 0 outside it.
 * @param {Section} section
 * @param {number} y
 */
function widthAt(section, y) {
  const step = section.box.width / STEPS;
  const inside = (/** @type {1 | -1} */ sign) => {
    let steps = 0;
    while (steps < STEPS && section.contains(new DOMPoint(section.x + sign * steps * step, y))) steps++;
    return steps;
  };
  return Math.max(0, 2 * Math.min(inside(1), inside(-1)) - 1) * step;
}
