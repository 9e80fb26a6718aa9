/** The camera: which part of the drawing the viewport shows. A drawing is laid out 140 ms after the last change of the scale. */

/** @import { CameraPosition, Margins, Point, View } from "../types.js" */
/** @import { Section } from "../model/sections.js" */

import { easeOut, reducedMotion } from "./motion.js";
import { Surface } from "./surface.js";

/** @typedef {{move: Event, into: CustomEvent<Section>}} CameraEvents any change, at most once a frame; a section will be shown */

const SEAT_PITCH = 20;
const CLOSEST = 60;
const SEAT = 44;
const ROW = 13.5;
/** Shown larger than the whole plan by this factor, the map counts as close. */
const CLOSE = 1.15;
const REST_MS = 140;
const ANIMATION_MS = 380;

const CameraTarget = /** @type {new () => TypedEventTarget<CameraEvents>} */ (EventTarget);

/** The camera of the page. Dispatches "move" and "into". */
export class Camera extends CameraTarget {
  #surface;
  #frame = 0;
  #restTimer = 0;
  #animation = 0;
  #isFitted = true;

  /** @type {CameraPosition} */
  at = { x: 0, y: 0, k: 1 };

  /**
   * @param {SVGSVGElement} svg
   * @param {HTMLElement} viewport scrolls
   * @param {() => Margins} margins what covers the edges of the viewport
   */
  constructor(svg, viewport, margins) {
    super();
    this.margins = margins;
    this.#surface = new Surface(svg, viewport);
    new ResizeObserver(() => this.#handleResize()).observe(viewport);
    viewport.addEventListener("scroll", () => this.#handleScroll(), { passive: true });
    this.fit(false);
  }

  /** The width of the viewport in CSS pixels. */
  get width() {
    return this.#surface.width;
  }

  /** The height of the viewport in CSS pixels. */
  get height() {
    return this.#surface.height;
  }

  /** The drawing in units: x, y, width, height. */
  get bounds() {
    return this.#surface.bounds;
  }

  /** Follow a resize: it keeps the middle; a fitted plan stays fitted. */
  #handleResize() {
    const { x, y, k } = this.at;
    const [w, h] = [this.width, this.height];
    this.#surface.measure();
    if (w === this.width && h === this.height) return;
    if (this.#isFitted) this.fit(false);
    else this.#moveTo({ x: x + (w - this.width) / 2 / k, y: y + (h - this.height) / 2 / k, k }, true);
  }

  /** Return position and scale that show the whole plan between the margins. */
  wholePlan() {
    const [x, y, w, h] = this.bounds;
    const margins = this.margins();
    const freeWidth = this.width - margins.left - margins.right;
    const freeHeight = this.height - margins.top - margins.bottom;
    const k = Math.max(0.01, Math.min(freeWidth / w, freeHeight / h));
    return {
      k,
      x: x + w / 2 - (margins.left + freeWidth / 2) / k,
      y: y - margins.top / k - Math.max(0, (freeHeight / k - h) * margins.verticalShare),
    };
  }

  /** Show the whole plan. */
  fit(animate = true) {
    this.#animateTo(this.wholePlan(), animate);
    this.#isFitted = true;
  }

  /**
   * Bring a point to the middle of the free area, with seats at least `pitch` CSS pixels apart.
   * @param {number} x
   * @param {number} y
   * @param {number} [pitch]
   */
  centerOn(x, y, pitch = SEAT) {
    this.goTo({ x, y, pitch: Math.max(pitch, this.pitch) });
  }

  /** The view that is shown: enough for goTo. @returns {View} */
  get view() {
    const [mx, my] = this.#middle();
    const [x, y] = this.toUnits(mx, my);
    return { x, y, pitch: this.pitch };
  }

  /**
   * Go to a view.
   * @param {View} view
   * @param {boolean} [animate]
   */
  goTo({ x, y, pitch }, animate = true) {
    const k = this.#clampScale(pitch / SEAT_PITCH);
    const [mx, my] = this.#middle();
    this.#animateTo({ k, x: x - mx / k, y: y - my / k }, animate);
  }

  /** Whether the whole plan is shown. */
  get isFitted() {
    return this.#isFitted;
  }

  /** Return the middle of the free area, in CSS pixels. */
  #middle() {
    const margins = this.margins();
    return [(this.width + margins.left - margins.right) / 2, (this.height + margins.top - margins.bottom) / 2];
  }

  /**
   * Zoom about a point of the viewport in CSS pixels, by default its middle.
   * @param {number} by over 1 is in
   * @param {number} [px]
   * @param {number} [py]
   */
  zoomBy(by, px = this.width / 2, py = this.height / 2) {
    const k = this.#clampScale(this.at.k * by);
    const [x, y] = this.toUnits(px, py);
    if (by < 1 && k <= this.wholePlan().k * 1.02) return this.fit();
    this.#animateTo({ k, x: x - px / k, y: y - py / k }, true);
  }

  /**
   * Follow a gesture: move by CSS pixels, zoom about a point of the viewport.
   * @param {number} dx
   * @param {number} dy
   * @param {number} [by] over 1 is in
   * @param {number} [px]
   * @param {number} [py]
   */
  drag(dx, dy, by = 1, px = 0, py = 0) {
    cancelAnimationFrame(this.#animation);
    const k = by === 1 ? this.at.k : this.#clampScale(this.at.k * by);
    const [x, y] = this.toUnits(px, py);
    this.#isFitted = false;
    this.#moveTo({ k, x: x - (px + dx) / k, y: y - (py + dy) / k });
  }

  /** Bring a seat into view if it is near the edge; of a section as much as fits with its seats apart. @param {Point | Section} what */
  reveal(what) {
    if ("box" in what) return this.#revealSection(what);
    const { x, y } = what;
    const [px, py] = this.toPixels(x, y);
    const margins = this.margins();
    const edge = Math.min(60, this.width / 6);
    const isWithinWidth = px > edge && px < this.width - edge;
    const isWithinHeight = py > margins.top + edge / 2 && py < this.height - margins.bottom - edge / 2;
    if (!isWithinWidth || !isWithinHeight) this.centerOn(x, y, 0);
  }

  /** Show a section. @param {Section} section */
  #revealSection(section) {
    this.dispatchEvent(new CustomEvent("into", { detail: section }));
    const { x, y, width, height } = section.box;
    const margins = this.margins();
    const freeWidth = this.width - margins.left - margins.right;
    const freeHeight = this.height - margins.top - margins.bottom;
    const fit = Math.min(freeWidth / width, freeHeight / height) * SEAT_PITCH * 0.96;
    const min = section.kind === "standing" ? this.wholePlan().k * SEAT_PITCH * 1.3 : ROW;
    this.goTo({ x: x + width / 2, y: y + height / 2, pitch: Math.min(SEAT, Math.max(min, fit)) });
  }

  /**
   * Return the visible box and `margin` CSS pixels around it, in units.
   * @returns {[left: number, top: number, right: number, bottom: number]}
   */
  visibleBounds(margin = 0) {
    return [...this.toUnits(-margin, -margin), ...this.toUnits(this.width + margin, this.height + margin)];
  }

  /**
   * Return a point of the viewport in units.
   * @param {number} px
   * @param {number} py
   * @returns {[x: number, y: number]}
   */
  toUnits(px, py) {
    return [this.at.x + px / this.at.k, this.at.y + py / this.at.k];
  }

  /**
   * Return a point of the drawing in CSS pixels of the viewport.
   * @param {number} x
   * @param {number} y
   * @returns {[px: number, py: number]}
   */
  toPixels(x, y) {
    return [(x - this.at.x) * this.at.k, (y - this.at.y) * this.at.k];
  }

  /** CSS pixels from one seat to the next. */
  get pitch() {
    return this.at.k * SEAT_PITCH;
  }

  /** Return the nearest scale that is allowed. @param {number} k */
  #clampScale(k) {
    return Math.min(CLOSEST / SEAT_PITCH, Math.max(this.wholePlan().k * 0.9, k));
  }

  /**
   * Go to a position, animated about one fixed point.
   * @param {CameraPosition} to
   * @param {boolean} animate
   */
  #animateTo(to, animate) {
    cancelAnimationFrame(this.#animation);
    this.#isFitted = false;
    const from = this.at;
    const startedAt = performance.now();
    if (!animate || reducedMotion.matches) return this.#moveTo(to, true);
    const step = (/** @type {number} */ now) => {
      const t = easeOut(Math.min(1, Math.max(0, (now - startedAt) / ANIMATION_MS)));
      const k = from.k * (to.k / from.k) ** t;
      const mix = Math.abs(to.k - from.k) < 1e-6 ? t : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
      this.#moveTo({ k, x: from.x + (to.x - from.x) * mix, y: from.y + (to.y - from.y) * mix }, t === 1);
      if (t < 1) this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  /**
   * Set position and scale; the middle of the viewport stays within the drawing.
   * @param {CameraPosition} to
   * @param {boolean} [atOnce] without waiting for the next frame
   */
  #moveTo({ x, y, k }, atOnce = false) {
    const [left, top, w, h] = this.bounds;
    const freeWidth = this.width / k;
    const freeHeight = this.height / k;
    this.at = { k, x: keepMiddle(x, freeWidth, left, w), y: keepMiddle(y, freeHeight, top, h) };
    clearTimeout(this.#restTimer);
    if (atOnce || this.#surface.mustLayOut(k)) return this.#layOut();
    if (!this.#surface.isLaidOut(k)) this.#restTimer = setTimeout(() => this.#layOut(), REST_MS);
    this.#frame ||= requestAnimationFrame(() => this.#move());
  }

  /** Show the current position. */
  #move() {
    this.#frame = 0;
    this.#surface.show(this.at);
    this.dispatchEvent(new Event("move"));
  }

  /** Lay the drawing out at the current position. */
  #layOut() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#surface.layOut(this.at, this.at.k > this.wholePlan().k * CLOSE);
    this.dispatchEvent(new Event("move"));
  }

  /** Follow a scroll that is not ours. */
  #handleScroll() {
    const position = this.#surface.foreignPosition();
    if (position) this.#moveTo(position);
  }
}

/**
 * Return the value nearest to `value` at which the middle of the viewport is within the drawing.
 * @param {number} value the left or top edge of the viewport
 * @param {number} size of the viewport
 * @param {number} from the edge of the drawing
 * @param {number} all the size of the drawing
 */
const keepMiddle = (value, size, from, all) => Math.min(from + all, Math.max(from, value + size / 2)) - size / 2;
