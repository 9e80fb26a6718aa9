/** Seats and sections as sentences for screen readers. */

/** @import { Level, Seat } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { SeatPainter } from "../view/painter.js" */
/** @import { SeatSelection } from "./selection.js" */

import { featuresText, joinWithAnd, seatText, sectionName, spokenMoney } from "../text.js";

/**
 * @typedef {object} MapState what the sentences depend on
 * @property {Plan} plan
 * @property {SeatPainter} painter
 * @property {SeatSelection} selection
 * @property {Map<number, Level>} levels
 * @property {string} currency
 */

/** @type {Record<string, string>} by look */
const STATUS_TEXT = { mine: "yours", held: "held by someone", sold: "sold", killed: "not for sale" };

/**
 * Return "Stalls, row H, seat 26, A, 84 euros, open, next to the aisle, 27 is open too. Takes 26 and 27, 168 euros."
 * @param {Seat} seat
 * @param {MapState} state
 */
export function describeSeat(seat, state) {
  const { painter, selection, levels, currency } = state;
  const level = levels.get(painter.level[seat.i]);
  const words = [
    seatText([seat]),
    level?.name === seat.section ? "" : level?.name,
    level && spokenMoney(level.amount, currency),
    statusText(seat, painter),
    featuresText(seat.flags).toLowerCase(),
  ].filter(Boolean);
  if (!painter.isOpen(seat)) return `${words.join(", ")}.`;
  const { seats: choice, note } = selection.choiceFor(seat);
  const neighbours = choice.length < 2 ? openNeighbours(seat, state) : [];
  if (neighbours.length) words.push(`${joinWithAnd(neighbours)} ${neighbours.length > 1 ? "are" : "is"} open too`);
  const total = selection.card.total(selection.withLevels(choice));
  const labels = joinWithAnd(choice.map(({ label }) => label));
  const takesText = choice.length > 1 ? `Takes ${labels}, ${spokenMoney(total, currency)}.` : "";
  return [`${words.join(", ")}.`, takesText, note].filter(Boolean).join(" ");
}

/**
 * Return the status of a seat as text.
 * @param {Seat} seat
 * @param {SeatPainter} painter
 */
function statusText(seat, painter) {
  const look = painter.lookOf(seat.i).split(" ")[0];
  if (look === "open" && !painter.isOpen(seat)) return "open, but not what you look for";
  return STATUS_TEXT[look] ?? "open";
}

/**
 * Return the labels of the open seats beside this one.
 * @param {Seat} seat
 * @param {MapState} state
 */
const openNeighbours = (seat, { plan, painter }) =>
  [plan.seats[seat.left], plan.seats[seat.right]]
    .filter((each) => each && painter.isOpen(each))
    .map(({ label }) => label);

/**
 * Return "Section 112, lower tier, 503 left, 64 to 84 euros. Enter goes in."
 * @param {Section} section
 * @param {MapState} state
 */
export function describeSection(section, { painter, levels, currency }) {
  const byLevel = painter.counts.openByLevel(section);
  const count = byLevel.reduce((sum, [, each]) => sum + each, 0);
  const left = painter.openCount(section);
  const amounts = byLevel.map(([level]) => levels.get(level)?.amount).filter((amount) => amount !== undefined);
  const words = count || !left ? `${count ? count.toLocaleString("en") : "none"} left` : "nothing of what you look for";
  const parts = [
    sectionName(section),
    section.floor.toLowerCase(),
    words,
    amounts.length && rangeText(amounts, currency),
  ];
  const hint = section.kind === "standing" ? "Standing, Enter chooses how many" : "Enter goes in";
  return `${parts.filter(Boolean).join(", ")}. ${hint}.`;
}

/**
 * Return "64 euros to 84 euros", or one amount.
 * @param {number[]} amounts in minor units
 * @param {string} currency
 */
function rangeText(amounts, currency) {
  const min = Math.min(...amounts);
  const max = Math.max(...amounts);
  if (min === max) return spokenMoney(min, currency);
  return `${spokenMoney(min, currency)} to ${spokenMoney(max, currency)}`;
}
