/** Reads a locale, time zones and instants from the input, and prints their times, dates and dates with times as format.js writes them. */

/** @type {{locale: string, moments: [zone: string, at: string][]}} */
const { locale, moments } = JSON.parse(await new Response(process.stdin).text());
Object.assign(globalThis, { document: { documentElement: { dataset: { locale } } } }); // before the script is loaded
const { formatDate, formatDateTime, formatTime } = await import("../../../assets/js/language/format.js");

const written = moments.map(([zone, at]) =>
  [formatTime, formatDate, formatDateTime].map((format) => format(new Date(at), zone)),
);
console.log(JSON.stringify(written));
