/** The seat card: the view, where, level, all-in price, what is special, one button that says the sum.
 * Beside the seat; on a phone, by the style sheet, under the thumb. */

import { beside } from "../view/layout.js";
import { eachType, feesIn, plus } from "../model/prices.js";
import { left, money, ofThese, partName, rowWhere, special, tableName, where } from "../text.js";

const MANY = { 1: "Take it", 2: "Take both" };

/** @typedef {import("./party_selection.js").Wish} Wish its seats with their `level` */

export class Card {
  /** @param {HTMLElement} node .seat-card @param {import("../view/camera.js").Camera} camera @param {Map<number, import("../model/prices.js").Level>} levels
   * @param {string} currency @param {{types?: string[], views?: string, once?: () => number}} more names of the ticket types; the address
   *   all pictures begin with; what an order costs on top of its seats */
  constructor(node, camera, levels, currency, { types = [], views = "", once = () => 0 } = {}) {
    Object.assign(this, { node, camera, levels, currency, types, views, once });
    this.button = node.querySelector(".take");
    this.view = node.querySelector(".view");
    this.view.addEventListener("error", () => (this.view.hidden = true)); // better none than a broken one
    camera.addEventListener("move", () => this.#place());
  }
  /** The seats it speaks of. */
  seats = [];

  /** What the basket will say of them. */
  sum(seats) {
    const sum = seats.reduce((total, { level }) => total + (this.levels.get(level)?.amount ?? 0), 0);
    return sum && sum + this.once();
  }

  /** @param {Wish} wish @param {"take" | "give" | "look"} can what the button does */
  show(wish, can) {
    const { seats, table, note } = wish, [first] = seats, level = this.levels.get(first.level);
    this.seats = seats;
    this.node.classList.remove("gone");
    this.#write(".where", table ? rowWhere(first) : where(seats));
    this.#level(level, first.level);
    this.#write(".price", this.#price(seats, table));
    this.#write(".types", eachType(level, this.types, this.currency));
    this.#write(".special", specials(seats));
    this.#write(".hint", note);
    this.#view(first);
    this.button.hidden = can === "look";
    this.button.textContent = can === "give" ? giveWords(wish) : `${takeWords(wish)}, ${money(this.sum(seats), this.currency)}`;
    this.node.hidden = false;
    this.#place();
  }

  /** The seat went while somebody looked at it: the card says so, and offers nothing. */
  gone(seat) {
    this.seats = [seat];
    this.node.classList.add("gone");
    this.#write(".where", where([seat]));
    for (const selector of [".types", ".special"]) this.#write(selector, "");
    this.#write(".hint", "Just gone. Somebody else holds it now.");
    this.button.hidden = true;
    this.#place();
  }

  /** A whole part of the house, from afar. @param {import("../model/sections.js").Part} part @param {[number, number][]} found its levels that are
   * looked for and how many are left of each, the most first @param {boolean} filtered whether others may be left */
  part(part, found, filtered = false) {
    const count = found.reduce((sum, [, each]) => sum + each, 0), level = found[0]?.[0] ?? "";
    const { x, y, width, height } = part.box;
    this.seats = [x, x + width].map((side) => ({ x: side, y: y + height / 2 }));
    this.node.classList.remove("gone");
    this.#write(".where", partName(part));
    this.#level(this.levels.get(level), level);
    this.#write(".price", count ? this.#range(found.map(([number]) => this.levels.get(number)?.amount ?? 0)) : "");
    this.#write(".types", [part.floor, filtered ? ofThese(count) : left(count)].filter(Boolean).join(", "));
    for (const selector of [".special", ".hint"]) this.#write(selector, "");
    this.view.hidden = this.button.hidden = true;
    this.node.hidden = false;
    this.#place();
  }

  hide() {
    this.node.hidden = true;
    this.seats = [];
  }

  #write(selector, words) {
    const node = this.node.querySelector(selector);
    if (node.textContent !== words) node.textContent = words;
    node.hidden = !words;
  }

  #level(level, number) {
    const node = this.node.querySelector(".level");
    node.dataset.level = number;
    node.textContent = level?.key ?? "";
    node.hidden = !level;
  }

  #price(seats, table) {
    const amounts = seats.map(({ level }) => this.levels.get(level)?.amount ?? 0), each = this.#range(amounts), most = Math.max(...amounts);
    const once = most && this.once(), more = plus(once, this.currency);
    if (seats.length === 1 && !table) return most ? `${each}, ${feesIn(once, this.currency)}` : each;
    return `${each} each, ${table ? "sold only whole" : "side by side"}${more && `, ${more}`}`;
  }

  #range(amounts) {
    const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
    return least === most ? this.#money(least) : `${this.#money(least)} to ${this.#money(most)}`;
  }

  #money(minor) {
    const words = money(minor, this.currency);
    return words[0].toUpperCase() + words.slice(1);
  }

  /** The picture from this seat, where there is one. */
  #view(seat) {
    const img = this.view, address = seat.view && this.views ? `${this.views}${seat.view}.svg` : "";
    img.hidden = !address;
    img.alt = address ? `The stage as seen from ${rowWhere(seat).replace(/^.*, /, "")}` : "";
    if (address && img.getAttribute("src") !== address) img.src = address;
  }

  #place() {
    beside(this.node, this.camera, this.seats);
  }
}

/** "Wheelchair space; companion seat". */
function specials(seats) {
  const [first = "", ...others] = new Set(seats.map(({ flags }) => special(flags)).filter(Boolean));
  return [first, ...others.map(lower)].join("; ");
}

/** "Take both", "Take table 12, 8 seats", "Take the wheelchair space and a companion seat". @param {Wish} wish */
export function takeWords({ seats, wheelchairs, table }) {
  if (table) return `Take ${lower(tableName(seats[0]))}, ${seats.length} seats`;
  if (wheelchairs) return `Take the wheelchair space${along(seats)}`;
  return MANY[seats.length] ?? `Take all ${seats.length}`;
}

/** What comes along with a wheelchair space. */
function along(seats) {
  const companions = seats.filter(({ flags }) => flags.includes("c")).length, others = seats.length - 1 - companions;
  if (!others) return companions ? ` and ${companions === 1 ? "the companion seat" : `${companions} companion seats`}` : "";
  return ` and ${seats.length - 1} ${seats.length === 2 ? "seat" : "seats"} beside it`;
}

const giveWords = ({ seats, table }) => (table ? `Give back ${lower(tableName(seats[0]))}` : "Give it back");
const lower = (words) => words[0].toLowerCase() + words.slice(1);
