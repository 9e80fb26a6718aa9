import assert from "node:assert/strict";
import { test } from "node:test";
import { readNumber } from "../../../assets/js/place_cookie.js";
import { aheadCount, isCalled, calledAt, mergeCalls, awaitsDraw } from "../../../assets/js/waiting/place/position.js";
/** @import { Call } from "../../../assets/js/waiting/types.js" */

import { roundNumber, queueSeats } from "../../../assets/js/waiting/view/queue_rows.js";

test("a number is read from the cookie of its own room only", () => {
  const cookies = "aisle=x; place-12=12.345.ab.cd.sig; place-1=1.7.ab.cd.sig";
  assert.deepEqual([readNumber(cookies, 1), readNumber(cookies, 12), readNumber(cookies, 2)], [7, 345, null]);
});

for (const junk of [
  "",
  "place-1=",
  "place-1=1",
  "place-1=2.7.x",
  "place-1=1.0.x",
  "place-1=1.-4.x",
  "place-1=1.7e3.x",
  `place-1=1.${"9".repeat(30)}.x`,
]) {
  test(`no number is read from "${junk.slice(0, 30)}"`, () => assert.equal(readNumber(junk, 1), null));
}

/** Return the part of a status that says who may come in. @param {number} serving @param {...number} through */
const called = (serving, ...through) => ({ serving, through });

test("who is ahead is between those called and the place", () => {
  assert.deepEqual([aheadCount(4618, 3413), aheadCount(1, 0), aheadCount(2, 1), aheadCount(5, 9)], [1204, 0, 0, 0]);
  assert.deepEqual(
    [isCalled(called(4), 9, 5), isCalled(called(5), 9, 5), isCalled(called(5), 9, null)],
    [false, true, false],
  );
  assert.deepEqual([isCalled(called(0, 9), 9, null), isCalled(called(0, 8), 9, 12)], [true, false]);
});

test("a place was called by the first call that reached it", () => {
  /** @type {Call[]} */
  const calls = [
    [10, 1000],
    [20, 2000],
    [30, 3000],
  ];
  assert.deepEqual(
    [calledAt(5, calls), calledAt(11, calls), calledAt(20, calls), calledAt(31, calls)],
    [1000, 2000, 2000, null],
  );
});

test("where older calls are not told any more, nobody knows which one it was", () => {
  const ten = Array.from({ length: 10 }, (_, i) => /** @type {Call} */ ([100 + i, i]));
  assert.deepEqual([calledAt(50, ten), calledAt(103, ten)], [null, 3]);
});

test("a page that stayed open remembers the calls that a message has no room for", () => {
  /** @type {Call[]} */
  let known = [];
  for (let i = 1; i <= 30; i++) {
    /** @type {Call[]} */
    const calls = [
      [i - 1, (i - 1) * 10],
      [i, i * 10],
    ];
    known = mergeCalls(
      known,
      calls.filter(([n]) => n > 0),
    );
  }
  assert.deepEqual([known.length, calledAt(4, known)], [30, 40]);
});

test("a number is worth nothing before the draw, in a room that draws", () => {
  assert.deepEqual(
    [awaitsDraw({ seed: "" }, true), awaitsDraw({ seed: "ab" }, true), awaitsDraw({ seed: "" }, false)],
    [true, false, false],
  );
});

test("one seat is a round number of people", () =>
  assert.deepEqual([0.4, 1, 1.1, 3, 7.9, 11, 51].map(roundNumber), [1, 1, 2, 5, 10, 20, 100]));

for (const [place, serving, last] of [
  [1, 0, 1],
  [2, 1, 9],
  [7, 2, 9],
  [4618, 3413, 26488],
  [200000, 3, 200000],
  [216, 215, 4000],
  [26488, 26480, 26488],
]) {
  test(`place ${place} of ${last} with ${serving} called: the picture has one of me, in the right order`, () => {
    const { each, high, seats } = queueSeats({ place, serving, last });
    const order = ["in", "ahead", "you", "behind"];
    const kinds = seats.map((kind) => order.indexOf(kind));
    assert.equal(seats.filter((kind) => kind === "you").length, 1);
    assert.deepEqual(
      kinds,
      [...kinds].sort((a, b) => a - b),
    );
    assert.ok(seats.length <= 216 && [1, 3, 6].includes(high));
    assert.ok(Math.abs(seats.filter((kind) => kind === "ahead").length * each - (place - serving - 1)) <= 2 * each);
  });
}
