/** The sections of a plan, read from its drawing. */

/** @import { Box, Point, Seat } from "../types.js" */

import { findAll } from "../../dom.js";

/** A part of the plan with a name: rows of seats, tables, or a standing area. */
export class Section {
  /** @type {Seat[]} its seats, once they are known */
  seats = [];
  /** @type {Box | null} */
  #box = null;

  /** @param {SVGPathElement} node path.section of the drawing */
  constructor(node) {
    const { n, name = "", kind, floor = "", spans = "", x, y, area, access = "" } = node.dataset;
    this.node = node;
    this.number = Number(n);
    this.name = name;
    this.kind = kind;
    this.floor = floor;
    this.x = Number(x);
    this.y = Number(y);
    /** The number by which places of a standing area are requested; -1 for seats. */
    this.area = area === undefined ? -1 : Number(area);
    /** Its seat numbers, each range from the first to the one after the last. */
    this.ranges = spans.split(" ").map((range) => range.split("-").map(Number));
    /** How many places it has. */
    this.capacity = this.ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    /** The numbers of its wheelchair spaces. */
    this.wheelchairs = access.split(" ").filter(Boolean).map(Number);
    this.scale = Number(/scale\((\S+?)\)/.exec(node.getAttribute("transform") ?? "")?.[1] ?? 1);
  }

  /** The box around its outline, in units of the drawing; correct once the drawing is in the page. */
  get box() {
    if (this.#box) return this.#box;
    const { x, y, width, height } = this.node.getBBox();
    const { scale } = this;
    const box = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
    if (width) this.#box = box;
    return box;
  }

  /** The area of its box. */
  get boxArea() {
    return this.box.width * this.box.height;
  }

  /** Return the distance from a point to its box. @param {Point} at */
  distanceTo(at) {
    const { x, y, width, height } = this.box;
    return Math.hypot(Math.max(x - at.x, 0, at.x - x - width), Math.max(y - at.y, 0, at.y - y - height));
  }

  /** Return whether a point of the drawing is in it. @param {DOMPoint} at */
  contains(at) {
    const { x, y, width, height } = this.box;
    const { scale } = this;
    return (
      at.x >= x &&
      at.x <= x + width &&
      at.y >= y &&
      at.y <= y + height &&
      this.node.isPointInFill(new DOMPoint(at.x / scale, at.y / scale))
    );
  }
}

/** Return the sections. @param {SVGSVGElement} svg @returns {Section[]} */
export const readSections = (svg) =>
  findAll(svg, "path.section").map(
    (node) => new Section(/** @type {SVGPathElement} */ (/** @type {Element} */ (node))),
  );
