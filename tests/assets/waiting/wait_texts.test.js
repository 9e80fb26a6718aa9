import assert from "node:assert/strict";
import { test } from "node:test";
import { partyText, togetherText } from "../../../assets/js/waiting/view/remaining.js";
import { estimateText } from "../../../assets/js/waiting/view/estimate.js";
import { paceText, waitEstimate } from "../../../assets/js/waiting/view/wait_estimate.js";

/** @type {[words: string, ahead: number, slow: number, fast: number][]} */
const WAITS = [
  ["You are next.", 0, 10, 20],
  ["We do not know yet how long it takes.", 900, 0, 0],
  ["We do not know yet how long it takes.", 900, Number.NaN, 3],
  ["About 4 to 7 minutes.", 1204, 180, 290],
  ["About 4 minutes.", 400, 100, 100],
  ["About 1 minute.", 100, 100, 100],
  ["Less than a minute.", 3, 100, 200],
  ["Up to 2 minutes.", 4, 2, 5],
  ["About 20 to 35 minutes.", 6403, 190, 290],
  ["About 50 to 90 minutes.", 1000, 11.3, 19],
  ["More than an hour.", 6400, 10, 100],
  ["More than two hours.", 6400, 10, 20],
  ["At least 5 minutes, we cannot say closer.", 1000, 1, 200],
];
for (const [words, ahead, slow, fast] of WAITS) {
  test(`${ahead} ahead at ${slow} to ${fast} a minute: ${words}`, () =>
    assert.equal(estimateText(waitEstimate(ahead, slow, fast)), words));
}

test("a range never promises less than its own fast end", () => {
  for (let ahead = 1; ahead < 3000; ahead += 7) {
    const words = estimateText(waitEstimate(ahead, 50, 80));
    const [least, most] = words.match(/\d+/g)?.map(Number) ?? [];
    if (!words.startsWith("About")) continue;
    assert.ok(least <= ahead / 80 && (most ?? least) >= ahead / 50, `${ahead}: ${words}`);
  }
});

test("the pace is told with its reason", () => {
  assert.equal(
    paceText("", 210),
    "We let in 210 people a minute over the last two minutes. If payments slow down, so does this, and we say so here.",
  );
  assert.equal(paceText("", 0), "");
  assert.match(paceText("payments", 60), /^Payments are slow, so we let in fewer people\./);
  assert.match(paceText("holds", 60), /^Many want the same seats/);
  assert.match(paceText("rate", 1), /^We let in 1 person a minute/);
  assert.match(paceText("full", 0), /^The house is full/);
});

/** @type {[words: string, left: number, together: number, size: number][]} */
const TOGETHER = [
  ["Sold out", 0, 0, 2],
  ["4 together", 12, 6, 4],
  ["Not 4 together", 12, 3, 4],
  ["Only 3", 3, 3, 4],
  ["Only 1", 1, 1, 2],
  ["Left", 5, 0, 1],
  ["", 12, 0, 4],
];
for (const [words, left, together, size] of TOGETHER) {
  test(`${left} left, ${together} together, a party of ${size}: "${words}"`, () =>
    assert.equal(togetherText(left, together, size)[1], words));
}

/** Return levels with what is left of them. @param {...[name: string, left: number, together: number]} counts */
const levels = (...counts) => counts.map(([name, left, together]) => ({ name, left, together }));

test("a party that can still sit together is told nothing", () =>
  assert.equal(partyText(levels(["A", 20, 4], ["B", 0, 0]), 4), null));

test("a party that cannot sit together any more is told what can be had", () => {
  assert.deepEqual(partyText(levels(["A", 20, 3], ["B", 4, 2]), 4), [
    "No 4 together any more.",
    "At most 3 can sit together, in A. You can keep your place and sit apart, or come with fewer.",
  ]);
  assert.match(partyText(levels(["A", 20, 1]), 2)?.[1] ?? "", /^Only single seats are left/);
  assert.match(partyText(levels(["A", 2, 2]), 6)?.[1] ?? "", /^2 seats are left in the whole house/);
});

test("what nobody knows is not told as bad news", () =>
  assert.equal(partyText(levels(["A", 20, 0], ["B", 4, 2]), 4), null));
