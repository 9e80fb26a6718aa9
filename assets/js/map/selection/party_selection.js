/** What one tap takes: the party side by side around the seat that was pointed at, a wheelchair space with who comes along, a
 * table that is sold only whole. By the rules of rows, over the row as it is now; and in words what speaks against it. */

import { COMPANIONS, better, block, judge, leftAlone } from "../model/row_rules.js";
import { either, list, tableName } from "../text.js";

/** @typedef {{seats: object[], wheelchairs: number, table: boolean, note: string, refused: boolean}} Wish
 *   `seats` in the order of the row, none when nothing can be had · `wheelchairs`: how many of them are such spaces, asked for as
 *   such · `table`: a whole one · `note`: what there is to say before the click, or "" · `refused`: the house will not give them so */

/** @typedef {{size: number, room: number, isOpen: (seat: object) => boolean, isFree: (seat: object) => boolean,
 *   isMine: (seat: object) => boolean, mine: object[], singles: string}} Asking
 *   how many together · how many more one may take · open and looked for · open at all · held by who asks · all they hold ·
 *   what a single seat left over means: off, warn, refuse */

const nothing = (note = "") => ({ seats: [], wheelchairs: 0, table: false, note, refused: false });
const LETTER = { w: "w", c: "c" };

/** Who sits side by side with this seat, from left to right. A round table is cut open somewhere. */
export function chain(house, seat) {
  const seen = new Set([seat]), found = [seat];
  for (const side of ["right", "left"])
    for (let next = house.seats[seat[side]]; next && !seen.has(next); next = house.seats[next[side]]) {
      seen.add(next);
      side === "right" ? found.push(next) : found.unshift(next);
    }
  return found;
}

/** The row as the rules read it. */
export const picture = (seats, isFree) => seats.map((seat) => (isFree(seat) ? LETTER[/[wc]/.exec(seat.flags)?.[0]] ?? "o" : "-")).join("");

/** @param {import("../model/plan.js").House} house @param {object} seat @param {Asking} asking @returns {Wish} */
export function wishOf(house, seat, asking) {
  if (!asking.isOpen(seat)) return nothing();
  if (asking.room < 1) return nothing("You have as many as one person may take here.");
  if (seat.table === "whole") return tableOf(house, seat, asking);
  if (seat.flags.includes("c")) return companionOf(seat, asking);
  return seat.flags.includes("w") ? spaceOf(house, seat, asking) : partyOf(house, seat, asking);
}

function tableOf(house, seat, { room, isFree }) {
  const seats = [...house.row(seat)].sort((a, b) => a.i - b.i), name = capital(tableName(seat));
  if (!seats.every(isFree)) return nothing(`${name} is sold only whole, and somebody has a part of it.`);
  if (seats.length > room) return nothing(`${name} is sold only whole: ${seats.length} seats. You may take ${room}.`);
  return { ...nothing(), seats, table: true };
}

/** Companions sit beside a wheelchair space: one that is taken with them, or that one has. */
function companionOf(seat, { mine }) {
  const count = (flag) => mine.filter(({ flags }) => flags.includes(flag)).length;
  if (count("c") < count("w") * COMPANIONS) return { ...nothing(), seats: [seat] };
  if (count("w")) return nothing(`${COMPANIONS} companion seats go with a wheelchair space, not more.`);
  return nothing("Companion seats go with a wheelchair space. Take the space, and this seat comes along.");
}

/** A wheelchair space; of the seats beside it those of companions first. */
function spaceOf(house, seat, asking) {
  const row = chain(house, seat), size = Math.min(asking.size, asking.room), letters = picture(row, asking.isFree);
  const seats = block(letters, row.indexOf(seat), size).map((at) => row[at]);
  const alone = size === 1 && [seat.left, seat.right].some((i) => house.seats[i]?.flags.includes("c") && asking.isFree(house.seats[i]));
  const note = alone ? "Somebody comes along? Choose 2 together, and the seat beside it is yours too." : short(seats, size, asking);
  return { ...nothing(note), seats, wheelchairs: 1 };
}

function partyOf(house, seat, asking) {
  const row = chain(house, seat), size = Math.min(asking.size, asking.room), own = row.flatMap((each, at) => (asking.isMine(each) ? [at] : []));
  const taken = block(picture(row, asking.isOpen), row.indexOf(seat), size), seats = taken.map((at) => row[at]);
  const all = picture(row, (each) => asking.isFree(each) || asking.isMine(each)), together = [...own, ...taken].sort((a, b) => a - b);
  const single = asking.singles !== "off" && !seat.table && judge(all, together) === "single";
  if (!single) return { ...nothing(short(seats, size, asking)), seats };
  const left = leftAlone(all, together), alone = `${list(left.map((at) => row[at].label))} on ${left.length === 1 ? "its" : "their"} own.`;
  const refused = asking.singles === "refuse";
  return { ...nothing(refused ? `Would leave ${alone} ${instead(row, all, together, own)}`.trim() : `Leaves ${alone}`), seats, refused };
}

/** Blocks beside what one has that leave fewer on their own. */
function instead(row, all, together, own) {
  const fine = better(all, together).filter((places) => own.every((at) => places.includes(at))).slice(0, 2);
  const words = fine.map((places) => list(places.filter((at) => !own.includes(at)).map((at) => row[at].label)));
  return words.length ? `Take ${either(words)} instead.` : "";
}

/** When it is fewer than asked for. */
function short(seats, size, { size: asked, room }) {
  if (seats.length < size) return `Only ${seats.length} ${seats.length === 1 ? "fits" : "fit"} here.`;
  return size < asked ? `You may take ${room} more.` : "";
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);

/** How many together: the stepper over the map, kept for the next page. Dispatches "change". */
export class Size extends EventTarget {
  /** @param {HTMLElement | null} stepper two buttons and an output; without one a party is one @param {number} most */
  constructor(stepper, most) {
    super();
    [this.stepper, this.most] = [stepper, most];
    this.now = stepper ? Math.min(most, Number(sessionStorage.getItem("party")) || 1) : 1;
    const [fewer, more] = stepper?.querySelectorAll("button") ?? [];
    fewer?.addEventListener("click", () => this.set(this.now - 1));
    more?.addEventListener("click", () => this.set(this.now + 1));
    this.#print();
  }

  set(size) {
    this.now = Math.min(this.most, Math.max(1, size));
    sessionStorage.setItem("party", String(this.now));
    this.#print();
    this.dispatchEvent(new Event("change"));
  }

  #print() {
    if (!this.stepper) return;
    const [fewer, more] = this.stepper.querySelectorAll("button");
    this.stepper.querySelector("output").textContent = this.now === 1 ? "1 seat" : `${this.now} together`;
    [fewer.disabled, more.disabled] = [this.now === 1, this.now === this.most];
  }
}
