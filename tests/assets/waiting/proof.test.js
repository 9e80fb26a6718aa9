import assert from "node:assert/strict";
import { test } from "node:test";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { proofBadge, proofText } from "../../../assets/js/waiting/view/proof.js";

/** @import { Agreement, Status } from "../../../assets/js/waiting/types.js" */

/**
 * Return the texts of the proof.
 * @param {Partial<Status>} now
 * @param {number} number
 * @param {number | null} place
 * @param {boolean | null} [without]
 */
function words(now, number, place, without = null) {
  const status = completeStatus({ q: 1, at: 0, stage: "open", ...now });
  return proofText({ status, number, place, outside: "beacon", without }, null);
}

test("the proof says what was drawn, and what one's own number is worth in it", () => {
  assert.match(words({ root: "aa", n: 26488 }, 18206, null).drawn, /^26,488 numbers were in it\. Nobody can be added/);
  assert.match(
    words({ root: "aa", n: 26488, seed: "ab".repeat(32) }, 18206, 4618).yours,
    /^Your number 18,206 with that key gives place 4,618\. Coming early did not matter/,
  );
  assert.match(words({ root: "aa", n: 9, seed: "ab" }, 12, 12).yours, /^You came after the draw/);
});

test("the seed stands without its label, which has the direction of the page", () => {
  assert.equal(
    words({ root: "aa", n: 9, seed: "0123456789abcdef".repeat(4) }, 7, 5).seed,
    "01234567 89abcdef … 89abcdef",
  );
  assert.equal(words({ root: "aa", n: 9 }, 7, null).seed, "");
});

test("an order that was drawn without what was announced says so, and has no good mark", () => {
  /** @type {(agreement: Agreement, without: boolean | null, outside?: string) => [string, string]} */
  const mark = (agreement, without, outside = "beacon") => proofBadge({ agreement, without, outside });
  assert.deepEqual(
    [
      mark("same", false)[0],
      mark("same", null)[0],
      mark("same", true),
      mark("here", true, "witness"),
      mark("other", true)[1],
      mark("", true),
    ],
    [
      "good",
      "info",
      ["warn", "Drawn without the public value"],
      ["warn", "Drawn without the witness"],
      "Does not match",
      ["", ""],
    ],
  );
  const { drawn } = words({ root: "aa", n: 9, seed: "ab" }, 7, 5, true);
  assert.match(drawn, /What was announced for it, the public value, is not in it\./);
});
