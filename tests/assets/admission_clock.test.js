import assert from "node:assert/strict";
import { test } from "node:test";
import { fake } from "./fake.js";
import { startAdmissionClock, admissionPhase, nextCheckDelay } from "../../assets/js/admission_clock.js";

/** @type {[left: number, is: string][]} */
const PHASES = [
  [600_000, "in"],
  [120_001, "in"],
  [120_000, "soon"],
  [1, "soon"],
  [0, "over"],
  [-5_000, "over"],
];
for (const [left, is] of PHASES) {
  test(`with ${left} ms left it is ${is}`, () => assert.equal(admissionPhase(left), is));
}

test("it is looked at again at each change, and now and then for a laptop that slept", () => {
  assert.deepEqual([600_000, 130_000, 120_000, 20_000, 3].map(nextCheckDelay), [30_000, 10_000, 30_000, 20_000, 50]);
});

/**
 * Create a basket with a sentence for each phase, in a page that records only announcements.
 * @param {number} left ms until the end of the time inside
 * @param {boolean} [inside] whether the basket knows of that time
 */
function aBasket(left, inside = true) {
  const words = ["in", "soon", "over"].map((is) => ({ dataset: { insideIs: is }, hidden: false }));
  /** @type {Record<string, {textContent: string}>} */
  const told = {};
  /** @type {unknown[]} */
  const added = [];
  /** @param {string} id */
  const region = (id) => {
    told[id] ??= { textContent: "" };
    return told[id];
  };
  globalThis.document = fake({
    hidden: false,
    addEventListener() {},
    removeEventListener() {},
    getElementById: region,
  });
  const now = new Date();
  const ends = new Date(now.getTime() + left);
  const line = { cloneNode: () => "a copy" };
  const body = { append: (/** @type {unknown} */ node) => added.push(node) };
  /** @param {string} selector */
  const querySelector = (selector) =>
    selector === ".basket-body" ? body : inside && selector === ".admission-clock" ? line : null;
  /** @type {HTMLElement} */
  const root = fake({
    dataset: { now: now.toISOString(), ...(inside && { inside: ends.toISOString() }) },
    querySelectorAll: () => words,
    querySelector,
  });
  return {
    root,
    told,
    added,
    shown: () => words.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.insideIs),
  };
}

test("two minutes before the end it is told politely, and at the end for all to hear", () => {
  const soon = aBasket(119_000);
  startAdmissionClock(soon.root, performance.now())();
  assert.match(soon.told["live-polite"].textContent, /Two minutes are left inside/);
  const over = aBasket(-1);
  startAdmissionClock(over.root, performance.now())();
  assert.match(over.told["live-assertive"].textContent, /Your time inside is over/);
  assert.deepEqual([soon.shown(), over.shown(), soon.told["live-assertive"]], [["soon"], ["over"], undefined]);
});

test("an answer from after the end, that knows of no time inside, still says that it is over", () => {
  startAdmissionClock(aBasket(-1).root, performance.now())();
  const after = aBasket(0, false);
  startAdmissionClock(after.root, performance.now())();
  assert.equal(after.added.length, 1);
  assert.deepEqual(after.shown(), ["over"]);
});
