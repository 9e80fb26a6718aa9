/** Shows the card of a standing area: name, places left, price, and a count. The server holds any open places. */

import { placeBeside } from "../view/layout.js";
import { typePricesText, feesText, readTypes } from "../model/prices.js";
import { leftText, formatMoney } from "../text.js";

export class StandingCard {
  /** @param {HTMLFormElement} node .standing-card @param {{viewport: HTMLElement, painter: import("../view/painter.js").SeatPainter,
   *   camera: import("../view/camera.js").Camera, prices: Map<number, import("../model/prices.js").Level>, currency: string, max: number,
   *   size: import("./party_selection.js").PartySize, isOn: () => boolean, orderFee: () => number}} all `orderFee`: the fee per order */
  constructor(node, all) {
    Object.assign(this, { node, ...all, types: readTypes(document.getElementById("seat-map")) });
    [this.fewer, this.more] = node.querySelectorAll(".stepper button");
    this.count = node.elements.count;
    this.fewer.addEventListener("click", () => this.#set(this.value - 1));
    this.more.addEventListener("click", () => this.#set(this.value + 1));
    this.count.addEventListener("input", () => this.#print());
    this.count.addEventListener("change", () => this.#set(this.value));
    node.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), this.#close()));
    node.addEventListener("submit", () => this.#close());
    this.camera.addEventListener("move", () => this.#position());
  }
  /** The area that is shown, or null. @type {import("../model/sections.js").Section | null} */
  section = null;
  #at = { x: 0, y: 0 };
  #returnFocus = null;

  /** The count that is entered. */
  get value() {
    return Math.trunc(Number(this.count.value)) || 0;
  }

  /** The most that the fan may still take: of the limit and of what is left. */
  get maxCount() {
    return Math.max(0, Math.min(this.max - this.painter.mine.size, this.painter.openCount(this.section)));
  }

  /** Shows an area. @param {import("../model/sections.js").Section} section @param {{x: number, y: number, hand?: boolean}} at where; `hand`: by pointer,
   *   not by keyboard */
  show(section, at) {
    [this.section, this.#at] = [section, at];
    this.#returnFocus = at.hand ? null : this.viewport;
    this.node.elements.area.value = section.area;
    this.#write(".where", section.name);
    this.#level();
    this.count.value = this.size.value;
    this.node.hidden = false;
    this.#set(this.size.value);
    this.#position();
    (this.maxCount && this.isOn() ? this.node.querySelector(".take") : this.node).focus({ preventScroll: true });
  }

  /** Requests so many places without showing the card. */
  submitCount(section, count) {
    const { area, count: field } = this.node.elements;
    [area.value, field.max, field.disabled, field.value] = [section.area, String(count), false, count];
    [this.section, this.#returnFocus] = [section, null];
    this.node.requestSubmit();
  }

  /** Hides the card. */
  hide() {
    this.node.hidden = true;
    this.section = null;
  }

  #close() {
    this.hide();
    this.#returnFocus?.focus({ preventScroll: true }); // back to the map for the keyboard
  }

  /** Updates the card after a change of statuses. */
  refresh() {
    if (this.section) (this.#level(), this.#print());
  }

  #set(count) {
    this.count.value = Math.min(Math.max(1, count), Math.max(1, this.maxCount));
    this.#print();
    this.#position();
  }

  #level() {
    const number = this.painter.level[this.section.area];
    const level = this.prices.get(number);
    const node = this.node.querySelector(".level");
    this.each = level?.amount ?? 0;
    node.dataset.level = number;
    node.textContent = level?.key ?? "";
    const price = formatMoney(this.each, this.currency);
    this.#write(
      ".price",
      `${price[0].toUpperCase()}${price.slice(1)} each${this.each ? `, ${feesText(this.orderFee(), this.currency)}` : ""}`,
    );
    this.#write(".types", typePricesText(level, this.types, this.currency));
  }

  #print() {
    const open = this.painter.openCount(this.section);
    const { maxCount, value } = this;
    const on = this.isOn() && maxCount > 0;
    this.#write(".left", leftText(open));
    this.#write(
      ".hint",
      open && !maxCount
        ? "You have as many as one person may take here."
        : maxCount && value > maxCount
          ? `You may take ${maxCount}.`
          : "",
    );
    this.count.max = String(Math.max(1, maxCount));
    [this.fewer.disabled, this.more.disabled, this.count.disabled] = [!on || value <= 1, !on || value >= maxCount, !on];
    const take = this.node.querySelector(".take");
    const fits = on && value >= 1 && value <= maxCount;
    const sum = this.each * value;
    take.hidden = !on;
    take.disabled = !fits;
    take.textContent = `Take ${value === 1 ? "one place" : value === 2 ? "both" : `all ${value}`}, ${formatMoney(sum && sum + this.orderFee(), this.currency)}`;
  }

  #write(selector, text) {
    const node = this.node.querySelector(selector);
    if (node.textContent !== text) node.textContent = text;
    node.hidden = !text;
  }

  #position() {
    if (this.section) placeBeside(this.node, this.camera, [this.#at]);
  }
}
