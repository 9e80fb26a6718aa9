/** Seats, sections and prices as text, as the templates write them. */

/** @import { SeatPosition } from "./types.js" */

/** @type {Record<string, string>} by flag */
const FEATURES = { w: "wheelchair space", c: "companion seat", r: "restricted view", a: "next to the aisle" };

const hasName = (/** @type {string} */ row) => row.replace(/^-+$/, "") !== "";

/** Return "26", "26 and 27" or "26, 27 and 28". @param {string[]} words */
export function joinWithAnd(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Return "row H"; "Table 12" for a row whose name is a word; "" for one without a name. As in app/venues/seat_names.py. @param {string} row */
function rowName(row) {
  return !hasName(row) ? "" : row.includes(" ") ? row : `row ${row}`;
}

/**
 * Return "H 26"; "12-26" where rows are numbers, "26" where they have no name.
 * @param {string} row
 * @param {string} label
 */
const shortSeat = (row, label) => (!label || !hasName(row) ? label : `${row}${/\d$/.test(row) ? "-" : " "}${label}`);

/**
 * Return "Stalls, row H, seat 26"; of several seats in one row "Stalls, row H, 26 and 27"; of a standing place "Floor".
 * @param {SeatPosition[]} seats
 */
export function seatText(seats) {
  const [{ section, row }] = seats;
  const labels = joinWithAnd(seats.map(({ label }) => label).filter(Boolean));
  return [section, rowName(row), labels && (seats.length === 1 ? `seat ${labels}` : labels)].filter(Boolean).join(", ");
}

/** Return "Section 112" where the name is a number, else the name. @param {{name: string}} section */
export const sectionName = ({ name }) => (/^\d/.test(name) ? `Section ${name}` : name);

/** Return "Tables, Table 12": where a whole table stands. @param {Omit<SeatPosition, "label">} seat */
export const rowText = ({ section, row }) => [section, rowName(row)].filter(Boolean).join(", ");

/** Return "Table 12"; "this table" where it has no name. @param {{row: string}} seat */
export const tableName = ({ row }) => (hasName(row) ? (row.includes(" ") ? row : `table ${row}`) : "this table");

/** Return "Stalls P 24 and 25". @param {SeatPosition[]} seats of one row */
export function shortSeatText(seats) {
  const [{ section, row, label }, ...others] = seats;
  return joinWithAnd([`${section} ${shortSeat(row, label)}`.trimEnd(), ...others.map((seat) => seat.label)]);
}

/** Return "10 or 11", or "10 and 11, or 12 and 13": one of a few. @param {string[]} words */
export const joinWithOr = (words) => words.join(words.some((each) => each.includes(" ")) ? ", or " : " or ");

/** Return "Restricted view, next to the aisle"; "" when nothing is special. @param {string} flags */
export function featuresText(flags) {
  const words = [...flags]
    .map((flag) => FEATURES[flag])
    .filter(Boolean)
    .join(", ");
  return words && words[0].toUpperCase() + words.slice(1);
}

/** Return "1,204 left", or "None left". @param {number} count */
export const leftText = (count) => (count ? `${count.toLocaleString("en")} left` : "None left");

/** Return "40 of these", or "none of these": of those that pass the filter. @param {number} count */
export const matchingText = (count) => `${count ? count.toLocaleString("en") : "none"} of these`;

/**
 * Return money as "€84.00" or "CHF 84.00"; "free" for nothing.
 * @param {number} minor in minor units
 * @param {string} currency
 */
export function formatMoney(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency);
  const amount = (minor / 10 ** digits).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${SIGNS[currency] ?? `${currency}\u00a0`}${amount}`;
}
// as in app/events/currencies.py: a browser's digits of a currency differ from its minor units
/** @type {Record<string, string>} */
const SIGNS = { EUR: "€", USD: "$", GBP: "£", JPY: "¥", KRW: "₩", INR: "₹", AUD: "A$", CAD: "CA$" };
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND";

/** Return the digits of the minor unit. @param {string} currency */
const decimals = (currency) => (NO_DECIMALS.includes(currency) ? 0 : THREE_DECIMALS.includes(currency) ? 3 : 2);

/**
 * Return money for screen readers: "84 euros", "free".
 * @param {number} minor in minor units
 * @param {string} currency
 */
export function spokenMoney(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency);
  const minDigits = minor % 10 ** digits === 0 ? 0 : digits;
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "name",
    minimumFractionDigits: minDigits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}
