/** How the map says places, prices and seats: the same words the templates print. */

const SPECIAL = { w: "wheelchair space", c: "companion seat", r: "restricted view", a: "next to the aisle" };

const has = (row) => row.replace(/^-+$/, "") !== "";

/** "26", "26 and 27", "26, 27 and 28". */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "row H"; "Table 12" for a row that brings a word of its own; "" for one without a name. As in app/venues/seat_names.py. */
function rowInWords(row) {
  return !has(row) ? "" : row.includes(" ") ? row : `row ${row}`;
}

/** "H 26", "12-26" where rows are numbers, "26" where they have no name. */
const short = (row, label) => (!label || !has(row) ? label : `${row}${/\d$/.test(row) ? "-" : " "}${label}`);

/** "Stalls, row H, seat 26"; of several seats in one row "Stalls, row H, 26 and 27"; of a standing place "Floor". */
export function where(seats) {
  const [{ section, row }] = seats, labels = list(seats.map(({ label }) => label).filter(Boolean));
  return [section, rowInWords(row), labels && (seats.length === 1 ? `seat ${labels}` : labels)].filter(Boolean).join(", ");
}

/** "Section 112" where its name is a number, else its name. */
export const partName = ({ name }) => (/^\d/.test(name) ? `Section ${name}` : name);

/** "Tables, Table 12": where a whole table stands. */
export const rowWhere = ({ section, row }) => [section, rowInWords(row)].filter(Boolean).join(", ");

/** "Table 12"; "this table" where it has no name. */
export const tableName = ({ row }) => (has(row) ? (row.includes(" ") ? row : `table ${row}`) : "this table");

/** "Stalls P 24 and 25". Seats of one row. */
export function brief(seats) {
  const [{ section, row, label }, ...others] = seats;
  return list([`${section} ${short(row, label)}`.trimEnd(), ...others.map((seat) => seat.label)]);
}

/** "10 or 11", "10 and 11, or 12 and 13": one of a few. */
export const either = (words) => words.join(words.some((each) => each.includes(" ")) ? ", or " : " or ");

/** "Restricted view, next to the aisle", "" when nothing is special. */
export function special(flags) {
  const words = [...flags].map((flag) => SPECIAL[flag]).filter(Boolean).join(", ");
  return words && words[0].toUpperCase() + words.slice(1);
}

/** "1,204 left", "none left". */
export const left = (count) => (count ? `${count.toLocaleString("en")} left` : "None left");

/** "40 of these", "none of these": of what is looked for, where others may be left. */
export const ofThese = (count) => `${count ? count.toLocaleString("en") : "none"} of these`;

/** Money as the house prints it: "€84.00", "CHF 84.00", "free" for nothing. `minor` in minor units. */
export function money(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency);
  const amount = (minor / 10 ** digits).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${SIGNS[currency] ?? `${currency}\u00a0`}${amount}`;
}
// as in app/events/currencies.py: what a browser knows of a currency's digits is not what its money is counted in
const SIGNS = { EUR: "€", USD: "$", GBP: "£", JPY: "¥", KRW: "₩", INR: "₹", AUD: "A$", CAD: "CA$" };
const WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF", THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND";
const decimals = (currency) => (WHOLE.includes(currency) ? 0 : THOUSANDTHS.includes(currency) ? 3 : 2);

/** Money for ears: "84 euros", "free". */
export function spoken(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency), least = minor % 10 ** digits === 0 ? 0 : digits;
  const format = { style: "currency", currency, currencyDisplay: "name", minimumFractionDigits: least, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en", format).format(minor / 10 ** digits);
}
