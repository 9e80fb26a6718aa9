import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const SCRIPT = readFileSync(new URL("../../../assets/js/language/local_times.js", import.meta.url), "utf8");
process.env.TZ = "America/New_York";

class FakeTime {
  /** @param {Record<string, string>} dataset @param {string} textContent */
  constructor(dataset, textContent) {
    Object.assign(this, { dataset, textContent, nextSibling: {} });
  }
  getAttribute = () => "2026-01-03T06:05:00Z";
  matches = () => true;
  closest = () => null;
  /** @param {string} text */
  append(text) {
    /** @type {any} */ (this).textContent += text;
  }
}

/** Return the texts that the script writes into these times of a page. @param {string} locale @param {[Record<string, string>, string][]} given */
function written(locale, given) {
  /** @type {(changes: object[]) => void} */
  let report = () => {};
  class MutationObserver {
    /** @param {(changes: object[]) => void} callback */
    constructor(callback) {
      report = callback;
    }
    observe() {}
  }
  const document = { documentElement: { dataset: { locale } }, readyState: "complete", addEventListener() {} };
  runInNewContext(SCRIPT, { document, MutationObserver, HTMLTimeElement: FakeTime, HTMLElement: FakeTime, Date, Intl });
  const times = given.map(([dataset, text]) => new FakeTime(dataset, text));
  report(times.map((target) => ({ target, addedNodes: [] })));
  return times.map((time) => /** @type {any} */ (time).textContent);
}

test("a time zone that the browser does not know is not named, and the other times are written", () =>
  assert.deepEqual(
    written("en-GB", [
      [{ venueZone: "Mars/Olympus" }, "19:30"],
      [{ venueZone: "Asia/Tokyo" }, "15:05"],
      [{ local: "date_time" }, ""],
    ]),
    ["19:30", "15:05\u00a0GMT+9", "Sat, 3 Jan 2026, 01:05"],
  ));

test("Greenwich's time is named without a zero", () =>
  assert.deepEqual(
    ["en-GB", "de-u-nu-latn"].map((locale) => written(locale, [[{ venueZone: "Africa/Abidjan" }, "06:05"]])),
    [["06:05\u00a0GMT"], ["06:05\u00a0GMT"]],
  ));

test("the hour has as many digits as in the times of the language", () =>
  assert.deepEqual(
    ["de-u-nu-latn", "ja-u-nu-latn"].map((locale) => written(locale, [[{ local: "date_time" }, ""]])[0].slice(-5)),
    ["01:05", " 1:05"],
  ));
