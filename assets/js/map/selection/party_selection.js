/** The seats that one tap takes: a party side by side around the seat, a wheelchair space with companion seats, or a whole
 * table; by the rules of rows over their current state. Pure. */

/** @import { ChoiceContext, Seat, SeatChoice, SeatRows } from "../types.js" */

import { COMPANIONS_PER_SPACE, betterBlocks, bestBlock, findViolation, isolatedPlaces } from "../model/row_rules.js";
import { formatList } from "../../language/format.js";
import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";
import { tableName } from "../text.js";

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
  if (context.remaining < 1) return noChoice(gettext("You have as many as one person may take here."));
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
  const name = tableName(seat);
  if (!seats.every(isFree)) return noChoice(brokenTableText(name));
  if (seats.length > remaining) {
    return noChoice(
      joinSentences(
        tableSizeText(name, seats.length),
        ngettext("You may take {count}.", "You may take {count}.", remaining),
      ),
    );
  }
  return { ...noChoice(), seats, table: true };
}

/** Return why a table cannot be taken any more. @param {string} table its name, or "" */
const brokenTableText = (table) =>
  table
    ? gettext("{table} is sold only whole, and somebody has a part of it.", { table })
    : gettext("This table is sold only whole, and somebody has a part of it.");

/**
 * Return how many seats a table has.
 * @param {string} table its name, or ""
 * @param {number} count
 */
const tableSizeText = (table, count) =>
  table
    ? ngettext("{table} is sold only whole: {count} seat.", "{table} is sold only whole: {count} seats.", count, {
        table,
      })
    : ngettext("This table is sold only whole: {count} seat.", "This table is sold only whole: {count} seats.", count);

/**
 * Return a companion seat, which needs a wheelchair space that the fan already holds.
 * @param {Seat} seat
 * @param {ChoiceContext} context
 */
function chooseCompanion(seat, { mine }) {
  const count = (/** @type {string} */ flag) => mine.filter(({ flags }) => flags.includes(flag)).length;
  if (count("c") < count("w") * COMPANIONS_PER_SPACE) return { ...noChoice(), seats: [seat] };
  if (count("w")) {
    return noChoice(
      ngettext(
        "{count} companion seat goes with a wheelchair space, not more.",
        "{count} companion seats go with a wheelchair space, not more.",
        COMPANIONS_PER_SPACE,
      ),
    );
  }
  return noChoice(gettext("Companion seats go with a wheelchair space. Take the space, and this seat comes along."));
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
    ? gettext("Somebody comes along? Choose 2 together, and the seat beside it is yours too.")
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
  const alone = { seats: formatList(isolated.map((at) => row[at].label)) };
  if (context.singles !== "refuse") {
    const warning = ngettext("Leaves {seats} on its own.", "Leaves {seats} on their own.", isolated.length, alone);
    return { ...noChoice(warning), seats };
  }
  const note = joinSentences(
    ngettext("Would leave {seats} on its own.", "Would leave {seats} on their own.", isolated.length, alone),
    alternativesText(row, all, together, own),
  );
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
  const [first, second] = blocks.map((places) => places.filter((at) => !own.includes(at)).map((at) => row[at].label));
  if (!first) return "";
  const seats = formatList(first);
  if (!second) return gettext("Take {seats} instead.", { seats });
  const others = formatList(second);
  return first.length + second.length > 2
    ? gettext("Take {seats}, or {others} instead.", { seats, others })
    : gettext("Take {seats} or {others} instead.", { seats, others });
}

/**
 * Return a sentence if fewer seats are chosen than the party needs; else "".
 * @param {Seat[]} seats
 * @param {number} size
 * @param {ChoiceContext} context
 */
function shortfallText(seats, size, { size: wanted, remaining }) {
  if (seats.length < size) return ngettext("Only {count} fits here.", "Only {count} fit here.", seats.length);
  return size < wanted ? ngettext("You may take {count} more.", "You may take {count} more.", remaining) : "";
}
