/** Shows the card of a seat: view, position, level, price with fees, features, and a button with the total. */

import { placeBeside } from "../view/layout.js";
import { typePricesText, feesText, orderFeeText } from "../model/prices.js";
import {
  leftText,
  formatMoney,
  matchingText,
  sectionName,
  rowText,
  featuresText,
  tableName,
  seatText,
} from "../text.js";

const TAKE_LABELS = { 1: "Take it", 2: "Take both" };

/** @typedef {import("./party_selection.js").SeatChoice} SeatChoice its seats with their `level` */

export class SeatCard {
  /** @param {HTMLElement} node .seat-card @param {import("../view/camera.js").Camera} camera @param {Map<number, import("../model/prices.js").Level>} levels
   * @param {string} currency @param {{types?: string[], views?: string, orderFee?: () => number}} more names of the ticket types; the URL prefix
   *   of the views; the fee per order */
  constructor(node, camera, levels, currency, { types = [], views = "", orderFee = () => 0 } = {}) {
    Object.assign(this, { node, camera, levels, currency, types, views, orderFee });
    this.button = node.querySelector(".take");
    this.view = node.querySelector(".view");
    this.view.addEventListener("error", () => (this.view.hidden = true)); // no picture rather than a broken one
    camera.addEventListener("move", () => this.#position());
  }
  /** The seats that are shown. */
  seats = [];

  /** The total of seats as the basket will show it, in minor units. */
  total(seats) {
    const sum = seats.reduce((total, { level }) => total + (this.levels.get(level)?.amount ?? 0), 0);
    return sum && sum + this.orderFee();
  }

  /** Shows a choice. @param {SeatChoice} choice @param {"take" | "give" | "look"} action what the button does */
  show(choice, action) {
    const { seats, table, note } = choice;
    const [first] = seats;
    const level = this.levels.get(first.level);
    this.seats = seats;
    this.node.classList.remove("gone");
    this.#write(".where", table ? rowText(first) : seatText(seats));
    this.#level(level, first.level);
    this.#write(".price", this.#price(seats, table));
    this.#write(".types", typePricesText(level, this.types, this.currency));
    this.#write(".special", allFeaturesText(seats));
    this.#write(".hint", note);
    this.#view(first);
    this.button.hidden = action === "look";
    this.button.textContent =
      action === "give" ? giveLabel(choice) : `${takeLabel(choice)}, ${formatMoney(this.total(seats), this.currency)}`;
    this.node.hidden = false;
    this.#position();
  }

  /** Shows that the seat was taken while the card was open. */
  showGone(seat) {
    this.seats = [seat];
    this.node.classList.add("gone");
    this.#write(".where", seatText([seat]));
    for (const selector of [".types", ".special"]) this.#write(selector, "");
    this.#write(".hint", "Just gone. Somebody else holds it now.");
    this.button.hidden = true;
    this.#position();
  }

  /** Shows a section. @param {import("../model/sections.js").Section} section @param {[number, number][]} byLevel its open places by level, the most
   * first @param {boolean} filtered whether the filter leaves others out */
  showSection(section, byLevel, filtered = false) {
    const count = byLevel.reduce((sum, [, each]) => sum + each, 0);
    const level = byLevel[0]?.[0] ?? "";
    const { x, y, width, height } = section.box;
    this.seats = [x, x + width].map((side) => ({ x: side, y: y + height / 2 }));
    this.node.classList.remove("gone");
    this.#write(".where", sectionName(section));
    this.#level(this.levels.get(level), level);
    this.#write(".price", count ? this.#range(byLevel.map(([number]) => this.levels.get(number)?.amount ?? 0)) : "");
    this.#write(".types", [section.floor, filtered ? matchingText(count) : leftText(count)].filter(Boolean).join(", "));
    for (const selector of [".special", ".hint"]) this.#write(selector, "");
    this.view.hidden = this.button.hidden = true;
    this.node.hidden = false;
    this.#position();
  }

  /** Hides the card. */
  hide() {
    this.node.hidden = true;
    this.seats = [];
  }

  #write(selector, text) {
    const node = this.node.querySelector(selector);
    if (node.textContent !== text) node.textContent = text;
    node.hidden = !text;
  }

  #level(level, number) {
    const node = this.node.querySelector(".level");
    node.dataset.level = number;
    node.textContent = level?.key ?? "";
    node.hidden = !level;
  }

  #price(seats, table) {
    const amounts = seats.map(({ level }) => this.levels.get(level)?.amount ?? 0);
    const each = this.#range(amounts);
    const max = Math.max(...amounts);
    const orderFee = max && this.orderFee();
    const more = orderFeeText(orderFee, this.currency);
    if (seats.length === 1 && !table) return max ? `${each}, ${feesText(orderFee, this.currency)}` : each;
    return `${each} each, ${table ? "sold only whole" : "side by side"}${more && `, ${more}`}`;
  }

  #range(amounts) {
    const [min, max] = [Math.min(...amounts), Math.max(...amounts)];
    return min === max ? this.#money(min) : `${this.#money(min)} to ${this.#money(max)}`;
  }

  #money(minor) {
    const words = formatMoney(minor, this.currency);
    return words[0].toUpperCase() + words.slice(1);
  }

  /** Shows the view from this seat, where there is a picture. */
  #view(seat) {
    const img = this.view;
    const url = seat.view && this.views ? `${this.views}${seat.view}.svg` : "";
    img.hidden = !url;
    img.alt = url ? `The stage as seen from ${rowText(seat).replace(/^.*, /, "")}` : "";
    if (url && img.getAttribute("src") !== url) img.src = url;
  }

  #position() {
    placeBeside(this.node, this.camera, this.seats);
  }
}

/** "Wheelchair space; companion seat". */
function allFeaturesText(seats) {
  const [first = "", ...others] = new Set(seats.map(({ flags }) => featuresText(flags)).filter(Boolean));
  return [first, ...others.map(lowerFirst)].join("; ");
}

/** "Take both", "Take table 12, 8 seats", "Take the wheelchair space and a companion seat". @param {SeatChoice} choice */
export function takeLabel({ seats, wheelchairs, table }) {
  if (table) return `Take ${lowerFirst(tableName(seats[0]))}, ${seats.length} seats`;
  if (wheelchairs) return `Take the wheelchair space${companionsText(seats)}`;
  return TAKE_LABELS[seats.length] ?? `Take all ${seats.length}`;
}

/** Names the seats beside a wheelchair space. */
function companionsText(seats) {
  const companions = seats.filter(({ flags }) => flags.includes("c")).length;
  const others = seats.length - 1 - companions;
  if (!others) {
    return companions ? ` and ${companions === 1 ? "the companion seat" : `${companions} companion seats`}` : "";
  }
  return ` and ${seats.length - 1} ${seats.length === 2 ? "seat" : "seats"} beside it`;
}

const giveLabel = ({ seats, table }) => (table ? `Give back ${lowerFirst(tableName(seats[0]))}` : "Give it back");
const lowerFirst = (words) => words[0].toLowerCase() + words.slice(1);
