import assert from "node:assert/strict";
import { test } from "node:test";

/** @typedef {typeof import("../../../assets/js/language/translate.js")} Translate */

const MODULE = "../../../assets/js/language/translate.js";
let pages = 0;

/**
 * Return the translating functions of a page in some language. The module reads the page once, so each page imports its own.
 * @param {string} locale
 * @param {"ltr" | "rtl"} dir
 * @param {Record<string, string | string[]>} [texts]
 * @returns {Promise<Translate>}
 */
async function pageIn(locale, dir, texts) {
  const page = { document: { documentElement: { dataset: { locale }, dir, lang: locale } }, aisleTexts: texts };
  Object.assign(globalThis, page);
  try {
    return await import(`${MODULE}?page=${++pages}`);
  } finally {
    for (const name of Object.keys(page)) delete (/** @type {Record<string, unknown>} */ (globalThis)[name]);
  }
}

const SEATS = /** @type {const} */ (["{count} seat", "{count} seats"]);
const ARABIC = ["لا مقاعد", "مقعد واحد", "مقعدان", "{count} مقاعد", "{count} مقعدًا", "{count} مقعد"];

test("English needs no catalogue", async () => {
  const { gettext, ngettext, pgettext } = await pageIn("en-GB", "ltr");
  assert.equal(gettext("Only {section} is left.", { section: "Stalls" }), "Only Stalls is left.");
  assert.equal(pgettext("seat", "sold"), "sold");
  assert.deepEqual(
    [0, 1, 2, 1204].map((count) => ngettext(...SEATS, count)),
    ["0 seats", "1 seat", "2 seats", "1,204 seats"],
  );
});

test("Arabic has six forms, and their numbers have Latin digits", async () => {
  const { ngettext } = await pageIn("ar-u-nu-latn", "rtl", { [SEATS[0]]: ARABIC });
  assert.deepEqual(
    [0, 1, 2, 3, 11, 100].map((count) => ngettext(...SEATS, count)),
    ["لا مقاعد", "مقعد واحد", "مقعدان", "3 مقاعد", "11 مقعدًا", "100 مقعد"],
  );
});

test("Japanese has one form", async () => {
  const { ngettext } = await pageIn("ja-u-nu-latn", "ltr", { [SEATS[0]]: ["{count}席"] });
  assert.deepEqual(
    [0, 1, 2, 1204].map((count) => ngettext(...SEATS, count)),
    ["0席", "1席", "2席", "1,204席"],
  );
});

test("German has two forms and its own order of facts", async () => {
  const texts = { [SEATS[0]]: ["{count} Platz", "{count} Plätze"], "{seat} in {section}": "{section}: {seat}" };
  const { gettext, ngettext } = await pageIn("de-u-nu-latn", "ltr", texts);
  assert.deepEqual(
    [1, 2].map((count) => ngettext(...SEATS, count)),
    ["1 Platz", "2 Plätze"],
  );
  assert.equal(gettext("{seat} in {section}", { seat: "H 26", section: "Parkett" }), "Parkett: H 26");
});

test("a text without a translation stays English, with the plural form of English", async () => {
  const { gettext, ngettext, pgettext } = await pageIn("ar-u-nu-latn", "rtl", { other: "…" });
  assert.equal(gettext("Give it back"), "Give it back");
  assert.equal(pgettext("seat", "sold"), "sold");
  assert.equal(ngettext(...SEATS, 2), "2 seats");
});

test("two meanings of one word have two translations", async () => {
  const { gettext, pgettext } = await pageIn("de-u-nu-latn", "ltr", { open: "öffnen", "seat\u0004open": "frei" });
  assert.deepEqual([gettext("open"), pgettext("seat", "open")], ["öffnen", "frei"]);
});

test("a name of the other direction is isolated from the words around it", async () => {
  const leftToRight = await pageIn("en-GB", "ltr");
  const rightToLeft = await pageIn("ar-u-nu-latn", "rtl", { "{name} is open": "{name} متاح" });
  const write = (/** @type {Translate} */ { gettext }, /** @type {string} */ name) =>
    gettext("{name} is open", { name });
  assert.equal(write(leftToRight, "Stalls"), "Stalls is open");
  assert.equal(write(leftToRight, "المقصورة"), "\u2068المقصورة\u2069 is open");
  assert.equal(write(rightToLeft, "Stalls"), "\u2068Stalls\u2069 متاح");
  assert.equal(write(rightToLeft, ""), " متاح");
});

test("a name without a fact stays in braces, and a fact's own braces are not filled", async () => {
  const { gettext } = await pageIn("en-GB", "ltr");
  assert.equal(gettext("{a} and {b}", { a: "{b}" }), "{b} and {b}");
});

test("elements stand where the language has their names", async () => {
  const { gettext, withNodes } = await pageIn("de-u-nu-latn", "ltr", {
    "Until {time} it is yours.": "Dir gehört es bis {time}.",
  });
  const time = /** @type {Node} */ (/** @type {unknown} */ ({ textContent: "19:27" }));
  assert.deepEqual(withNodes(gettext("Until {time} it is yours."), { time }), ["Dir gehört es bis ", time, "."]);
  assert.deepEqual(withNodes("{time} {other}", { time }), ["", time, " ", "{other}", ""]);
});
