/** How the map says places, prices and seats: the same words the templates print. */

const SPECIAL = { w: "wheelchair space", c: "companion seat", r: "restricted view", a: "next to the aisle" };

const has = (row) => row !== "" && row !== "-";

/** "26", "26 and 27", "26, 27 and 28". */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "Stalls, row H, seat 26"; of several seats in one row "Stalls, row H, 26 and 27". */
export function where(seats) {
  const [{ section, row }] = seats;
  const labels = list(seats.map((seat) => seat.label));
  return `${section}${has(row) ? `, row ${row}` : ""}, ${seats.length === 1 ? "seat " : ""}${labels}`;
}

/** "Stalls P 24 and 25". Seats of one row. */
export function brief(seats) {
  const [{ section, row }] = seats;
  return `${section}${has(row) ? ` ${row}` : ""} ${list(seats.map((seat) => seat.label))}`;
}

/** "Restricted view, next to the aisle", "" when nothing is special. */
export function special(flags) {
  const words = [...flags].map((flag) => SPECIAL[flag]).filter(Boolean).join(", ");
  return words && words[0].toUpperCase() + words.slice(1);
}

/** "1,204 left", "none left". */
export const left = (count) => (count ? `${count.toLocaleString("en")} left` : "None left");

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
