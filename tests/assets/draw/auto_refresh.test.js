import assert from "node:assert/strict";
import { test } from "node:test";
import { isBehind, checkUntilDrawn, checkDelay } from "../../../assets/js/draw/auto_refresh.js";

/** @import { DrawStatus } from "../../../assets/js/draw/auto_refresh.js" */

const page = (/** @type {string} */ step) => ({ room: 1, step, ended: false, draws: 1_000_000 });

test("the line is looked at more often the nearer the draw is, and never by all at once", () => {
  assert.deepEqual(
    [3_600_000, 60_000, 4_000, -9_000].map((left) => checkDelay(left, 0.5)),
    [60_000, 15_000, 5_000, 5_000],
  );
  assert.notEqual(checkDelay(0, 0), checkDelay(0, 1));
});

/** @type {[step: string, now: Omit<DrawStatus, "at">, is: boolean][]} */
const STEPS = [
  ["sealed", { stage: "gathering" }, false],
  ["sealed", { stage: "drawing", root: "aa" }, true],
  ["closed", { stage: "drawing", root: "aa" }, false],
  ["closed", { stage: "open", root: "aa", seed: "bb" }, true],
  ["sealed", { stage: "ended" }, true],
  ["drawn", { stage: "open", root: "aa", seed: "bb" }, false],
];
for (const [step, now, is] of STEPS) {
  test(`a page of what is ${step} ${is ? "is" : "is not"} behind ${JSON.stringify(now)}`, () =>
    assert.equal(isBehind(page(step), now), is));
}

/**
 * Return what a page does with these answers, one check after the other.
 * @param {string} step
 * @param {...(DrawStatus | null)} answers
 */
async function looks(step, ...answers) {
  /** @type {string[]} */
  const did = [];
  /** @type {(() => unknown)[]} */
  const queue = [];
  await checkUntilDrawn(page(step), {
    async fetchStatus() {
      did.push("asks");
      return answers.shift() ?? null;
    },
    later: (f) => queue.push(f),
    reload: () => did.push("loads"),
    untilVisible: async () => {},
  });
  while (queue.length && did.length < 9) await queue.shift()?.();
  return did;
}

test("it is loaded once, when there is a seed", async () => {
  const still = { stage: "drawing", root: "aa", at: 0 };
  assert.deepEqual(await looks("closed", still, null, { ...still, seed: "bb" }), ["asks", "asks", "asks", "loads"]);
});
test("where the order is drawn, or none will be, nobody asks", async () => {
  assert.deepEqual([await looks("drawn"), await looks("none")], [[], []]);
});
test("a page that nobody looks at asks nothing", async () => {
  let asked = 0;
  checkUntilDrawn(page("closed"), {
    async fetchStatus() {
      asked++;
      return null;
    },
    later() {},
    reload() {},
    untilVisible: () => new Promise(() => {}),
  });
  await null;
  assert.equal(asked, 0);
});
