import assert from "node:assert/strict";
import { test } from "node:test";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { FanStateMachine } from "../../../assets/js/waiting/place/state_machine.js";

const MINUTE = 60_000;

/** A fan in a room without walls: the house answers from a script, what is put off waits until it is let happen. */
class Evening {
  now = 0;
  went = [];
  rang = 0;
  asked = [];
  waiting = [];
  told = [];
  visible = true;

  constructor({ number = null, drawn = false, answers = {}, kept = {} } = {}) {
    this.kept = kept;
    const ask = (what) => async () => (this.asked.push(what), answers[what]?.shift() ?? reply(409));
    this.machine = new FanStateMachine({
      room: { opens: 0, drawn, comeIn: 10 * MINUTE },
      number,
      readNumber: () => 99,
      time: () => this.now,
      visible: () => this.visible,
      refresh: () => {},
      onChange: () => {},
      api: { join: ask("join"), enter: ask("enter"), leave: ask("leave") },
      alert: () => this.rang++,
      navigate: (to) => this.went.push(to),
      tabs: {
        broadcast: (what) => this.told.push(what),
        read: (what) => this.kept[what] ?? null,
        store: (what, value) => (this.kept[what] = value),
      },
      later: (f, ms) => this.waiting.push([f, ms]),
      random: () => 0.5,
      place: async (seed, n, number) => n + 1 - number,
    });
  }

  async hears(facts) {
    this.machine.applyStatus(completeStatus({ q: 1, at: this.now, stage: "open", ...facts }));
    await this.settles();
  }

  async passes() {
    for (const [f] of this.waiting.splice(0)) f();
    await this.settles();
  }

  async settles() {
    for (let i = 0; i < 60; i++) await null;
  }
}

const reply = (status, body = {}) => ({ status, json: async () => body });
const joined = (number, place = null) => reply(200, { room: 1, number, place, token: "t" });
const through = reply(200, { outcome: "admitted", until: "2030-01-01T00:00:00Z", to: "/performances/5" });

test("a fan without a number gets one by coming", async () => {
  const evening = new Evening({ answers: { join: [joined(7, 7)] } });
  await evening.hears({ last: 6 });
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.asked], [7, 7, ["join"]]);
});

test("at the opening nobody joins in the same moment, and before it nobody at all", async () => {
  const evening = new Evening({ answers: { join: [joined(7)] }, drawn: true });
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
  const evening = new Evening({ number: 3, drawn: true, answers: { join: [joined(3, 8)] } });
  await evening.hears({ stage: "gathering", last: 10 });
  assert.equal(evening.machine.place, null);
  await evening.hears({ n: 10, seed: "ab", last: 10 });
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [8, "here"]);
  await evening.passes();
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [8, "same"]);
});

test("where the two differ it is said, and the house's counts", async () => {
  const evening = new Evening({ number: 3, drawn: true, answers: { join: [joined(3, 5)] } });
  await evening.hears({ n: 10, seed: "ab", last: 10 });
  await evening.passes();
  assert.deepEqual([evening.machine.place, evening.machine.agreement], [5, "other"]);
});

test("a number that belongs to another browser is replaced by one's own, and it is said", async () => {
  const evening = new Evening({ number: 3, answers: { join: [joined(12, 12)] } });
  await evening.hears({ last: 11 });
  await evening.passes();
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.machine.isReplaced], [12, 12, true]);
});

test("whose place is called is rung for once, and goes in", async () => {
  const evening = new Evening({ number: 3, answers: { enter: [through] } });
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
  const evening = new Evening({ number: 3, answers: { enter: [through], join: [joined(3, 3)] } });
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
  const evening = new Evening({
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
  await evening.settles();
  assert.deepEqual([evening.machine.number, evening.machine.place, evening.machine.phase], [40, 40, ""]);
});

test("a place of another browser is told as such", async () => {
  const evening = new Evening({ number: 3, answers: { enter: [reply(403, { error: "not_your_place" })] } });
  evening.machine.isComparing = true; // admission comes first
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  assert.equal(evening.machine.phase, "foreign");
});

test("who came in in another tab is told so, and does not go in twice", async () => {
  const evening = new Evening({ number: 3, answers: { enter: [through] } });
  evening.visible = false;
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]] });
  evening.machine.onOtherTab("in");
  evening.visible = true;
  evening.machine.step();
  await evening.passes();
  assert.deepEqual([evening.machine.phase, evening.went], ["elsewhere", []]);
});

test("whoever gave up is not given a number again by a reload", async () => {
  const evening = new Evening({ number: 3, answers: { leave: [reply(200, { outcome: "gone" })] } });
  await evening.hears({ last: 10 });
  await evening.machine.giveUp();
  assert.deepEqual([evening.machine.phase, evening.machine.number, evening.kept.gone], ["gone", null, "yes"]);
  const later = new Evening();
  later.kept = evening.kept;
  later.machine = new FanStateMachine({ ...later.machine, number: null, tabs: later.machine.tabs });
  assert.equal(later.machine.phase, "gone");
});

test("where nobody waits a fan goes straight to the seats, and is not sent in circles", async () => {
  const evening = new Evening();
  await evening.hears({ stage: "quiet" });
  await evening.passes();
  assert.deepEqual(evening.went, [undefined]);
  const again = new Evening();
  again.kept = { came: "0" };
  await again.hears({ stage: "quiet" });
  await again.passes();
  assert.deepEqual(again.went, []);
});

test("an older message changes nothing", async () => {
  const evening = new Evening({ number: 9 });
  evening.now = 5000;
  await evening.hears({ last: 10, serving: 4 });
  await evening.hears({ at: 4000, last: 10, serving: 2 });
  assert.equal(evening.machine.status.serving, 4);
});

test("nobody comes into a room that has ended", async () => {
  const evening = new Evening({ number: 3, answers: { enter: [through] } });
  await evening.hears({ stage: "ended", ended: "sold_out", serving: 4, last: 10 });
  await evening.passes();
  assert.deepEqual([evening.went, evening.rang], [[], 0]);
});

const again = (answer) => new Evening({ number: 3, kept: { in: "3" }, answers: { enter: [answer] } });

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
  const evening = again(through);
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
  const evening = new Evening({ number: 3, answers: { enter: [through], join: [joined(40, 40)] } });
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  assert.equal(evening.kept.in, "3");
  await evening.machine.joinAgain();
  assert.equal(evening.kept.in, null);
});

test("back from the seats it says until when, without asking", async () => {
  const evening = new Evening({ number: 3, answers: { enter: [through] } });
  await evening.hears({ last: 10, serving: 4 });
  await evening.passes();
  evening.machine.onReturn();
  assert.deepEqual(
    [evening.machine.phase, evening.machine.insideUntil, evening.went.length],
    ["back", Date.parse("2030-01-01T00:00:00Z"), 1],
  );
});

for (const [what, calls] of [
  ["has passed", [[4, 0]]],
  ["may be long ago", []],
]) {
  test(`a page that is opened when its turn ${what} rings for nothing, and asks the door`, async () => {
    const evening = new Evening({
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
  const evening = new Evening({ number: 3, answers: { enter: [through], join: [joined(3, 3)] } });
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
  const evening = new Evening({ number: 3 });
  await evening.hears({ last: 10, serving: 4, calls: [[4, 0]], through: [3] });
  assert.equal(evening.machine.until, null);
});
