/** Writes numbers, money, dates, times and lists as the page's language does. */

const locale = globalThis.document?.documentElement.dataset.locale ?? "en-GB"; // tests have no document
const numbers = new Intl.NumberFormat(locale);

/** Return a number: "1,204". @param {number} number */
export const formatNumber = (number) => numbers.format(number);

/**
 * Return a list: "26", "26 and 27" or "26, 27 and 28"; as "disjunction" "26 or 27".
 * @param {string[]} items
 * @param {"conjunction" | "disjunction"} [type]
 */
export const formatList = (items, type = "conjunction") => new Intl.ListFormat(locale, { type }).format(items);

/** Return a text that begins a line. @param {string} text */
export const capitalize = (text) => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);

/**
 * Return the time of an instant: "19:30". Without a zone, the device's.
 * @param {Date} at
 * @param {string} [timeZone]
 */
export const formatTime = (at, timeZone) =>
  new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone }).format(at);

/**
 * Return the date of an instant: "Sat, 10 Oct 2026". Without a zone, the device's.
 * @param {Date} at
 * @param {string} [timeZone]
 */
export const formatDate = (at, timeZone) =>
  new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone,
  }).format(at);

/** Return how a time writes its hour: "07:30" in English, "7:30" in Japanese. With a date Intl does not know it by itself. */
function hourDigits() {
  const parts = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: "UTC" }).formatToParts(3_600_000);
  return parts.find(({ type }) => type === "hour")?.value.length === 2 ? "2-digit" : "numeric";
}

/**
 * Return date and time of an instant: "Sat, 10 Oct 2026, 19:30". Without a zone, the device's.
 * @param {Date} at
 * @param {string} [timeZone]
 */
export const formatDateTime = (at, timeZone) =>
  new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: hourDigits(),
    minute: "2-digit",
    timeZone,
  }).format(at);

/** Return the time of an instant with its seconds, in the device's zone: "19:30:05". @param {Date} at */
export const formatExactTime = (at) => new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(at);

/** @typedef {"day" | "hour" | "minute" | "second"} TimeUnit */

/**
 * Return how far away a moment is: "in 3 days".
 * @param {number} count
 * @param {TimeUnit} unit
 */
export const formatTimeUntil = (count, unit) => new Intl.RelativeTimeFormat(locale).format(count, unit);

// as in app/language/money.py: a browser's digits of a currency differ from its minor units
const NO_MINOR_UNITS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF";
const THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND";

/** Return the digits of the minor unit. @param {string} currency */
const decimals = (currency) => (NO_MINOR_UNITS.includes(currency) ? 0 : THOUSANDTHS.includes(currency) ? 3 : 2);

/** @type {Map<string, Intl.NumberFormat>} making one takes longer than all it writes on a page */
const formats = new Map();

/**
 * Return an amount: "€84.00", "CHF 84.00", "84,00 €".
 * @param {number} minor in minor units
 * @param {string} currency
 * @param {"symbol" | "name"} [currencyDisplay] "name" is for screen readers: "84 euros"
 */
export function formatAmount(minor, currency, currencyDisplay = "symbol") {
  const digits = decimals(currency);
  const minimumFractionDigits = currencyDisplay === "name" && minor % 10 ** digits === 0 ? 0 : digits;
  const key = `${currency} ${currencyDisplay} ${minimumFractionDigits}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay,
      minimumFractionDigits,
      maximumFractionDigits: digits,
    });
  formats.set(key, format);
  const text = format.format(minor / 10 ** digits);
  // in a text from right to left the sign of "US$" would stand before "US"
  return text.startsWith("\u200f") ? text.replace(/(?<=[A-Z])[$£¥]/, "$&\u200e") : text;
}
