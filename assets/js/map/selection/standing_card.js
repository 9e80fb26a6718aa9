/** The card of a standing area: name, places left, price, and a count. The server holds any open places. */

/** @import { Level, Point } from "../types.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { SeatPainter } from "../view/painter.js" */
/** @import { PartySize } from "./party_size.js" */

import { find, findAll, setText } from "../../dom.js";
import { gettext, ngettext } from "../../language/translate.js";
import { priceOfPlacesText, typePricesText } from "../model/prices.js";
import { leftText, moneyText, priceText } from "../text.js";
import { placeBeside } from "../view/layout.js";

/**
 * @typedef {object} StandingCardOptions
 * @property {HTMLElement} viewport
 * @property {SeatPainter} painter
 * @property {Camera} camera
 * @property {Map<number, Level>} levels
 * @property {string[]} types names of the ticket types
 * @property {string} currency
 * @property {number} max how many places one fan may take
 * @property {PartySize} size
 * @property {() => boolean} isOn whether the sale is open
 * @property {() => number} orderFee the fee per order, in minor units
 */

/**
 * Return "Take both, €168.00".
 * @param {number} count
 * @param {string} price the total, as text
 */
function takeLabel(count, price) {
  if (count === 1) return gettext("Take one place, {price}", { price });
  if (count === 2) return gettext("Take both, {price}", { price });
  return ngettext("Take all {count}, {price}", "Take all {count}, {price}", count, { price });
}

/** The card beside the place in a standing area that was pressed. */
export class StandingCard {
  /** @type {Section | null} the area that is shown, or requested */
  section = null;
  /** The price of a place, in minor units. */
  each = 0;
  /** @type {Point} */
  #at = { x: 0, y: 0 };
  /** @type {HTMLElement | null} gets the focus when the card is closed */
  #returnFocus = null;

  /**
   * @param {HTMLFormElement} node .standing-card
   * @param {StandingCardOptions} options
   */
  constructor(node, options) {
    this.node = node;
    this.options = options;
    /** @type {HTMLButtonElement[]} */
    const [fewer, more] = findAll(node, ".stepper button");
    this.fewer = fewer;
    this.more = more;
    /** @type {HTMLInputElement} */
    this.count = find(node, "[name=count]");
    /** @type {HTMLInputElement} */
    this.area = find(node, "[name=area]");
    /** @type {HTMLButtonElement} */
    this.take = find(node, ".take");
    fewer.addEventListener("click", () => this.#set(this.value - 1));
    more.addEventListener("click", () => this.#set(this.value + 1));
    this.count.addEventListener("input", () => this.#print());
    this.count.addEventListener("change", () => this.#set(this.value));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.#close();
    });
    node.addEventListener("submit", () => this.#close());
    options.camera.addEventListener("move", () => this.#position());
  }

  /** The count that is entered. */
  get value() {
    return Math.trunc(Number(this.count.value)) || 0;
  }

  /** The most that the fan may still take: of the limit and of what is left. */
  get maxCount() {
    const { max, painter } = this.options;
    return Math.max(0, Math.min(max - painter.mine.size, this.#openCount()));
  }

  /** Return how many places of the area are open. */
  #openCount() {
    return this.section ? this.options.painter.openCount(this.section) : 0;
  }

  /**
   * Show an area.
   * @param {Section} section
   * @param {Point & {hand?: boolean}} at where; `hand`: by pointer, not by keyboard
   */
  show(section, at) {
    const { viewport, size, isOn } = this.options;
    this.section = section;
    this.#at = at;
    this.#returnFocus = at.hand ? null : viewport;
    this.area.value = String(section.area);
    this.#write(".where", section.name);
    this.#writeLevel(section);
    this.count.value = String(size.value);
    this.node.hidden = false;
    this.#set(size.value);
    this.#position();
    (this.maxCount && isOn() ? this.take : this.node).focus({ preventScroll: true });
  }

  /**
   * Request so many places without showing the card.
   * @param {Section} section
   * @param {number} count
   */
  submitCount(section, count) {
    this.area.value = String(section.area);
    this.count.max = String(count);
    this.count.disabled = false;
    this.count.value = String(count);
    this.section = section;
    this.#returnFocus = null;
    this.node.requestSubmit();
  }

  /** Hide the card. */
  hide() {
    this.node.hidden = true;
    this.section = null;
  }

  /** Hide the card; the focus goes back to the map where it came from the keyboard. */
  #close() {
    this.hide();
    this.#returnFocus?.focus({ preventScroll: true });
  }

  /** Update the card after a change of statuses. */
  refresh() {
    if (!this.section) return;
    this.#writeLevel(this.section);
    this.#print();
  }

  /** Set the count, within what the fan may take. @param {number} count */
  #set(count) {
    this.count.value = String(Math.min(Math.max(1, count), Math.max(1, this.maxCount)));
    this.#print();
    this.#position();
  }

  /** Write level and prices. @param {Section} section */
  #writeLevel(section) {
    const { painter, levels, types, currency, orderFee } = this.options;
    const number = painter.level[section.area];
    const level = levels.get(number);
    const node = find(this.node, ".level");
    this.each = level?.amount ?? 0;
    node.dataset.level = String(number);
    node.textContent = level?.key ?? "";
    const price = priceText(this.each, currency);
    this.#write(".price", priceOfPlacesText(price, !this.each, orderFee(), currency));
    this.#write(".types", typePricesText(level, types, currency));
  }

  /** Write what is left, and what the button takes. */
  #print() {
    const { isOn, currency, orderFee } = this.options;
    const { maxCount, value } = this;
    const on = isOn() && maxCount > 0;
    this.#write(".left", leftText(this.#openCount()));
    this.#write(".hint", this.#hintText());
    this.count.max = String(Math.max(1, maxCount));
    this.fewer.disabled = !on || value <= 1;
    this.more.disabled = !on || value >= maxCount;
    this.count.disabled = !on;
    const sum = this.each * value;
    this.take.hidden = !on;
    this.take.disabled = !on || value < 1 || value > maxCount;
    this.take.textContent = takeLabel(value, moneyText(sum && sum + orderFee(), currency));
  }

  /** Return why no more can be taken; "" if they can. */
  #hintText() {
    const { maxCount, value } = this;
    if (!maxCount) return this.#openCount() ? gettext("You have as many as one person may take here.") : "";
    return value > maxCount ? ngettext("You may take {count}.", "You may take {count}.", maxCount) : "";
  }

  /**
   * Write one part of the card, hidden while it is empty.
   * @param {string} selector
   * @param {string} text
   */
  #write(selector, text) {
    const node = find(this.node, selector);
    setText(node, text);
    node.hidden = !text;
  }

  #position() {
    if (this.section) placeBeside(this.node, this.options.camera, [this.#at]);
  }
}
