/** Reads the sections of a plan from its drawing. */

export class Section {
  /** Its seats, once they are known. @type {import("./seat_chunks.js").Seat[]} */
  seats = [];
  #box = null;

  /** @param {SVGPathElement} node path.section of the drawing */
  constructor(node) {
    const { n, name, kind, floor = "", spans: ranges, x, y, area, access = "" } = node.dataset;
    Object.assign(this, { node, number: +n, name, kind, floor, x: +x, y: +y, area: area === undefined ? -1 : +area });
    /** Its seat numbers, each range from the first to the one after the last. @type {[number, number][]} */
    this.ranges = ranges.split(" ").map((range) => range.split("-").map(Number));
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
    return width ? (this.#box = box) : box;
  }

  /** The distance from a point to its box. @param {{x: number, y: number}} at */
  distanceTo(at) {
    const { x, y, width, height } = this.box;
    return Math.hypot(Math.max(x - at.x, 0, at.x - x - width), Math.max(y - at.y, 0, at.y - y - height));
  }

  /** Whether a point of the drawing lies in it. @param {DOMPoint} at */
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

/** Reads the sections. @param {SVGSVGElement} svg @returns {Section[]} */
export const readSections = (svg) => [...svg.querySelectorAll("path.section")].map((node) => new Section(node));
