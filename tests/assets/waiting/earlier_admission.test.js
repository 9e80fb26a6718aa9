import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, ScriptedRoom, admitted, joined, reply } from "./scripted_room.js";

/** Return a room whose fan came in before, with this answer of the server. @param {Response} answer */
const again = (answer) => new ScriptedRoom({ number: 3, kept: { in: "3" }, answers: { enter: [answer] } });

test("who came in before and opens the page again is told until when, and is taken nowhere", async () => {
  const evening = again(reply(200, { outcome: "admitted", until: "1970-01-01T00:19:00Z", to: "/performances/5" }));
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  await evening.passes();
  assert.deepEqual(
    [evening.machine.phase, evening.machine.insideUntil, evening.went, evening.rang, evening.asked],
    ["back", 19 * MINUTE, [], 0, ["enter"]],
  );
});

test("whom staff let through is in when the line has long forgotten it", async () => {
  const evening = again(admitted);
  await evening.hears({ last: 10, serving: 0 });
  await evening.passes();
  assert.deepEqual([evening.machine.phase, evening.went], ["back", []]);
});

test("a pass that has ended is told, not gone through in circles", async () => {
  const evening = again(reply(410, { error: "pass_over", until: "1970-01-01T00:10:00Z" }));
  evening.now = 12 * MINUTE;
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  await evening.passes();
  assert.deepEqual(
    [evening.machine.phase, evening.machine.insideUntil, evening.went, evening.rang],
    ["over", 10 * MINUTE, [], 0],
  );
});

test("the time inside ends on the page too", async () => {
  const evening = again(reply(200, { until: "1970-01-01T00:19:00Z" }));
  await evening.hears({ last: 10, serving: 4 });
  evening.now = 19 * MINUTE;
  evening.machine.step();
  assert.equal(evening.machine.phase, "over");
});

test("who is not in any more waits as before, and is asked about it once", async () => {
  const evening = again(reply(409, { error: "not_your_turn" }));
  await evening.hears({ last: 10, serving: 1 });
  await evening.hears({ at: 1, last: 10, serving: 1 });
  assert.deepEqual([evening.machine.phase, evening.kept.in, evening.asked], ["", null, ["enter"]]);
});

test("coming in is remembered with its number, and forgotten with a new place", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted], join: [joined(40, 40)] } });
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  assert.equal(evening.kept.in, "3");
  await evening.machine.joinAgain();
  assert.equal(evening.kept.in, null);
});

test("back from the seats it says until when, without asking", async () => {
  const evening = new ScriptedRoom({ number: 3, answers: { enter: [admitted] } });
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  evening.machine.onReturn();
  assert.deepEqual(
    [evening.machine.phase, evening.machine.insideUntil, evening.went.length],
    ["back", Date.parse("2030-01-01T00:00:00Z"), 1],
  );
});
