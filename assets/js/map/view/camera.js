/** The camera: which part of the drawing the plan shows.
 *
 * A step to the side is a scroll, which costs no style, no layout and no paint. While the scale changes the drawing is only
 * transformed; when the hand rests it is laid out again at its new size, crisp, and style sheets learn `data-zoom` and
 * `--px` (units per CSS pixel). */

import { ease, still } from "./motion.js";

const PITCH = 20, CLOSEST = 60, SEAT = 44, ROW = 13.5, REST = 140, GLIDE = 380;

/** Dispatches "move" whenever something else is shown, at most once a frame; "into", its detail a part, before it goes into one. */
export class Camera extends EventTarget {
  /** @param {SVGSVGElement} svg @param {HTMLElement} plan scrolls @param {() => object} room what covers the plan's edges, see room.js */
  constructor(svg, plan, room) {
    super();
    Object.assign(this, { svg, plan, room, home: svg.getAttribute("viewBox").split(" ").map(Number) });
    this.#ground.className = "ground";
    this.#ground.append(svg);
    plan.replaceChildren(this.#ground);
    this.#measure();
    new ResizeObserver(() => this.#resized()).observe(plan);
    plan.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.fit(false);
  }
  #ground = document.createElement("div");
  #frame = 0;
  #rest = 0;
  #glide = 0;
  #fitted = true;
  /** What is laid out: its scale, and where the plan is scrolled to. */
  #laid = { k: 0, left: 0, top: 0 };

  /** Units at the plan's left top corner, and CSS pixels a unit. */
  at = { x: 0, y: 0, k: 1 };

  #measure() {
    [this.width, this.height] = [this.plan.clientWidth || 1, this.plan.clientHeight || 1];
  }

  /** A turned phone keeps the middle; a whole house stays whole. */
  #resized() {
    const { x, y, k } = this.at, [w, h] = [this.width, this.height];
    this.#measure();
    if (w === this.width && h === this.height) return;
    if (this.#fitted) this.fit(false);
    else this.#show({ x: x + (w - this.width) / 2 / k, y: y + (h - this.height) / 2 / k, k }, true);
  }

  /** The whole house, in the room between what floats over it. */
  whole() {
    const [x, y, w, h] = this.home, room = this.room();
    const wide = this.width - room.left - room.right, high = this.height - room.top - room.bottom;
    const k = Math.max(0.01, Math.min(wide / w, high / h));
    return { k, x: x + w / 2 - (room.left + wide / 2) / k, y: y - room.top / k - Math.max(0, (high / k - h) * room.rise) };
  }

  fit(gently = true) {
    this.#go(this.whole(), gently);
    this.#fitted = true;
  }

  /** Brings a point to the middle of what is free, its seats at least `pitch` CSS pixels apart. */
  look(x, y, pitch = SEAT, gently = true) {
    this.stand({ x, y, pitch: Math.max(pitch, this.pitch) }, gently);
  }

  /** What is in the middle of what is free, and how far seats are apart there: enough to come back. */
  get view() {
    const [mx, my] = this.#middle(), [x, y] = this.unit(mx, my);
    return { x, y, pitch: this.pitch };
  }

  /** Goes back to such a view. */
  stand({ x, y, pitch }, gently = true) {
    const k = this.#bounded(pitch / PITCH), [mx, my] = this.#middle();
    this.#go({ k, x: x - mx / k, y: y - my / k }, gently);
  }

  get fitted() {
    return this.#fitted;
  }

  #middle() {
    const room = this.room();
    return [(this.width + room.left - room.right) / 2, (this.height + room.top - room.bottom) / 2];
  }

  /** Closer (over 1) or further away, about a point of the plan in CSS pixels, its middle if none. */
  zoom(by, px = this.width / 2, py = this.height / 2) {
    const k = this.#bounded(this.at.k * by), [x, y] = this.unit(px, py);
    if (by < 1 && k <= this.whole().k * 1.02) return this.fit();
    this.#go({ k, x: x - px / k, y: y - py / k }, true);
  }

  /** Follows a hand: moves by CSS pixels, zooms about a point of the plan. */
  follow(dx, dy, by = 1, px = 0, py = 0) {
    cancelAnimationFrame(this.#glide);
    const k = by === 1 ? this.at.k : this.#bounded(this.at.k * by), [x, y] = this.unit(px, py);
    this.#fitted = false;
    this.#show({ k, x: x - (px + dx) / k, y: y - (py + dy) / k });
  }

  /** Brings a seat into view if it is not well inside it; of a part as much as there is room for, seat by seat. */
  show(what) {
    if (what.box) return this.#into(what);
    const { x, y } = what;
    const [px, py] = this.pixel(x, y), room = this.room(), edge = Math.min(60, this.width / 6);
    const inside = px > edge && px < this.width - edge && py > room.top + edge / 2 && py < this.height - room.bottom - edge / 2;
    if (!inside) this.look(x, y, 0);
  }

  #into(part) {
    this.dispatchEvent(new CustomEvent("into", { detail: part }));
    const { x, y, width, height } = part.box, room = this.room();
    const fit = Math.min((this.width - room.left - room.right) / width, (this.height - room.top - room.bottom) / height) * PITCH * 0.96;
    const least = part.kind === "standing" ? this.whole().k * PITCH * 1.3 : ROW;
    this.stand({ x: x + width / 2, y: y + height / 2, pitch: Math.min(SEAT, Math.max(least, fit)) });
  }

  /** What is seen, and so many CSS pixels around it: left, top, right, bottom in units. */
  seen(margin = 0) {
    return [...this.unit(-margin, -margin), ...this.unit(this.width + margin, this.height + margin)];
  }

  unit(px, py) {
    return [this.at.x + px / this.at.k, this.at.y + py / this.at.k];
  }

  pixel(x, y) {
    return [(x - this.at.x) * this.at.k, (y - this.at.y) * this.at.k];
  }

  /** CSS pixels from one seat to the next. */
  get pitch() {
    return this.at.k * PITCH;
  }

  #bounded(k) {
    return Math.min(CLOSEST / PITCH, Math.max(this.whole().k * 0.9, k));
  }

  /** Travels there along the way on which one point stands still. */
  #go(to, gently) {
    cancelAnimationFrame(this.#glide);
    this.#fitted = false;
    const from = this.at, begun = performance.now();
    if (!gently || still.matches) return this.#show(to, true);
    const step = (now) => {
      const t = ease(Math.min(1, Math.max(0, (now - begun) / GLIDE))), k = from.k * (to.k / from.k) ** t;
      const mix = Math.abs(to.k - from.k) < 1e-6 ? t : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
      this.#show({ k, x: from.x + (to.x - from.x) * mix, y: from.y + (to.y - from.y) * mix }, t === 1);
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }

  /** The middle of the plan never leaves the house. */
  #show({ x, y, k }, now = false) {
    const [left, top, w, h] = this.home, wide = this.width / k, high = this.height / k;
    const within = (value, size, from, all) => Math.min(from + all, Math.max(from, value + size / 2)) - size / 2;
    this.at = { k, x: within(x, wide, left, w), y: within(y, high, top, h) };
    clearTimeout(this.#rest);
    if (now || !this.#laid.k || this.#tooFar(k)) return this.#settle();
    if (k !== this.#laid.k) this.#rest = setTimeout(() => this.#settle(), REST);
    this.#frame ||= requestAnimationFrame(() => this.#move());
  }

  /** A large drawing is laid out on the way too: much larger than it was laid out it is a blur, much smaller it costs too much. */
  #tooFar(k) {
    return this.svg.classList.contains("large") && (k > this.#laid.k * 2.2 || k < this.#laid.k / 2.2);
  }

  #move() {
    this.#frame = 0;
    const { x, y, k } = this.at, laid = this.#laid, style = this.svg.style;
    if (k === laid.k && !style.transform) this.#scroll();
    else {
      this.svg.dataset.moving = "";
      style.transform = `translate(${(this.home[0] - x) * k - this.width + laid.left}px, ${(this.home[1] - y) * k - this.height + laid.top}px) scale(${k / laid.k})`;
    }
    this.dispatchEvent(new Event("move"));
  }

  #settle() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { k } = this.at, [, , w, h] = this.home, { style } = this.svg, ground = this.#ground.style;
    if (this.#laid.k !== k || this.#laid.width !== this.width || this.#laid.height !== this.height) {
      [style.width, style.height, style.left, style.top] = [w * k, h * k, this.width, this.height].map((px) => `${px}px`);
      [ground.width, ground.height] = [w * k + 2 * this.width, h * k + 2 * this.height].map((px) => `${px}px`);
      this.#laid = { ...this.#laid, k, width: this.width, height: this.height };
      this.#tell();
    }
    style.transform = "";
    delete this.svg.dataset.moving;
    this.#scroll();
    this.dispatchEvent(new Event("move"));
  }

  #scroll() {
    const { x, y, k } = this.at;
    Object.assign(this.#laid, { left: (x - this.home[0]) * k + this.width, top: (y - this.home[1]) * k + this.height });
    this.plan.scrollTo(this.#laid.left, this.#laid.top);
  }

  /** Somebody else scrolled: a screen reader, the browser's own search. */
  #scrolled() {
    const { scrollLeft: left, scrollTop: top } = this.plan, { k } = this.#laid;
    if (Math.hypot(left - this.#laid.left, top - this.#laid.top) < 2 || this.svg.style.transform) return;
    this.#show({ k, x: this.home[0] + (left - this.width) / k, y: this.home[1] + (top - this.height) / k });
  }

  /** What the style sheets need to know. The seats do not need the scale, and telling thousands of them takes long. */
  #tell() {
    const { k } = this.at, zoom = this.pitch > 30 ? "seat" : this.pitch > 12.5 ? "row" : "house";
    for (const group of this.svg.children) if (!group.classList.contains("seats")) group.style.setProperty("--px", (1 / k).toFixed(4));
    if (this.svg.dataset.zoom !== zoom) this.svg.dataset.zoom = document.body.dataset.zoom = zoom;
    this.plan.toggleAttribute("data-close", k > this.whole().k * 1.15);
  }
}
