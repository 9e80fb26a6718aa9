/** The surface that the drawing lies on. The viewport scrolls over it.
 *
 * A move is a scroll, which costs no style, no layout and no paint. While the scale changes the drawing is only transformed,
 * until it is laid out at its new size, sharp; then `data-zoom` and `--px` (units per CSS pixel) are set. */

/** @import { CameraPosition } from "../types.js" */

const SEAT_PITCH = 20;
const SEAT_FROM_PITCH = 30;
const ROW_FROM_PITCH = 12.5;
const BLURRED = 2.2;
const OWN_SCROLL_PX = 2;

/** A drawing in its viewport. */
export class Surface {
  #ground = Object.assign(document.createElement("div"), { className: "ground" });
  /** The scale that is laid out, for which size of the viewport, and the scroll position. */
  #laidOut = { k: 0, width: 0, height: 0, left: 0, top: 0 };

  /** Of the viewport, in CSS pixels. */
  width = 1;
  height = 1;

  /**
   * @param {SVGSVGElement} svg
   * @param {HTMLElement} viewport
   */
  constructor(svg, viewport) {
    this.svg = svg;
    this.viewport = viewport;
    viewport.dir = "ltr"; // the plan is not mirrored, and scroll positions count from its left edge
    /** The drawing in units: x, y, width, height. */
    this.bounds = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
    this.#ground.append(svg);
    viewport.replaceChildren(this.#ground);
    this.measure();
  }

  /** Read the size of the viewport. */
  measure() {
    this.width = this.viewport.clientWidth || 1;
    this.height = this.viewport.clientHeight || 1;
  }

  /** Return whether the drawing is laid out at a scale. @param {number} k */
  isLaidOut(k) {
    return k === this.#laidOut.k;
  }

  /**
   * Return whether the drawing must be laid out at once at a scale: the first time, and a large one also during an
   * animation: much larger it blurs, much smaller it costs too much.
   * @param {number} k
   */
  mustLayOut(k) {
    if (!this.#laidOut.k) return true;
    return this.svg.classList.contains("large") && (k > this.#laidOut.k * BLURRED || k < this.#laidOut.k / BLURRED);
  }

  /** Show a position: by a scroll, or while the scale changes by a transform. @param {CameraPosition} at */
  show(at) {
    const { x, y, k } = at;
    const laidOut = this.#laidOut;
    const { style } = this.svg;
    if (k === laidOut.k && !style.transform) return this.#scroll(at);
    const left = (this.bounds[0] - x) * k - this.width + laidOut.left;
    const top = (this.bounds[1] - y) * k - this.height + laidOut.top;
    this.svg.dataset.moving = "";
    style.transform = `translate(${left}px, ${top}px) scale(${k / laidOut.k})`;
  }

  /**
   * Lay the drawing out at a position.
   * @param {CameraPosition} at
   * @param {boolean} isClose whether less than the whole plan is shown
   */
  layOut(at, isClose) {
    const { width, height } = this;
    const { k } = at;
    if (this.#laidOut.k !== k || this.#laidOut.width !== width || this.#laidOut.height !== height) {
      this.#resize(k);
      this.#laidOut = { ...this.#laidOut, k, width, height };
      this.#updateStyles(k, isClose);
    }
    this.svg.style.transform = "";
    delete this.svg.dataset.moving;
    this.#scroll(at);
  }

  /** Return the position after a scroll that is not ours: of a screen reader, or the browser's search; else null. @returns {CameraPosition | null} */
  foreignPosition() {
    const { scrollLeft: left, scrollTop: top } = this.viewport;
    const { k } = this.#laidOut;
    const distance = Math.hypot(left - this.#laidOut.left, top - this.#laidOut.top);
    if (distance < OWN_SCROLL_PX || this.svg.style.transform) return null;
    return { k, x: this.bounds[0] + (left - this.width) / k, y: this.bounds[1] + (top - this.height) / k };
  }

  /** Set the size of the drawing, with room for a whole viewport on each side. @param {number} k */
  #resize(k) {
    const { width, height } = this;
    const drawn = { width: this.bounds[2] * k, height: this.bounds[3] * k };
    setPixels(this.svg, { ...drawn, left: width, top: height });
    setPixels(this.#ground, { width: drawn.width + 2 * width, height: drawn.height + 2 * height });
  }

  /** Scroll to a position. @param {CameraPosition} at */
  #scroll({ x, y, k }) {
    this.#laidOut.left = (x - this.bounds[0]) * k + this.width;
    this.#laidOut.top = (y - this.bounds[1]) * k + this.height;
    this.viewport.scrollTo(this.#laidOut.left, this.#laidOut.top);
  }

  /**
   * Set what the style sheets need. The seats do not need the scale, and setting it on thousands of them takes long.
   * @param {number} k
   * @param {boolean} isClose
   */
  #updateStyles(k, isClose) {
    const pitch = k * SEAT_PITCH;
    const zoom = pitch > SEAT_FROM_PITCH ? "seat" : pitch > ROW_FROM_PITCH ? "row" : "house";
    /** @type {NodeListOf<SVGElement>} */
    const groups = this.svg.querySelectorAll(":scope > *");
    for (const group of groups) {
      if (!group.classList.contains("seats")) group.style.setProperty("--px", (1 / k).toFixed(4));
    }
    if (this.svg.dataset.zoom !== zoom) {
      document.body.dataset.zoom = zoom;
      this.svg.dataset.zoom = zoom;
    }
    this.viewport.toggleAttribute("data-close", isClose);
  }
}

/**
 * Set lengths of an element.
 * @param {ElementCSSInlineStyle} element
 * @param {Partial<Record<"width" | "height" | "left" | "top", number>>} lengths in CSS pixels
 */
function setPixels({ style }, lengths) {
  for (const [name, length] of Object.entries(lengths)) style.setProperty(name, `${length}px`);
}
