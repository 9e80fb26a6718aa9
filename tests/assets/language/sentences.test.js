import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {Record<string, string>} */
const texts = {};
Object.assign(globalThis, { aisleTexts: texts }); // before the scripts are loaded
const { asSentence, joinParts, joinSentences } = await import("../../../assets/js/language/sentences.js");

test("a text gets the full stop that it lacks", () =>
  assert.deepEqual(["On sale", "On sale.", "Really?", "座席。", "هل؟"].map(asSentence), [
    "On sale.",
    "On sale.",
    "Really?",
    "座席。",
    "هل؟",
  ]));

test("what is empty leaves no gap", () => {
  assert.equal(joinSentences("One.", "", undefined, "Two."), "One. Two.");
  assert.equal(joinParts("", "Lower tier", "359 left"), "Lower tier, 359 left");
});

test("sentences follow each other as the language does", () => {
  texts["{sentence} {next}"] = "{sentence}{next}";
  assert.equal(joinSentences("完売。", "", "またどうぞ。", "$& {next}"), "完売。またどうぞ。$& {next}");
});
