/** The parts of a house, as its drawing lists them. */

export class Part {
  /** Its seats, once they are known. @type {import("./seat_chunks.js").Seat[]} */
  seats = [];
  #box = null;

  /** @param {SVGPathElement} node path.section of the drawing */
  constructor(node) {
    const { n, name, kind, floor = "", spans, x, y, area, access = "" } = node.dataset;
    Object.assign(this, { node, n: +n, name, kind, floor, x: +x, y: +y, area: area === undefined ? -1 : +area });
    /** Its numbers, each span from the first to the one after the last. @type {[number, number][]} */
    this.spans = spans.split(" ").map((span) => span.split("-").map(Number));
    /** How many places it has. */
    this.capacity = this.spans.reduce((sum, [from, to]) => sum + to - from, 0);
    /** The numbers of its wheelchair spaces. */
    this.access = access.split(" ").filter(Boolean).map(Number);
    this.k = Number(/scale\((\S+?)\)/.exec(node.getAttribute("transform") ?? "")?.[1] ?? 1);
  }

  /** What encloses its outline, in units of the drawing. Right from when the drawing is in the page. */
  get box() {
    if (this.#box) return this.#box;
    const { x, y, width, height } = this.node.getBBox(), { k } = this, box = { x: x * k, y: y * k, width: width * k, height: height * k };
    return width ? (this.#box = box) : box;
  }

  /** How far a point is from the box round it. @param {{x: number, y: number}} at */
  away(at) {
    const { x, y, width, height } = this.box;
    return Math.hypot(Math.max(x - at.x, 0, at.x - x - width), Math.max(y - at.y, 0, at.y - y - height));
  }

  /** Whether a point of the drawing lies in it. @param {DOMPoint} at */
  holds(at) {
    const { x, y, width, height } = this.box, { k } = this;
    return at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height && this.node.isPointInFill(new DOMPoint(at.x / k, at.y / k));
  }
}

/** @param {SVGSVGElement} svg @returns {Part[]} */
export const partsOf = (svg) => [...svg.querySelectorAll("path.section")].map((node) => new Part(node));
