import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  compareOption,
  isDifferentClose,
  clearRecords,
  recordClose,
  closeText,
} from "../../../assets/js/draw/close_record.js";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { proofText } from "../../../assets/js/waiting/view/proof.js";

/** @import { RecordStore } from "../../../assets/js/draw/close_record.js" */
/** @import { LogHead, OutsideKind } from "../../../assets/js/draw/types.js" */

const ROOT = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const TEN = Date.UTC(2026, 10, 24, 10);
const COMES = TEN + 20_000;
/** @type {LogHead} */
const LOG = [7, "9f2c41d7b0e85a13"];
/** @type {OutsideKind} */
const BEACON = "beacon";
const told = { root: ROOT, n: 500, log: LOG, seed: "" };
const facts = { root: ROOT, n: 500, kind: BEACON, roundAt: COMES, witness: "" };
process.env.TZ = "UTC"; // the zone of this device
/** @type {RecordStore} */
let store;

beforeEach(() => {
  clearRecords();
  const rows = new Map();
  store = { getItem: (key) => rows.get(key) ?? null, setItem: (key, value) => rows.set(key, value) };
});

test("the close is kept when it is first heard, and not when it is told again", () => {
  assert.equal(recordClose(5, { ...told, root: "" }, { at: TEN, store }), null);
  const first = recordClose(5, told, { at: TEN + 3_000, store });
  clearRecords(); // a page that is loaded again
  assert.deepEqual(recordClose(5, { ...told, root: OTHER, n: 501 }, { at: TEN + 60_000, store }), first);
  assert.deepEqual(first, { root: ROOT, n: 500, log: [7, "9f2c41d7b0e85a13"], at: TEN + 3_000, drawn: false });
  assert.equal(recordClose(6, { ...told, root: OTHER }, { at: TEN, store })?.root, OTHER);
});

test("a browser that can keep nothing remembers as long as its page is open", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  recordClose(5, told, { at: TEN, store: full });
  assert.equal(recordClose(5, { ...told, root: OTHER }, { at: COMES, store: full })?.root, ROOT);
});

test("heard before the beacon's round, it vouches; afterwards it says that it cannot", () => {
  /** @param {number} at */
  function heard(at, seed = "") {
    clearRecords();
    return recordClose(5, { ...told, seed }, { at, store: null });
  }
  assert.match(
    closeText(heard(TEN + 3_000), facts),
    /heard the fingerprint at 10:00:03, before the beacon's round \(10:00:20\)\. It is still the same\./,
  );
  assert.equal(compareOption(heard(TEN + 3_000), facts), " --kept-before 7:9f2c41d7b0e85a13");
  assert.match(closeText(heard(COMES), facts), /at 10:00:20, not before the beacon's round .* cannot say/);
  assert.equal(compareOption(heard(COMES), facts), " --kept 7:9f2c41d7b0e85a13");
  assert.match(closeText(heard(TEN, "ee"), facts), /not before the draw/);
  assert.match(closeText(null, facts), /kept nothing/);
});

test("before a witness told their key it vouches under one condition; without anything from outside for nothing", () => {
  const heard = recordClose(5, told, { at: TEN, store });
  const witness = { ...facts, kind: /** @type {const} */ ("witness"), roundAt: 0, witness: "Notary Vaz" };
  const none = { ...facts, kind: /** @type {const} */ ("none") };
  assert.match(closeText(heard, witness), /If Notary Vaz told their key only afterwards/);
  assert.equal(compareOption(heard, witness), " --kept-before 7:9f2c41d7b0e85a13");
  assert.equal(compareOption(heard, none), " --kept 7:9f2c41d7b0e85a13");
  assert.doesNotMatch(closeText(heard, none), /in time/);
});

test("another list is told loudly, on both pages", () => {
  const heard = recordClose(5, told, { at: TEN + 3_000, store });
  for (const now of [
    { ...facts, root: OTHER },
    { ...facts, n: 501 },
  ]) {
    assert.equal(isDifferentClose(heard, now), true);
    assert.match(
      closeText(heard, now),
      /Another list is told now\. At 10:00:03 this browser heard of 500 numbers .* Somebody changed the list/,
    );
  }
  const fan = { number: 3, place: null, outside: "beacon", without: null };
  const status = completeStatus({ q: 5, at: TEN, stage: "drawing", ...told });
  const { drawn, changed } = proofText({ ...fan, status: { ...status, root: OTHER, n: 501 } }, heard);
  assert.equal(changed, true);
  assert.match(drawn, /^Another list is told now/);
  assert.equal(proofText({ ...fan, status }, heard).changed, false);
});
