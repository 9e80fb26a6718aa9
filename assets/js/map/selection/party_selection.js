/** The seats that one tap takes: a party side by side around the seat, a wheelchair space with companion seats, or a whole
 * table; by the rules of rows over their current state. Pure. */

/** @import { ChoiceContext, Seat, SeatChoice, SeatRows } from "../types.js" */

import { COMPANIONS_PER_SPACE, betterBlocks, bestBlock, findViolation, isolatedPlaces } from "../model/row_rules.js";
import { joinWithOr, joinWithAnd, tableName } from "../text.js";

/** @returns {SeatChoice} */
const noChoice = (note = "") => ({ seats: [], wheelchairs: 0, table: false, note, refused: false });

/**
 * Return all seats side by side with this one, from left to right. A round table is cut at some point.
 * @param {SeatRows} plan
 * @param {Seat} seat
 */
export function adjacentSeats(plan, seat) {
  const seen = new Set([seat]);
  const rightOf = sideOf(plan, seat, "right", seen);
  const leftOf = sideOf(plan, seat, "left", seen);
  return [...leftOf.reverse(), seat, ...rightOf];
}

/**
 * Return the seats on one side, the nearest first.
 * @param {SeatRows} plan
 * @param {Seat} seat
 * @param {"left" | "right"} side
 * @param {Set<Seat>} seen those that are known already; the others are added
 */
function sideOf(plan, seat, side, seen) {
  /** @type {Seat[]} */
  const found = [];
  for (let next = plan.seats[seat[side]]; next && !seen.has(next); next = plan.seats[next[side]]) {
    seen.add(next);
    found.push(next);
  }
  return found;
}

/**
 * Return the row as a string for the rules.
 * @param {Seat[]} seats
 * @param {(seat: Seat) => boolean} isFree
 */
const rowPattern = (seats, isFree) =>
  seats.map((seat) => (isFree(seat) ? (/[wc]/.exec(seat.flags)?.[0] ?? "o") : "-")).join("");

/**
 * Return the choice for a tap on `seat`.
 * @param {SeatRows} plan
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
export function chooseSeats(plan, seat, context) {
  if (!context.isOpen(seat)) return noChoice();
  if (context.remaining < 1) return noChoice("You have as many as one person may take here.");
  if (seat.table === "whole") return chooseTable(plan, seat, context);
  if (seat.flags.includes("c")) return chooseCompanion(seat, context);
  return seat.flags.includes("w") ? chooseSpace(plan, seat, context) : chooseParty(plan, seat, context);
}

/**
 * Return the whole table of a seat.
 * @param {SeatRows} plan
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
function chooseTable(plan, seat, { remaining, isFree }) {
  const seats = [...plan.row(seat)].sort((a, b) => a.i - b.i);
  const name = capitalize(tableName(seat));
  if (!seats.every(isFree)) return noChoice(`${name} is sold only whole, and somebody has a part of it.`);
  if (seats.length > remaining) {
    return noChoice(`${name} is sold only whole: ${seats.length} seats. You may take ${remaining}.`);
  }
  return { ...noChoice(), seats, table: true };
}

/**
 * Return a companion seat, which needs a wheelchair space that the fan already holds.
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
function chooseCompanion(seat, { mine }) {
  const count = (/** @type {string} */ flag) => mine.filter(({ flags }) => flags.includes(flag)).length;
  if (count("c") < count("w") * COMPANIONS_PER_SPACE) return { ...noChoice(), seats: [seat] };
  if (count("w")) return noChoice(`${COMPANIONS_PER_SPACE} companion seats go with a wheelchair space, not more.`);
  return noChoice("Companion seats go with a wheelchair space. Take the space, and this seat comes along.");
}

/**
 * Return a wheelchair space, with companion seats before other seats beside it.
 * @param {SeatRows} plan
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
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

/**
 * Return seats side by side for a party, with what speaks against them.
 * @param {SeatRows} plan
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
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
  if (context.singles !== "refuse") return { ...noChoice(`Leaves ${aloneText}`), seats };
  const note = `Would leave ${aloneText} ${alternativesText(row, all, together, own)}`.trim();
  return { ...noChoice(note), seats, refused: true };
}

/**
 * Return a sentence with up to two blocks that isolate fewer seats; "" if there are none.
 * @param {Seat[]} row
 * @param {string} all the row as a string
 * @param {number[]} together the places of the fan with the new ones
 * @param {number[]} own the places of the fan
 */
function alternativesText(row, all, together, own) {
  const blocks = betterBlocks(all, together)
    .filter((places) => own.every((at) => places.includes(at)))
    .slice(0, 2);
  const words = blocks.map((places) =>
    joinWithAnd(places.filter((at) => !own.includes(at)).map((at) => row[at].label)),
  );
  return words.length ? `Take ${joinWithOr(words)} instead.` : "";
}

/**
 * Return a sentence if fewer seats are chosen than the party needs; else "".
 * @param {Seat[]} seats
 * @param {number} size
 * @param {ChoiceContext} context
 */
function shortfallText(seats, size, { size: wanted, remaining }) {
  if (seats.length < size) return `Only ${seats.length} ${seats.length === 1 ? "fits" : "fit"} here.`;
  return size < wanted ? `You may take ${remaining} more.` : "";
}

const capitalize = (/** @type {string} */ words) => words[0].toUpperCase() + words.slice(1);
