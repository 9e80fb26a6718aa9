/** The camera: which part of the drawing fills the plan.
 *
 * At rest it is the viewBox, so that everything is crisp and style sheets know `data-zoom` and `--px` (units per CSS pixel).
 * While something moves it is a CSS transform on the whole drawing, which costs no layout: the viewBox follows when the hand rests. */

const PITCH = 20, CLOSEST = 60, SEAT = 44, REST = 140, GLIDE = 380;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const ease = (t) => 1 - (1 - t) ** 3;

export class Camera extends EventTarget {
  /** @param {SVGSVGElement} svg @param {HTMLElement} plan @param {() => {top: number, right: number, bottom: number, left: number}} room what covers the plan's edges, in CSS pixels */
  constructor(svg, plan, room) {
    super();
    [this.svg, this.plan, this.room] = [svg, plan, room];
    this.home = svg.getAttribute("viewBox").split(" ").map(Number);
    svg.style.overflow = "visible";
    svg.style.transformOrigin = "0 0";
    this.#measure();
    new ResizeObserver(() => this.#resized()).observe(plan);
    this.fit(false);
  }
  #frame = 0; #rest = 0; #glide = 0; #fitted = true; #shown = null;

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
    else this.#set({ x: x + (w - this.width) / 2 / k, y: y + (h - this.height) / 2 / k, k }, true);
  }

  /** The whole house, in the room between what floats over it. */
  whole() {
    const [x, y, w, h] = this.home, room = this.room();
    const wide = this.width - room.left - room.right, high = this.height - room.top - room.bottom;
    const k = Math.max(0.01, Math.min(wide / w, high / h));
    return { k, x: x + w / 2 - (room.left + wide / 2) / k, y: y - room.top / k - Math.max(0, (high / k - h) * (room.rise ?? 0.5)) };
  }

  fit(gently = true) {
    this.#go(this.whole(), gently);
    this.#fitted = true;
  }

  /** Brings a point to the middle, its seats `pitch` CSS pixels apart (as they are, when closer). */
  look(x, y, pitch = SEAT, gently = true) {
    const room = this.room(), k = this.#bounded(Math.max(pitch / PITCH, this.at.k));
    const middle = [(this.width + room.left - room.right) / 2, (this.height + room.top - room.bottom) / 2];
    this.#go({ k, x: x - middle[0] / k, y: y - middle[1] / k }, gently);
  }

  /** Closer (over 1) or further away, about a point of the plan in CSS pixels, its middle if none. */
  zoom(by, px = this.width / 2, py = this.height / 2, gently = true) {
    const whole = this.whole().k, k = this.#bounded(this.at.k * by), [x, y] = this.unit(px, py);
    if (by < 1 && k <= whole * 1.02) return this.fit(gently);
    this.#go({ k, x: x - px / k, y: y - py / k }, gently);
  }

  /** Follows a hand: moves by CSS pixels, zooms about a point of the plan. */
  follow(dx, dy, by = 1, px = 0, py = 0) {
    cancelAnimationFrame(this.#glide);
    const k = this.#bounded(this.at.k * by), [x, y] = this.unit(px, py);
    this.#fitted = false;
    this.#set({ k, x: x - (px + dx) / k, y: y - (py + dy) / k });
  }

  /** Brings a seat into view if it is not well inside it. */
  show({ x, y }) {
    const [px, py] = this.pixel(x, y), room = this.room(), edge = Math.min(60, this.width / 6);
    const inside = px > edge && px < this.width - edge && py > room.top + edge / 2 && py < this.height - room.bottom - edge / 2;
    if (!inside) this.look(x, y, 0);
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
    const from = this.at;
    if (!gently || still.matches) return this.#set(to, true);
    const begun = performance.now();
    const step = (now) => {
      const t = ease(Math.min(1, Math.max(0, (now - begun) / GLIDE))), k = from.k * (to.k / from.k) ** t;
      const mix = to.k === from.k ? t : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
      this.#set({ k, x: from.x + (to.x - from.x) * mix, y: from.y + (to.y - from.y) * mix }, t === 1);
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }

  #set(at, now = false) {
    this.at = at;
    clearTimeout(this.#rest);
    if (now || !this.#shown) return this.#settle();
    this.#rest = setTimeout(() => this.#settle(), REST);
    this.#frame ||= requestAnimationFrame(() => this.#move());
  }

  #move() {
    this.#frame = 0;
    const { x, y, k } = this.at, was = this.#shown, by = k / was.k;
    this.svg.style.willChange = "transform";
    this.svg.style.transform = `translate(${(was.x - x) * k}px, ${(was.y - y) * k}px) scale(${by})`;
    this.dispatchEvent(new Event("move"));
  }

  #settle() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { x, y, k } = this.at, style = this.svg.style, px = this.pitch;
    this.svg.setAttribute("viewBox", `${x} ${y} ${this.width / k} ${this.height / k}`);
    style.willChange = style.transform = "";
    if (this.#shown?.k !== k) {
      style.setProperty("--px", (1 / k).toFixed(4));
      this.svg.dataset.zoom = document.body.dataset.zoom = px > 30 ? "seat" : px > 12.5 ? "row" : "house";
    }
    this.#shown = this.at;
    this.dispatchEvent(new Event("move"));
    this.dispatchEvent(new Event("rest"));
  }
}
