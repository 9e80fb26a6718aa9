/** @import { Call } from "../../../assets/js/waiting/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, ScriptedRoom, admitted, joined, reply } from "./scripted_room.js";

test("a fan without a number gets one by coming", async () => {
  const evening = new ScriptedRoom({ answers: { join: [joined(7, 7)] } });
  await evening.hears({ last: 6 });
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.asked], [7, 7, ["join"]]);
});

test("at the opening nobody joins in the same moment, and before it nobody at all", async () => {
  const evening = new ScriptedRoom({ answers: { join: [joined(7)] }, drawn: true });
  Object.assign(evening.machine.room, { opens: 1000, draws: 30 * MINUTE });
  await evening.hears({ stage: "closed" });
  assert.deepEqual([evening.asked, evening.waiting], [[], []]);
  evening.now = 1000;
  evening.machine.step();
  evening.machine.step();
  assert.deepEqual(
    evening.waiting.map(([, ms]) => ms),
    [10_000],
  );
  await evening.passes();
  assert.equal(evening.machine.number, 7);
});

test("a drawn place is worked out here and compared with the house's", async () => {
  const evening = new ScriptedRoom({ number: 3, drawn: true, answers: { join: [joined(3, 8)] } });
  await evening.hears({ stage: "gathering", last: 10 });
  assert.equal(evening.machine.place, null);
  await evening.hears({ n: 10, seed: "ab", last: 10 });
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [8, "here"]);
  await evening.passes();
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [8, "same"]);
});

test("where the two differ it is said, and the house's counts", async () => {
  const evening = new ScriptedRoom({ number: 3, drawn: true, answers: { join: [joined(3, 5)] } });
  await evening.hears({ n: 10, seed: "ab", last: 10 });
  await evening.passes();
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [5, "other"]);
});

test("a number that belongs to another browser is replaced by one's own, and it is said", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { join: [joined(12, 12)] } });
  await evening.hears({ last: 11 });
  await evening.passes();
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.machine.isReplaced], [12, 12, true]);
});

test("whose place is called is rung for once, and goes in", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted] } });
  await evening.hears({ last: 10, serving: 2 });
  assert.equal(evening.rang, 0);
  await evening.hears({
    last: 10,
    serving: 4,
    calls: [
      [2, 0],
      [4, 100],
    ],
  });
  await evening.hears({
    last: 10,
    serving: 4,
    calls: [
      [2, 0],
      [4, 100],
    ],
  });
  await evening.passes();
  assert.deepEqual(
    [evening.rang, evening.machine.phase, evening.went, evening.told],
    [1, "in", ["/performances/5"], ["in"]],
  );
});

test("who does not look is rung for and fetched in the last minute", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted], join: [joined(3, 3)] } });
  evening.visible = false;
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  await evening.passes();
  assert.deepEqual([evening.rang, evening.went, evening.machine.until], [1, [], 10 * MINUTE]);
  evening.now = 9 * MINUTE;
  evening.machine.step();
  await evening.passes();
  assert.deepEqual(evening.went, ["/performances/5"]);
});

test("a place that passed by is told, and a new one is taken only by hand", async () => {
  const evening = new ScriptedRoom({
    number: 3,
    answers: { enter: [reply(410, { error: "place_passed", until: "1970-01-01T00:10:00Z" })], join: [joined(40, 40)] },
  });
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  for (let i = 0; i < 3; i++) await evening.passes();
  await evening.hears({ last: 30, serving: 9 });
  assert.deepEqual(
    [evening.machine.phase, evening.machine.until, evening.asked.filter((what) => what === "enter").length],
    ["passed", 10 * MINUTE, 1],
  );
  await evening.machine.joinAgain();
  await evening.settle();
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.machine.phase], [40, 40, ""]);
});

test("a place of another browser is told as such", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [reply(403, { error: "not_your_place" })] } });
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  assert.equal(evening.machine.phase, "foreign");
});

test("who came in in another tab is told so, and does not go in twice", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted] } });
  evening.visible = false;
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  evening.machine.onOtherTab("in");
  evening.visible = true;
  evening.machine.step();
  await evening.passes();
  assert.deepEqual([evening.machine.phase, evening.went], ["elsewhere", []]);
});

test("whoever gave up is not given a number again by a reload", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { leave: [reply(200, { outcome: "gone" })] } });
  await evening.hears({ last: 10 });
  await evening.machine.giveUp();
  assert.deepEqual([evening.machine.phase, evening.machine.number, evening.kept.gone], ["gone", null, "yes"]);
  assert.equal(new ScriptedRoom({ kept: evening.kept }).machine.phase, "gone");
});

test("where nobody waits a fan goes straight to the seats, and is not sent in circles", async () => {
  const evening = new ScriptedRoom();
  await evening.hears({ stage: "quiet" });
  await evening.passes();
  assert.deepEqual(evening.went, [undefined]);
  const again = new ScriptedRoom();
  again.kept = { came: "0" };
  await again.hears({ stage: "quiet" });
  await again.passes();
  assert.deepEqual(again.went, []);
});

test("an older message changes nothing", async () => {
  const evening = new ScriptedRoom({ number: 9 });
  evening.now = 5000;
  await evening.hears({ last: 10, serving: 4 });
  await evening.hears({ at: 4000, last: 10, serving: 2 });
  assert.equal(evening.machine.status?.serving, 4);
});

test("nobody comes into a room that has ended", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted] } });
  await evening.hears({ stage: "ended", ended: "sold_out", serving: 4, last: 10 });
  await evening.passes();
  assert.deepEqual([evening.went, evening.rang], [[], 0]);
});

/** @type {[what: string, calls: Call[]][]} */
const TURNS = [
  ["has passed", [[4, 0]]],
  ["may be long ago", []],
];
for (const [what, calls] of TURNS) {
  test(`a page that is opened when its turn ${what} rings for nothing, and asks the door`, async () => {
    const evening = new ScriptedRoom({
      number: 3,
      answers: { enter: [reply(410, { error: "pass_over", until: "1970-01-01T00:15:00Z" })] },
    });
    evening.now = 30 * MINUTE;
    await evening.hears({ last: 10, serving: 4, calls });
    await evening.passes();
    assert.deepEqual([evening.rang, evening.machine.alertedNumber, evening.machine.phase], [0, null, "over"]);
  });
}

test("a hidden page that is let through rings, and waits to be looked at", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted], join: [joined(3, 3)] } });
  evening.visible = false;
  await evening.hears({ last: 10, serving: 0, through: [3] });
  await evening.passes();
  assert.deepEqual([evening.rang, evening.machine.until, evening.went], [1, null, []]);
  evening.visible = true;
  evening.machine.step();
  await evening.passes();
  assert.deepEqual(evening.went, ["/performances/5"]);
});

test("who is let through has no end of the time to come in, whatever was called", async () => {
  const evening = new ScriptedRoom({ number: 3 });
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]], through: [3] });
  assert.equal(evening.machine.until, null);
});
