/** Controls which part of the drawing the viewport shows.
 *
 * A move is a scroll, which costs no style, no layout and no paint. While the scale changes the drawing is only transformed;
 * 140 ms after the last change it is laid out at its new size, sharp, and `data-zoom` and `--px` (units per CSS pixel) are set. */

import { easeOut, reducedMotion } from "./motion.js";

const SEAT_PITCH = 20;
const CLOSEST = 60;
const SEAT = 44;
const ROW = 13.5;
const REST_MS = 140;
const ANIMATION_MS = 380;

/** Dispatches "move" on every change, at most once a frame; "into", its detail a section, before it shows one. */
export class Camera extends EventTarget {
  /** @param {SVGSVGElement} svg @param {HTMLElement} viewport scrolls @param {() => import("./layout.js").Margins} margins what covers the viewport's edges */
  constructor(svg, viewport, margins) {
    super();
    Object.assign(this, { svg, viewport, margins, bounds: svg.getAttribute("viewBox").split(" ").map(Number) });
    this.#ground.className = "ground";
    this.#ground.append(svg);
    viewport.replaceChildren(this.#ground);
    this.#measure();
    new ResizeObserver(() => this.#handleResize()).observe(viewport);
    viewport.addEventListener("scroll", () => this.#handleScroll(), { passive: true });
    this.fit(false);
  }
  #ground = document.createElement("div");
  #frame = 0;
  #restTimer = 0;
  #animation = 0;
  #isFitted = true;
  /** The scale that is laid out, and the scroll position. */
  #laidOut = { k: 0, left: 0, top: 0 };

  /** Units at the viewport's left top corner, and CSS pixels a unit. */
  at = { x: 0, y: 0, k: 1 };

  #measure() {
    [this.width, this.height] = [this.viewport.clientWidth || 1, this.viewport.clientHeight || 1];
  }

  /** A resize keeps the middle; a fitted plan stays fitted. */
  #handleResize() {
    const { x, y, k } = this.at;
    const [w, h] = [this.width, this.height];
    this.#measure();
    if (w === this.width && h === this.height) return;
    if (this.#isFitted) this.fit(false);
    else this.#moveTo({ x: x + (w - this.width) / 2 / k, y: y + (h - this.height) / 2 / k, k }, true);
  }

  /** Position and scale that show the whole plan between the margins. */
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

  /** Shows the whole plan. */
  fit(animate = true) {
    this.#animateTo(this.wholePlan(), animate);
    this.#isFitted = true;
  }

  /** Brings a point to the middle of the free area, with seats at least `pitch` CSS pixels apart. */
  centerOn(x, y, pitch = SEAT, animate = true) {
    this.goTo({ x, y, pitch: Math.max(pitch, this.pitch) }, animate);
  }

  /** The point in the middle of the free area, and the pitch: enough for goTo. */
  get view() {
    const [mx, my] = this.#middle();
    const [x, y] = this.toUnits(mx, my);
    return { x, y, pitch: this.pitch };
  }

  /** Goes to a view. */
  goTo({ x, y, pitch }, animate = true) {
    const k = this.#clampScale(pitch / SEAT_PITCH);
    const [mx, my] = this.#middle();
    this.#animateTo({ k, x: x - mx / k, y: y - my / k }, animate);
  }

  /** Whether the whole plan is shown. */
  get isFitted() {
    return this.#isFitted;
  }

  #middle() {
    const margins = this.margins();
    return [(this.width + margins.left - margins.right) / 2, (this.height + margins.top - margins.bottom) / 2];
  }

  /** Zooms in (over 1) or out about a point of the viewport in CSS pixels, by default its middle. */
  zoomBy(by, px = this.width / 2, py = this.height / 2) {
    const k = this.#clampScale(this.at.k * by);
    const [x, y] = this.toUnits(px, py);
    if (by < 1 && k <= this.wholePlan().k * 1.02) return this.fit();
    this.#animateTo({ k, x: x - px / k, y: y - py / k }, true);
  }

  /** Follows a gesture: moves by CSS pixels, zooms about a point of the viewport. */
  drag(dx, dy, by = 1, px = 0, py = 0) {
    cancelAnimationFrame(this.#animation);
    const k = by === 1 ? this.at.k : this.#clampScale(this.at.k * by);
    const [x, y] = this.toUnits(px, py);
    this.#isFitted = false;
    this.#moveTo({ k, x: x - (px + dx) / k, y: y - (py + dy) / k });
  }

  /** Brings a seat into view if it is near the edge; of a section as much as fits with its seats apart. */
  reveal(what) {
    if (what.box) return this.#revealSection(what);
    const { x, y } = what;
    const [px, py] = this.toPixels(x, y);
    const margins = this.margins();
    const edge = Math.min(60, this.width / 6);
    const inside =
      px > edge &&
      px < this.width - edge &&
      py > margins.top + edge / 2 &&
      py < this.height - margins.bottom - edge / 2;
    if (!inside) this.centerOn(x, y, 0);
  }

  #revealSection(section) {
    this.dispatchEvent(new CustomEvent("into", { detail: section }));
    const { x, y, width, height } = section.box;
    const margins = this.margins();
    const fit =
      Math.min(
        (this.width - margins.left - margins.right) / width,
        (this.height - margins.top - margins.bottom) / height,
      ) *
      SEAT_PITCH *
      0.96;
    const min = section.kind === "standing" ? this.wholePlan().k * SEAT_PITCH * 1.3 : ROW;
    this.goTo({ x: x + width / 2, y: y + height / 2, pitch: Math.min(SEAT, Math.max(min, fit)) });
  }

  /** The visible box and `margin` CSS pixels around it: left, top, right, bottom in units. */
  visibleBounds(margin = 0) {
    return [...this.toUnits(-margin, -margin), ...this.toUnits(this.width + margin, this.height + margin)];
  }

  /** Converts a point of the viewport to units. */
  toUnits(px, py) {
    return [this.at.x + px / this.at.k, this.at.y + py / this.at.k];
  }

  /** Converts units to a point of the viewport. */
  toPixels(x, y) {
    return [(x - this.at.x) * this.at.k, (y - this.at.y) * this.at.k];
  }

  /** CSS pixels from one seat to the next. */
  get pitch() {
    return this.at.k * SEAT_PITCH;
  }

  #clampScale(k) {
    return Math.min(CLOSEST / SEAT_PITCH, Math.max(this.wholePlan().k * 0.9, k));
  }

  /** Goes there, animated about one fixed point. */
  #animateTo(to, animate) {
    cancelAnimationFrame(this.#animation);
    this.#isFitted = false;
    const from = this.at;
    const startedAt = performance.now();
    if (!animate || reducedMotion.matches) return this.#moveTo(to, true);
    const step = (now) => {
      const t = easeOut(Math.min(1, Math.max(0, (now - startedAt) / ANIMATION_MS)));
      const k = from.k * (to.k / from.k) ** t;
      const mix = Math.abs(to.k - from.k) < 1e-6 ? t : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
      this.#moveTo({ k, x: from.x + (to.x - from.x) * mix, y: from.y + (to.y - from.y) * mix }, t === 1);
      if (t < 1) this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  /** Sets position and scale; the middle of the viewport stays within the drawing. */
  #moveTo({ x, y, k }, atOnce = false) {
    const [left, top, w, h] = this.bounds;
    const freeWidth = this.width / k;
    const freeHeight = this.height / k;
    const within = (value, size, from, all) => Math.min(from + all, Math.max(from, value + size / 2)) - size / 2;
    this.at = { k, x: within(x, freeWidth, left, w), y: within(y, freeHeight, top, h) };
    clearTimeout(this.#restTimer);
    if (atOnce || !this.#laidOut.k || this.#tooFar(k)) return this.#layOut();
    if (k !== this.#laidOut.k) this.#restTimer = setTimeout(() => this.#layOut(), REST_MS);
    this.#frame ||= requestAnimationFrame(() => this.#move());
  }

  /** Whether a large drawing must be laid out during the animation: much larger it blurs, much smaller it costs too much. */
  #tooFar(k) {
    return this.svg.classList.contains("large") && (k > this.#laidOut.k * 2.2 || k < this.#laidOut.k / 2.2);
  }

  #move() {
    this.#frame = 0;
    const { x, y, k } = this.at;
    const laidOut = this.#laidOut;
    const style = this.svg.style;
    if (k === laidOut.k && !style.transform) this.#scroll();
    else {
      this.svg.dataset.moving = "";
      style.transform = `translate(${(this.bounds[0] - x) * k - this.width + laidOut.left}px, ${(this.bounds[1] - y) * k - this.height + laidOut.top}px) scale(${k / laidOut.k})`;
    }
    this.dispatchEvent(new Event("move"));
  }

  #layOut() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { k } = this.at;
    const [, , w, h] = this.bounds;
    const { style } = this.svg;
    const ground = this.#ground.style;
    if (this.#laidOut.k !== k || this.#laidOut.width !== this.width || this.#laidOut.height !== this.height) {
      [style.width, style.height, style.left, style.top] = [w * k, h * k, this.width, this.height].map(
        (px) => `${px}px`,
      );
      [ground.width, ground.height] = [w * k + 2 * this.width, h * k + 2 * this.height].map((px) => `${px}px`);
      this.#laidOut = { ...this.#laidOut, k, width: this.width, height: this.height };
      this.#updateStyles();
    }
    style.transform = "";
    delete this.svg.dataset.moving;
    this.#scroll();
    this.dispatchEvent(new Event("move"));
  }

  #scroll() {
    const { x, y, k } = this.at;
    Object.assign(this.#laidOut, {
      left: (x - this.bounds[0]) * k + this.width,
      top: (y - this.bounds[1]) * k + this.height,
    });
    this.viewport.scrollTo(this.#laidOut.left, this.#laidOut.top);
  }

  /** Follows a scroll that is not ours: of a screen reader, or the browser's search. */
  #handleScroll() {
    const { scrollLeft: left, scrollTop: top } = this.viewport;
    const { k } = this.#laidOut;
    if (Math.hypot(left - this.#laidOut.left, top - this.#laidOut.top) < 2 || this.svg.style.transform) return;
    this.#moveTo({ k, x: this.bounds[0] + (left - this.width) / k, y: this.bounds[1] + (top - this.height) / k });
  }

  /** Sets what the style sheets need. The seats do not need the scale, and setting it on thousands of them takes long. */
  #updateStyles() {
    const { k } = this.at;
    const zoom = this.pitch > 30 ? "seat" : this.pitch > 12.5 ? "row" : "house";
    for (const group of this.svg.children) {
      if (!group.classList.contains("seats")) group.style.setProperty("--px", (1 / k).toFixed(4));
    }
    if (this.svg.dataset.zoom !== zoom) this.svg.dataset.zoom = document.body.dataset.zoom = zoom;
    this.viewport.toggleAttribute("data-close", k > this.wholePlan().k * 1.15);
  }
}
