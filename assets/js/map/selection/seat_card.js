/** The card of a seat: view, position, level, price with fees, features, and a button with the total. */

/** @import { Level, Point, Seat, SeatChoice, SeatWithLevel } from "../types.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "../view/camera.js" */

import { find, setText } from "../../dom.js";
import { joinParts } from "../../language/sentences.js";
import { gettext } from "../../language/translate.js";
import { onePriceText, priceOfEachText, typePricesText } from "../model/prices.js";
import {
  leftText,
  matchingText,
  moneyText,
  priceText,
  rangeText,
  rowText,
  seatText,
  sectionName,
  viewText,
} from "../text.js";
import { placeBeside } from "../view/layout.js";
import { allFeaturesText, giveLabel, takeLabel } from "./card_text.js";

/** @typedef {SeatChoice<SeatWithLevel>} ShownChoice */

/**
 * @typedef {object} SeatCardOptions
 * @property {Camera} camera
 * @property {Map<number, Level>} levels
 * @property {string} currency
 * @property {string[]} types names of the ticket types
 * @property {string} views the URL prefix of the views; "" without any
 * @property {() => number} orderFee the fee per order, in minor units
 */

/** The card beside the seat that is pointed at. */
export class SeatCard {
  /** @type {Point[]} the seats that are shown, or the sides of the section */
  #points = [];

  /**
   * @param {HTMLElement} node .seat-card
   * @param {SeatCardOptions} options
   */
  constructor(node, { camera, levels, currency, types, views, orderFee }) {
    this.node = node;
    this.camera = camera;
    this.levels = levels;
    this.currency = currency;
    this.types = types;
    this.views = views;
    this.orderFee = orderFee;
    this.button = find(node, ".take");
    /** @type {HTMLImageElement} */
    this.view = find(node, ".view");
    this.view.addEventListener("error", () => {
      this.view.hidden = true; // no picture rather than a broken one
    });
    camera.addEventListener("move", () => this.#position());
  }

  /** Return the total of seats as the basket will show it, in minor units. @param {{level: number}[]} seats */
  total(seats) {
    const sum = seats.reduce((total, { level }) => total + this.#amountOf(level), 0);
    return sum && sum + this.orderFee();
  }

  /**
   * Show a choice.
   * @param {ShownChoice} choice
   * @param {"take" | "give" | "look"} action what the button does
   */
  show(choice, action) {
    const { seats, table, note } = choice;
    const [first] = seats;
    const level = this.levels.get(first.level);
    this.#points = seats;
    this.node.classList.remove("gone");
    this.#write(".where", table ? rowText(first) : seatText(seats));
    this.#writeLevel(level, first.level);
    this.#write(".price", this.#priceText(seats, table));
    this.#write(".types", typePricesText(level, this.types, this.currency));
    this.#write(".special", allFeaturesText(seats));
    this.#write(".hint", note);
    this.#showView(first);
    this.button.hidden = action === "look";
    this.button.textContent =
      action === "give" ? giveLabel(choice) : takeLabel(choice, moneyText(this.total(seats), this.currency));
    this.node.hidden = false;
    this.#position();
  }

  /** Show that the seat was taken while the card was open. @param {Seat} seat */
  showGone(seat) {
    this.#points = [seat];
    this.node.classList.add("gone");
    this.#write(".where", seatText([seat]));
    for (const selector of [".types", ".special"]) this.#write(selector, "");
    this.#write(".hint", gettext("Just gone. Somebody else holds it now."));
    this.button.hidden = true;
    this.#position();
  }

  /**
   * Show a section.
   * @param {Section} section
   * @param {[level: number, count: number][]} byLevel its open places, the most first
   * @param {boolean} [filtered] whether the filter leaves others out
   */
  showSection(section, byLevel, filtered = false) {
    const count = byLevel.reduce((sum, [, each]) => sum + each, 0);
    const level = byLevel[0]?.[0];
    const { x, y, width, height } = section.box;
    this.#points = [x, x + width].map((side) => ({ x: side, y: y + height / 2 }));
    this.node.classList.remove("gone");
    this.#write(".where", sectionName(section));
    this.#writeLevel(level === undefined ? undefined : this.levels.get(level), level ?? "");
    this.#write(".price", count ? this.#rangeText(byLevel.map(([number]) => this.#amountOf(number))) : "");
    this.#write(".types", joinParts(section.floor, filtered ? matchingText(count) : leftText(count)));
    for (const selector of [".special", ".hint"]) this.#write(selector, "");
    this.view.hidden = true;
    this.button.hidden = true;
    this.node.hidden = false;
    this.#position();
  }

  /** Hide the card. */
  hide() {
    this.node.hidden = true;
    this.#points = [];
  }

  /** Return the price of a level, in minor units. @param {number} level */
  #amountOf(level) {
    return this.levels.get(level)?.amount ?? 0;
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

  /**
   * Write the mark of a level.
   * @param {Level | undefined} level
   * @param {number | ""} number
   */
  #writeLevel(level, number) {
    const node = find(this.node, ".level");
    node.dataset.level = String(number);
    node.textContent = level?.key ?? "";
    node.hidden = !level;
  }

  /**
   * Return the price of each seat, with what the fees are.
   * @param {SeatWithLevel[]} seats
   * @param {boolean} table
   */
  #priceText(seats, table) {
    const amounts = seats.map(({ level }) => this.#amountOf(level));
    const each = this.#rangeText(amounts);
    const isFree = !Math.max(...amounts);
    const orderFee = isFree ? 0 : this.orderFee();
    if (seats.length > 1 || table) return priceOfEachText(each, orderFee, this.currency, table);
    return isFree ? each : onePriceText(each, orderFee, this.currency);
  }

  /** Return amounts as "€64.00 to €84.00", or as one. @param {number[]} amounts in minor units */
  #rangeText(amounts) {
    return rangeText(amounts, (minor) => priceText(minor, this.currency));
  }

  /** Show the view from this seat, where there is a picture. @param {Seat} seat */
  #showView(seat) {
    const img = this.view;
    const url = seat.view && this.views ? `${this.views}${seat.view}.svg` : "";
    img.hidden = !url;
    img.alt = url ? viewText(seat) : "";
    if (url && img.getAttribute("src") !== url) img.src = url;
  }

  #position() {
    placeBeside(this.node, this.camera, this.#points);
  }
}
