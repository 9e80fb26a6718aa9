/** Seats, sections and prices as text, in English as app/venues/seat_names.py and the templates write them. */

/** @import { SeatPosition } from "./types.js" */

import { capitalize, formatAmount, formatList } from "../language/format.js";
import { joinParts } from "../language/sentences.js";
import { gettext, ngettext } from "../language/translate.js";

const FEATURES = "wcra";

/** Return what a flag of a seat means. @param {string} flag */
function featureText(flag) {
  if (flag === "w") return gettext("wheelchair space");
  if (flag === "c") return gettext("companion seat");
  return flag === "r" ? gettext("restricted view") : gettext("next to the aisle");
}

/**
 * Return how a row is named: not at all ("" or "-"), by a name with a word in it ("Table 12"), or by a letter or number.
 * @param {string} row
 */
function kindOfRow(row) {
  if (row.replace(/^-+$/, "") === "") return "nameless";
  return row.includes(" ") ? "named" : "lettered";
}

/** Return "1 to 8" where the labels are consecutive numbers, else "1, 2 and 5". @param {string[]} labels */
function labelsText(labels) {
  const [first] = labels;
  const last = labels[labels.length - 1];
  const isRange =
    labels.length > 2 && labels.every((label, n) => /^\d+$/.test(label) && Number(label) === Number(first) + n);
  return isRange ? gettext("{first} to {last}", { first, last }) : formatList(labels);
}

/**
 * Return "Stalls, row H, seat 26"; of several seats in one row "Stalls, row H, seats 26 and 27"; of a standing place "Floor".
 * @param {SeatPosition[]} seats
 */
export function seatText(seats) {
  const [{ section, row }] = seats;
  const labels = seats.map(({ label }) => label).filter(Boolean);
  if (!labels.length) return section;
  return labels.length === 1
    ? oneSeatText(section, row, labels[0])
    : severalSeatsText(section, row, labelsText(labels));
}

/**
 * Return the name of one seat.
 * @param {string} section
 * @param {string} row
 * @param {string} seat its label
 */
function oneSeatText(section, row, seat) {
  const kind = kindOfRow(row);
  if (kind === "nameless") return gettext("{section}, seat {seat}", { section, seat });
  if (kind === "named") return gettext("{section}, {table}, seat {seat}", { section, table: row, seat });
  return gettext("{section}, row {row}, seat {seat}", { section, row, seat });
}

/**
 * Return the name of several seats of one row.
 * @param {string} section
 * @param {string} row
 * @param {string} seats their labels
 */
function severalSeatsText(section, row, seats) {
  const kind = kindOfRow(row);
  if (kind === "nameless") return gettext("{section}, seats {seats}", { section, seats });
  if (kind === "named") return gettext("{section}, {table}, seats {seats}", { section, table: row, seats });
  return gettext("{section}, row {row}, seats {seats}", { section, row, seats });
}

/** Return "Section 112" where the name is a number, else the name. @param {{name: string}} section */
export const sectionName = ({ name }) => (/^\d/.test(name) ? gettext("Section {name}", { name }) : name);

/** Return "Stalls, row H" or "Tables, Table 12": where a row, or a whole table, is. @param {Omit<SeatPosition, "label">} seat */
export function rowText({ section, row }) {
  const kind = kindOfRow(row);
  if (kind === "nameless") return section;
  return kind === "named"
    ? gettext("{section}, {table}", { section, table: row })
    : gettext("{section}, row {row}", { section, row });
}

/** Return the sentence that describes the picture of a seat's view. @param {Omit<SeatPosition, "label">} seat */
export function viewText({ section, row }) {
  const kind = kindOfRow(row);
  if (kind === "lettered") return gettext("The stage as seen from row {row}", { row });
  // Translators: {place} is the name of a section or of a table.
  return gettext("The stage as seen from {place}", { place: kind === "named" ? row : section });
}

/** Return "Table 12"; "" where it has no name. @param {{row: string}} seat */
export function tableName({ row }) {
  const kind = kindOfRow(row);
  return kind === "nameless" ? "" : kind === "named" ? row : gettext("Table {number}", { number: row });
}

/** Return "Stalls P 24 and 25", "Stalls 12-11" where rows are numbers. @param {SeatPosition[]} seats of one row */
export function shortSeatText(seats) {
  const [{ section, row }] = seats;
  const labels = seats.map(({ label }) => label).filter(Boolean);
  const names = { section, row, seats: formatList(labels) };
  if (!labels.length) return section;
  if (kindOfRow(row) === "nameless") return gettext("{section} {seats}", names);
  return /\d$/.test(row) ? gettext("{section} {row}-{seats}", names) : gettext("{section} {row} {seats}", names);
}

/** Return "restricted view, next to the aisle"; "" when nothing is special. @param {string} flags */
export const featureList = (flags) =>
  joinParts(...[...flags].filter((flag) => FEATURES.includes(flag)).map(featureText));

/** Return "Restricted view, next to the aisle"; "" when nothing is special. @param {string} flags */
export const featuresText = (flags) => capitalize(featureList(flags));

/** Return "1,204 left", or "None left". @param {number} count */
export const leftText = (count) => (count ? ngettext("{count} left", "{count} left", count) : gettext("None left"));

/** Return "40 of these", or "none of these": of those that pass the filter. @param {number} count */
export const matchingText = (count) =>
  // Translators: so many seats of those that the fan looks for.
  count ? ngettext("{count} of these", "{count} of these", count) : gettext("none of these");

/**
 * Return money inside a sentence: "€84.00" or "CHF 84.00"; "free" for nothing.
 * @param {number} minor in minor units
 * @param {string} currency
 */
export const moneyText = (minor, currency) => (minor ? formatAmount(minor, currency) : gettext("free"));

/**
 * Return money that stands alone: "€84.00"; "Free" for nothing.
 * @param {number} minor in minor units
 * @param {string} currency
 */
export const priceText = (minor, currency) => (minor ? formatAmount(minor, currency) : gettext("Free"));

/**
 * Return money for screen readers: "84 euros", "free".
 * @param {number} minor in minor units
 * @param {string} currency
 */
export const spokenMoney = (minor, currency) => (minor ? formatAmount(minor, currency, "name") : gettext("free"));

/**
 * Return "€64.00 to €84.00", or one amount.
 * @param {number[]} amounts in minor units
 * @param {(minor: number) => string} write
 */
export function rangeText(amounts, write) {
  const least = Math.min(...amounts);
  const most = Math.max(...amounts);
  return least === most ? write(least) : gettext("{least} to {most}", { least: write(least), most: write(most) });
}
