/** Seats and sections as sentences for screen readers. */

/** @import { Level, Seat } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { SeatPainter } from "../view/painter.js" */
/** @import { SeatSelection } from "./selection.js" */

import { formatList } from "../../language/format.js";
import { asSentence, joinParts, joinSentences } from "../../language/sentences.js";
import { gettext, ngettext, pgettext } from "../../language/translate.js";
import { featureList, leftText, rangeText, seatText, sectionName, spokenMoney } from "../text.js";

/**
 * @typedef {object} MapState what the sentences depend on
 * @property {Plan} plan
 * @property {SeatPainter} painter
 * @property {SeatSelection} selection
 * @property {Map<number, Level>} levels
 * @property {string} currency
 */

/**
 * Return "Stalls, row H, seat 26, A, 84 euros, open, next to the aisle, 27 is open too. Takes 26 and 27, 168 euros."
 * @param {Seat} seat
 * @param {MapState} state
 */
export function describeSeat(seat, state) {
  const { painter, selection, levels, currency } = state;
  const level = levels.get(painter.level[seat.i]);
  const parts = [
    seatText([seat]),
    level?.name === seat.section ? "" : level?.name,
    level && spokenMoney(level.amount, currency),
    statusText(seat, painter),
    featureList(seat.flags),
  ];
  if (!painter.isOpen(seat)) return asSentence(joinParts(...parts));
  const { seats: choice, note } = selection.choiceFor(seat);
  if (choice.length < 2) parts.push(neighboursText(openNeighbours(seat, state)));
  const total = selection.card.total(selection.withLevels(choice));
  const takes = {
    seats: formatList(choice.map(({ label }) => label)),
    price: spokenMoney(total, currency),
  };
  return joinSentences(
    asSentence(joinParts(...parts)),
    // Translators: what the Enter key takes, as in "Takes 26 and 27, 168 euros."
    choice.length > 1 ? gettext("Takes {seats}, {price}.", takes) : "",
    note,
  );
}

/**
 * Return the status of a seat as text.
 * @param {Seat} seat
 * @param {SeatPainter} painter
 */
function statusText(seat, painter) {
  const look = painter.lookOf(seat.i).split(" ")[0];
  if (look === "mine") return pgettext("a seat", "yours");
  if (look === "held") return pgettext("a seat", "held by someone");
  if (look === "sold") return pgettext("a seat", "sold");
  if (look === "killed") return pgettext("a seat", "not for sale");
  return look === "open" && !painter.isOpen(seat)
    ? pgettext("a seat", "open, but not what you look for")
    : pgettext("a seat", "open");
}

/** Return "27 is open too"; "" without any. @param {string[]} labels */
const neighboursText = (labels) =>
  labels.length
    ? ngettext("{seats} is open too", "{seats} are open too", labels.length, { seats: formatList(labels) })
    : "";

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
 * Return "Section 112, Lower tier, 503 left, 64 euros to 84 euros. Enter goes in."
 * @param {Section} section
 * @param {MapState} state
 */
export function describeSection(section, { painter, levels, currency }) {
  const byLevel = painter.counts.openByLevel(section);
  const count = byLevel.reduce((sum, [, each]) => sum + each, 0);
  const isUnwanted = !count && painter.openCount(section) > 0;
  const amounts = byLevel.map(([level]) => levels.get(level)?.amount).filter((amount) => amount !== undefined);
  const description = joinParts(
    sectionName(section),
    section.floor,
    isUnwanted ? gettext("nothing of what you look for") : count ? leftText(count) : gettext("none left"),
    amounts.length ? rangeText(amounts, (minor) => spokenMoney(minor, currency)) : "",
  );
  const hint = section.kind === "standing" ? gettext("Standing, Enter chooses how many.") : gettext("Enter goes in.");
  return joinSentences(asSentence(description), hint);
}
