/** Chooses the seats that one tap takes: a party side by side around the seat, a wheelchair space with companion seats, or a whole
 * table; by the rules of rows over their current state. */

import { COMPANIONS_PER_SPACE, betterBlocks, bestBlock, findViolation, isolatedPlaces } from "../model/row_rules.js";
import { joinWithOr, joinWithAnd, tableName } from "../text.js";

/** @typedef {{seats: object[], wheelchairs: number, table: boolean, note: string, refused: boolean}} SeatChoice
 *   `seats` in the order of the row, empty if none can be taken · `wheelchairs`: how many of them are requested as wheelchair
 *   spaces · `table`: a whole table · `note`: shown before the click, or "" · `refused`: the server would refuse them */

/** @typedef {{size: number, remaining: number, isOpen: (seat: object) => boolean, isFree: (seat: object) => boolean,
 *   isMine: (seat: object) => boolean, mine: object[], singles: string}} ChoiceContext
 *   `size`: of the party · `remaining`: how many more the fan may take · `isOpen`: open and not filtered out · `isFree`: open ·
 *   `isMine`, `mine`: held by the fan · `singles`: the rule on single seats: off, warn, refuse */

const noChoice = (note = "") => ({ seats: [], wheelchairs: 0, table: false, note, refused: false });
const LETTER = { w: "w", c: "c" };

/** All seats side by side with this one, from left to right. A round table is cut at some point. */
export function adjacentSeats(plan, seat) {
  const seen = new Set([seat]);
  const found = [seat];
  for (const side of ["right", "left"]) {
    for (let next = plan.seats[seat[side]]; next && !seen.has(next); next = plan.seats[next[side]]) {
      seen.add(next);
      side === "right" ? found.push(next) : found.unshift(next);
    }
  }
  return found;
}

/** The row as a string for the rules. */
export const rowPattern = (seats, isFree) =>
  seats.map((seat) => (isFree(seat) ? (LETTER[/[wc]/.exec(seat.flags)?.[0]] ?? "o") : "-")).join("");

/** Chooses for a tap on `seat`. @param {import("../model/plan.js").Plan} plan @param {object} seat @param {ChoiceContext} context @returns {SeatChoice} */
export function chooseSeats(plan, seat, context) {
  if (!context.isOpen(seat)) return noChoice();
  if (context.remaining < 1) return noChoice("You have as many as one person may take here.");
  if (seat.table === "whole") return chooseTable(plan, seat, context);
  if (seat.flags.includes("c")) return chooseCompanion(seat, context);
  return seat.flags.includes("w") ? chooseSpace(plan, seat, context) : chooseParty(plan, seat, context);
}

function chooseTable(plan, seat, { remaining, isFree }) {
  const seats = [...plan.row(seat)].sort((a, b) => a.i - b.i);
  const name = capitalize(tableName(seat));
  if (!seats.every(isFree)) return noChoice(`${name} is sold only whole, and somebody has a part of it.`);
  if (seats.length > remaining) {
    return noChoice(`${name} is sold only whole: ${seats.length} seats. You may take ${remaining}.`);
  }
  return { ...noChoice(), seats, table: true };
}

/** A companion seat needs a wheelchair space that the fan already holds. */
function chooseCompanion(seat, { mine }) {
  const count = (flag) => mine.filter(({ flags }) => flags.includes(flag)).length;
  if (count("c") < count("w") * COMPANIONS_PER_SPACE) return { ...noChoice(), seats: [seat] };
  if (count("w")) return noChoice(`${COMPANIONS_PER_SPACE} companion seats go with a wheelchair space, not more.`);
  return noChoice("Companion seats go with a wheelchair space. Take the space, and this seat comes along.");
}

/** A wheelchair space, with companion seats before other seats beside it. */
function chooseSpace(plan, seat, context) {
  const row = adjacentSeats(plan, seat);
  const size = Math.min(context.size, context.remaining);
  const letters = rowPattern(row, context.isFree);
  const seats = bestBlock(letters, row.indexOf(seat), size).map((at) => row[at]);
  const hasFreeCompanion =
    size === 1 &&
    [seat.left, seat.right].some((i) => plan.seats[i]?.flags.includes("c") && context.isFree(plan.seats[i]));
  const note = hasFreeCompanion
    ? "Somebody comes along? Choose 2 together, and the seat beside it is yours too."
    : shortfallText(seats, size, context);
  return { ...noChoice(note), seats, wheelchairs: 1 };
}

function chooseParty(plan, seat, context) {
  const row = adjacentSeats(plan, seat);
  const size = Math.min(context.size, context.remaining);
  const own = row.flatMap((each, at) => (context.isMine(each) ? [at] : []));
  const taken = bestBlock(rowPattern(row, context.isOpen), row.indexOf(seat), size);
  const seats = taken.map((at) => row[at]);
  const all = rowPattern(row, (each) => context.isFree(each) || context.isMine(each));
  const together = [...own, ...taken].sort((a, b) => a - b);
  const single = context.singles !== "off" && !seat.table && findViolation(all, together) === "single";
  if (!single) return { ...noChoice(shortfallText(seats, size, context)), seats };
  const isolated = isolatedPlaces(all, together);
  const aloneText = `${joinWithAnd(isolated.map((at) => row[at].label))} on ${isolated.length === 1 ? "its" : "their"} own.`;
  const refused = context.singles === "refuse";
  return {
    ...noChoice(
      refused ? `Would leave ${aloneText} ${alternativesText(row, all, together, own)}`.trim() : `Leaves ${aloneText}`,
    ),
    seats,
    refused,
  };
}

/** Names up to two blocks that isolate fewer seats. */
function alternativesText(row, all, together, own) {
  const blocks = betterBlocks(all, together)
    .filter((places) => own.every((at) => places.includes(at)))
    .slice(0, 2);
  const words = blocks.map((places) =>
    joinWithAnd(places.filter((at) => !own.includes(at)).map((at) => row[at].label)),
  );
  return words.length ? `Take ${joinWithOr(words)} instead.` : "";
}

/** Says that fewer seats are chosen than the party needs. */
function shortfallText(seats, size, { size: wanted, remaining }) {
  if (seats.length < size) return `Only ${seats.length} ${seats.length === 1 ? "fits" : "fit"} here.`;
  return size < wanted ? `You may take ${remaining} more.` : "";
}

const capitalize = (words) => words[0].toUpperCase() + words.slice(1);

/** The party size: the stepper over the map, stored for the next page. Dispatches "change". */
export class PartySize extends EventTarget {
  /** @param {HTMLElement | null} stepper two buttons and an output; without one the size is 1 @param {number} max */
  constructor(stepper, max) {
    super();
    [this.stepper, this.max] = [stepper, max];
    this.value = stepper ? Math.min(max, Number(sessionStorage.getItem("party")) || 1) : 1;
    const [fewer, more] = stepper?.querySelectorAll("button") ?? [];
    fewer?.addEventListener("click", () => this.set(this.value - 1));
    more?.addEventListener("click", () => this.set(this.value + 1));
    this.#print();
  }

  /** Sets the size, within its limits. */
  set(size) {
    this.value = Math.min(this.max, Math.max(1, size));
    sessionStorage.setItem("party", String(this.value));
    this.#print();
    this.dispatchEvent(new Event("change"));
  }

  #print() {
    if (!this.stepper) return;
    const [fewer, more] = this.stepper.querySelectorAll("button");
    this.stepper.querySelector("output").textContent = this.value === 1 ? "1 seat" : `${this.value} together`;
    [fewer.disabled, more.disabled] = [this.value === 1, this.value === this.max];
  }
}
