/** The section names of a drawing, kept on the screen and apart from each other. */

/** @import { Box } from "../types.js" */
/** @import { Counts } from "../model/counts.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Camera } from "./camera.js" */

import { findAll } from "../../dom.js";

const EDGE = 6;

/** Return the names of a drawing that go along an outline or stand in a section. @param {Plan} plan @returns {SVGTextElement[]} */
export const sectionNames = (plan) => findAll(plan.svg, ".section-name[data-s]");

/**
 * Keep names apart. Of two names that overlap, that of the smaller section shrinks: first its count is hidden, then the
 * name; so does a name on the stage, except along an arc, whose box says little.
 * @param {Plan} plan
 * @param {Counts} counts
 * @param {Camera} camera
 */
export function separateLabels(plan, counts, camera) {
  const size = (/** @type {SVGElement} */ { dataset }) =>
    plan.sections.reduce((sum, section) => sum + (section.name === dataset.s ? section.capacity : 0), 0);
  const names = sectionNames(plan).sort((a, b) => size(b) - size(a));
  /** @type {SVGGraphicsElement[]} */
  const boards = findAll(plan.svg, ".boards");
  const stage = boards.map(boxInUnits);
  let laidOut = "";
  let frame = 0;
  if (!names.length) return;

  /** Lay the names out, if something that matters has changed. */
  function layOut() {
    const { k } = camera.at;
    const now = [k, camera.width, ...names.map((node) => node.textContent.length)].join(" ");
    if (laidOut === now || "moving" in plan.svg.dataset) return;
    laidOut = now;
    const fitted = camera.wholePlan();
    const from = fitted.x + EDGE / k;
    const to = fitted.x + camera.width / fitted.k - EDGE / k;
    /** @type {Box[]} */
    const placed = [];
    for (const node of names) {
      const obstacles = node.querySelector("textPath") ? placed : [...placed, ...stage];
      const box = place(node, from, to, obstacles);
      if (box) placed.push(box);
    }
  }

  /** Run after the counts have been written. */
  function schedule() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      layOut();
    });
  }
  counts.addEventListener("counted", schedule);
  camera.addEventListener("move", schedule);
  schedule();
}

/**
 * Place a name between two edges: as it is, without its count, or not at all.
 * @param {SVGTextElement} node
 * @param {number} from the left edge, in units
 * @param {number} to the right edge
 * @param {Box[]} obstacles
 * @returns {Box | null} where it is; null if there is no room
 */
function place(node, from, to, obstacles) {
  for (const crowd of ["", "name"]) {
    node.dataset.crowd = crowd;
    const { x, y, width, height } = node.getBBox();
    const shift = Math.max(from - x, 0) + Math.min(to - x - width, 0);
    const box = { x: x + shift, y, width, height };
    if (obstacles.some((other) => overlaps(box, other))) continue;
    node.setAttribute("transform", `translate(${shift.toFixed(1)} 0)`);
    return box;
  }
  node.dataset.crowd = "none";
  return null;
}

/** Return the box round a shape in units, with its scale. @param {SVGGraphicsElement} shape */
function boxInUnits(shape) {
  const { x, y, width, height } = shape.getBBox();
  const k = shape.transform.baseVal.consolidate()?.matrix.a ?? 1;
  return { x: x * k, y: y * k, width: width * k, height: height * k };
}

/**
 * Return whether two boxes overlap.
 * @param {Box} a
 * @param {Box} b
 */
const overlaps = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
