import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCountdown } from "../../assets/js/clock.js";
import { retryDelay } from "../../assets/js/sale.js";

/** @type {[seconds: number, words: string][]} */
const DURATIONS = [
  [0, "0:00"],
  [59, "0:59"],
  [3599, "59:59"],
  [3600, "1:00:00"],
  [172_799, "47:59:59"],
  [172_800, "2 days"],
  [260_000, "3 days"],
];
for (const [seconds, words] of DURATIONS) {
  test(`${seconds} s are "${words}"`, () => assert.equal(formatCountdown(seconds), words));
}

test("tries come further and further apart, half a minute at most", () =>
  assert.deepEqual(
    [0, 1, 2, 5, 9].map((tries) => retryDelay(tries, 0, 0.5)),
    [1000, 2000, 4000, 30_000, 30_000],
  ));
test("the house's own word about when to ask again is heard", () => assert.equal(retryDelay(0, 8000, 0.5), 8000));
test("two browsers do not ask again in the same moment", () =>
  assert.notEqual(retryDelay(3, 0, 0), retryDelay(3, 0, 1)));
test("nobody asks again sooner than three quarters of it", () => assert.equal(retryDelay(0, 8000, 0), 6000));
