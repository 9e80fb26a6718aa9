/** The card of a standing area: its name, how many are left just now, the price, and how many one wants. The server gives
 * any that are open: here nobody has a place of their own. */

import { beside } from "../view/layout.js";
import { eachType, feesIn, typesOf } from "../model/prices.js";
import { left, money } from "../text.js";

export class Standing {
  /** @param {HTMLFormElement} node .stand-card @param {{plan: HTMLElement, painter: import("../view/painter.js").Painter,
   *   camera: import("../view/camera.js").Camera, prices: Map<number, import("../model/prices.js").Level>, currency: string, most: number,
   *   size: import("./party_selection.js").Size, isOn: () => boolean, once: () => number}} all `once`: what an order costs on top of its places */
  constructor(node, all) {
    Object.assign(this, { node, ...all, types: typesOf(document.getElementById("house")) });
    [this.fewer, this.more] = node.querySelectorAll(".stepper button");
    this.count = node.elements.count;
    this.fewer.addEventListener("click", () => this.#set(this.now - 1));
    this.more.addEventListener("click", () => this.#set(this.now + 1));
    this.count.addEventListener("input", () => this.#print());
    this.count.addEventListener("change", () => this.#set(this.now));
    node.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), this.#leave()));
    node.addEventListener("submit", () => this.#leave());
    this.camera.addEventListener("move", () => this.#place());
  }
  /** The area that is shown, or null. @type {import("../model/sections.js").Part | null} */
  part = null;
  #at = { x: 0, y: 0 };
  #home = null;

  get now() {
    return Math.trunc(Number(this.count.value)) || 0;
  }

  /** As many as one may still have: of the house's limit and of what is left. */
  get room() {
    return Math.max(0, Math.min(this.most - this.painter.mine.size, this.painter.left(this.part)));
  }

  /** @param {import("../model/sections.js").Part} part @param {{x: number, y: number, hand?: boolean}} at where it is asked for, by a hand or by keys */
  show(part, at) {
    [this.part, this.#at] = [part, at];
    this.#home = at.hand ? null : this.plan;
    this.node.elements.area.value = part.area;
    this.#write(".where", part.name);
    this.#level();
    this.count.value = this.size.now;
    this.node.hidden = false;
    this.#set(this.size.now);
    this.#place();
    (this.room && this.isOn() ? this.node.querySelector(".take") : this.node).focus({ preventScroll: true });
  }

  /** Asks for so many places without showing the card. */
  take(part, count) {
    const { area, count: field } = this.node.elements;
    [area.value, field.max, field.disabled, field.value] = [part.area, String(count), false, count];
    [this.part, this.#home] = [part, null];
    this.node.requestSubmit();
  }

  hide() {
    this.node.hidden = true;
    this.part = null;
  }

  #leave() {
    this.hide();
    this.#home?.focus({ preventScroll: true }); // the keys go on where they were
  }

  /** The house changed. */
  again() {
    if (this.part) this.#level(), this.#print();
  }

  #set(count) {
    this.count.value = Math.min(Math.max(1, count), Math.max(1, this.room));
    this.#print();
    this.#place();
  }

  #level() {
    const number = this.painter.level[this.part.area], level = this.prices.get(number), node = this.node.querySelector(".level");
    this.each = level?.amount ?? 0;
    node.dataset.level = number;
    node.textContent = level?.key ?? "";
    const price = money(this.each, this.currency);
    this.#write(".price", `${price[0].toUpperCase()}${price.slice(1)} each${this.each ? `, ${feesIn(this.once(), this.currency)}` : ""}`);
    this.#write(".types", eachType(level, this.types, this.currency));
  }

  #print() {
    const open = this.painter.left(this.part), { room, now } = this, on = this.isOn() && room > 0;
    this.#write(".left", left(open));
    this.#write(".hint", open && !room ? "You have as many as one person may take here." : room && now > room ? `You may take ${room}.` : "");
    this.count.max = String(Math.max(1, room));
    [this.fewer.disabled, this.more.disabled, this.count.disabled] = [!on || now <= 1, !on || now >= room, !on];
    const take = this.node.querySelector(".take"), fits = on && now >= 1 && now <= room, sum = this.each * now;
    take.hidden = !on;
    take.disabled = !fits;
    take.textContent = `Take ${now === 1 ? "one place" : now === 2 ? "both" : `all ${now}`}, ${money(sum && sum + this.once(), this.currency)}`;
  }

  #write(selector, words) {
    const node = this.node.querySelector(selector);
    if (node.textContent !== words) node.textContent = words;
    node.hidden = !words;
  }

  #place() {
    if (this.part) beside(this.node, this.camera, [this.#at]);
  }
}
