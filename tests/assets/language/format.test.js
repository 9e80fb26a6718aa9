import assert from "node:assert/strict";
import { test } from "node:test";

/** @typedef {typeof import("../../../assets/js/language/format.js")} Format */

const MODULE = "../../../assets/js/language/format.js";
const AT = new Date("2026-10-10T10:30:00Z");
const TOKYO = "Asia/Tokyo";

/** Return the formatting functions of a page; the module reads its locale once. @param {string} locale @returns {Promise<Format>} */
async function pageIn(locale) {
  Object.assign(globalThis, { document: { documentElement: { dataset: { locale } } } });
  try {
    return await import(`${MODULE}?${locale}`);
  } finally {
    delete (/** @type {Record<string, unknown>} */ (globalThis).document);
  }
}

/** Write the spaces that no line may break at as ordinary ones, and leave out marks of direction. @param {string} text */
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ").replace(/[\u200e\u200f\u061c]/g, "");

/** @type {Record<string, string[]>} by locale: number, list, alternatives, money three times, time and date */
const WRITTEN = {
  "en-GB": ["1,204", "A, B and C", "A or B", "€1,120.00", "JP¥12,000", "KWD 12.340", "19:30"],
  "de-u-nu-latn": ["1.204", "A, B und C", "A oder B", "1.120,00 €", "12.000 ¥", "12,340 KWD", "19:30"],
  "ja-u-nu-latn": ["1,204", "A、B、C", "AまたはB", "€1,120.00", "￥12,000", "KWD 12.340", "19:30"],
};
for (const [locale, written] of Object.entries(WRITTEN)) {
  test(`${locale} writes numbers, lists, money and times in its own way`, async () => {
    const { formatAmount, formatList, formatNumber, formatTime } = await pageIn(locale);
    const found = [
      formatNumber(1204),
      formatList(["A", "B", "C"]),
      formatList(["A", "B"], "disjunction"),
      formatAmount(112_000, "EUR"),
      formatAmount(12_000, "JPY"),
      formatAmount(12_340, "KWD"),
      formatTime(AT, TOKYO),
    ];
    assert.deepEqual(found.map(plain), written);
  });
}

test("Arabic is written with Latin digits, as those on seats and tickets", async () => {
  const { formatAmount, formatDate, formatNumber, formatTime } = await pageIn("ar-u-nu-latn");
  for (const text of [formatNumber(1204), formatAmount(8_400, "EUR"), formatTime(AT, TOKYO), formatDate(AT, TOKYO)]) {
    assert.match(text, /\d/);
    assert.doesNotMatch(text, /[٠-٩]/);
  }
});

test("the sign of a dollar stays behind its letters from right to left", async () => {
  const { formatAmount } = await pageIn("ar-u-nu-latn");
  assert.ok(formatAmount(8_400, "USD").endsWith("\u00a0US$\u200e"));
  assert.ok(formatAmount(8_400, "EUR").endsWith("\u00a0€"));
});

test("money for screen readers leaves out cents that are none", async () => {
  const { formatAmount } = await pageIn("en-GB");
  const spoken = [8_400, 8_450].map((minor) => formatAmount(minor, "EUR", "name"));
  assert.deepEqual(spoken, ["84 euros", "84.50 euros"]);
});

test("a date has the weekday and the year", async () => {
  const { formatDate } = await pageIn("en-GB");
  assert.equal(formatDate(AT, TOKYO), "Sat, 10 Oct 2026");
});

test("a line begins with a capital letter, where the script has them", async () => {
  const { capitalize } = await pageIn("de-u-nu-latn");
  assert.deepEqual(["eingeschränkte Sicht", "مقيد", "", "écoute"].map(capitalize), [
    "Eingeschränkte Sicht",
    "مقيد",
    "",
    "Écoute",
  ]);
});
