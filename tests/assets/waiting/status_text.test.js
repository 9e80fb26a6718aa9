import assert from "node:assert/strict";
import { test } from "node:test";
import { AT, MINUTE, caveat, estimate, facts, room, said, setZone } from "./facts.js";
import { keptText, statusView } from "../../../assets/js/waiting/view/status_text.js";
import { statusClock, timeFormat } from "../../../assets/js/waiting/view/time_format.js";

/** @import { Phase } from "../../../assets/js/waiting/types.js" */

test("before the first news the page says only that it looks", () =>
  assert.equal(statusView({ ...facts(), status: null }).state, "looking"));

test("before the opening it counts down and says that coming early does not matter", () => {
  const view = said({
    status: { stage: "closed" },
    room: { ...room, opens: AT + 12 * MINUTE + 34_000, draws: AT + 42 * MINUTE },
  });
  assert.deepEqual([view.state, view.figure, view.headline], ["before", "12:34", "at 10:22"]);
  assert.deepEqual(
    [estimate(view), caveat(view).startsWith("Coming early does not matter.")],
    ["Everybody who is here by 10:52 gets a place in one draw.", true],
  );
});

test("days before the opening the time has its day", () => {
  const view = said({ status: { stage: "closed" }, room: { ...room, opens: AT + 3 * 24 * 60 * MINUTE } });
  assert.deepEqual(
    [view.figure, view.headline, view.title],
    ["3 days", "Mon, 23 Nov 2026, 10:10", "Opens on Mon, 23 Nov 2026, 10:10"],
  );
  const drawn = said({
    status: { stage: "closed" },
    room: { ...room, opens: AT + 3 * 24 * 60 * MINUTE, draws: AT + 3 * 24 * 60 * MINUTE + 30 * MINUTE },
  });
  assert.equal(estimate(drawn), "Everybody who is here by Mon, 23 Nov 2026, 10:40 gets a place in one draw.");
});

test("a device in another zone tells its own time, and at the opening the venue's too", () => {
  setZone("Asia/Tokyo");
  try {
    const before = said({ status: { stage: "closed" }, room: { ...room, opens: AT + 12 * MINUTE } });
    assert.deepEqual([before.headline, before.title], ["at 19:22 on your clock, 10:22 in Lisbon", "Opens at 19:22"]);
    const late = said({ status: { stage: "closed" }, room: { ...room, opens: AT + 12 * 60 * MINUTE } });
    assert.equal(late.headline, "Sat, 21 Nov 2026, 07:10 on your clock, Fri, 20 Nov 2026, 22:10 in Lisbon");
    const turn = facts({ status: { serving: 5 }, until: AT + 14 * MINUTE });
    assert.deepEqual(
      [estimate(statusView(turn)), keptText(turn)],
      ["Come in before 19:24.", "Your place is kept until 19:24."],
    );
  } finally {
    setZone("Europe/Lisbon");
  }
});

test("what ended on another day says which", () => {
  const over = said({ phase: "over", insideUntil: AT - 24 * 60 * MINUTE });
  assert.equal(estimate(over), "It ended on Thu, 19 Nov 2026, 10:10.");
});

test("in the moment of the opening it says that a number comes", () =>
  assert.equal(said({ status: { stage: "closed" } }).state, "joining"));

test("a place says who is ahead, in the plural only where there is one", () => {
  assert.deepEqual(
    [said().figure, said().headline, said().eyebrow],
    ["2", "people ahead of you", "You are in the waiting room, place 5"],
  );
  assert.equal(said({ status: { serving: 3 } }).headline, "person ahead of you");
  assert.equal(estimate(said({ status: { serving: 4 } })), "You are next.");
});

test("a line that is slowed or paused says why, and that the place does not change", () => {
  const slow = said({ status: { why: "payments", slow: 0.08, fast: 0.14, rate: 1 } });
  assert.deepEqual(
    [estimate(slow), caveat(slow)],
    ["About 14 to 25 minutes now.", "Payments are slow, so we let in fewer people. Your place does not change."],
  );
  assert.equal(estimate(said({ status: { stage: "paused" } })), "Nobody is let in just now.");
  assert.equal(estimate(said({ status: { why: "payments", slow: 5, fast: 9 } })), "Less than a minute.");
});

test("before the sale it says that nobody is let in yet, and promises no time", () => {
  assert.equal(
    estimate(said({ status: { stage: "early", slow: 1, fast: 2 } })),
    "Nobody is let in before the sale begins.",
  );
});

test("news of a minute ago promise nothing", () =>
  assert.match(estimate(said({ status: { at: AT - 2 * MINUTE, slow: 1, fast: 2 } })), /We do not know just now/));

test("at one's turn it says until when, and offers to come in", () => {
  const view = said({ status: { serving: 5 }, until: AT + 14 * MINUTE });
  assert.deepEqual(
    [view.state, view.headline, estimate(view), view.actions],
    ["called", "It is your turn", "Come in before 10:24.", ["come"]],
  );
});

test("at a door that is held it says that the turn does not pass meanwhile, and names no time that it would pass", () => {
  const view = said({ status: { serving: 5 }, until: AT + 14 * MINUTE, phase: "full", seconds: 2 });
  assert.equal(estimate(view), "You are at the door.");
  assert.match(caveat(view), /We ask again in 2 seconds, and go on asking\. Your turn does not pass meanwhile\./);
});

test("one who cannot reach the house is told what holds until when, and then that the turn has probably passed", () => {
  const turn = { status: { serving: 5 }, until: AT + 14 * MINUTE, isAway: true };
  const after = { ...turn, time: AT + 14 * MINUTE };
  assert.deepEqual([keptText(facts(turn)), keptText(facts(after))], ["Your place is kept until 10:24.", ""]);
  const view = said(after);
  assert.deepEqual(
    [view.state, view.headline, estimate(view), view.actions],
    ["late", "Your turn has probably passed", "We ask as soon as the site can be reached.", undefined],
  );
  assert.equal(estimate(said({ ...after, isAway: false })), "We ask the door.");
});

test("at a held door nothing has passed while the house answers, and is not promised while it does not", () => {
  const full = { status: { serving: 5 }, phase: /** @type {const} */ ("full"), until: AT + MINUTE };
  assert.deepEqual(
    [said({ ...full, time: AT + 2 * MINUTE }).state, said({ ...full, time: AT + 2 * MINUTE, isAway: true }).state],
    ["called", "late"],
  );
  assert.doesNotMatch(caveat(said({ ...full, isAway: true })), /does not pass/);
});

test("a place is kept for who waits, and for nobody else", () => {
  assert.deepEqual(
    [
      keptText(facts()),
      keptText(facts({ number: null })),
      keptText(facts({ phase: "gone" })),
      keptText(facts({ status: { stage: "ended" } })),
      keptText(facts({ status: { serving: 5 } })),
    ],
    ["Your place is kept.", "", "", "", ""],
  );
});

test("the turn is told at once only when it was rung for", () => {
  assert.deepEqual(
    [said({ status: { serving: 5 } }).urgent, said({ status: { serving: 5 }, alertedNumber: 7 }).urgent],
    [false, true],
  );
});

test("a button that was pressed stays, busy", () => {
  for (const phase of /** @type {const} */ (["coming", "full"])) {
    assert.deepEqual(
      [said({ status: { serving: 5 }, phase }).actions, said({ status: { serving: 5 }, phase }).busy],
      [["come"], true],
    );
  }
});

test("who is in is told until when, by the door's word alone", () => {
  const view = said({ phase: "back", until: AT + 14 * MINUTE, insideUntil: AT + 19 * MINUTE });
  assert.deepEqual([view.headline, estimate(view)], ["You are in until 10:29", "Your seats can be chosen now."]);
  assert.equal(estimate(said({ phase: "over", until: AT, insideUntil: AT - MINUTE })), "It ended at 10:09.");
  assert.equal(said({ phase: "asking", status: { serving: 5 } }).state, "looking");
});

test("whom staff let through may come in whatever the order", () =>
  assert.equal(said({ status: { stage: "gathering", through: [7] }, place: null }).eyebrow, "Number 7 may come in"));

/** @type {[phase: Phase, state: string, actions: string[]][]} */
const PHASES = [
  ["in", "in", ["seats"]],
  ["back", "in", ["seats"]],
  ["elsewhere", "elsewhere", ["seats"]],
  ["passed", "passed", ["join"]],
  ["over", "passed", ["join"]],
  ["foreign", "foreign", ["join"]],
  ["gone", "gone", ["join"]],
];
for (const [phase, state, actions] of PHASES) {
  test(`a fan who is ${phase} is told, with the way on`, () => {
    const view = said({ phase });
    assert.deepEqual([view.state, view.actions], [state, actions]);
  });
}

/** @type {[ended: string, headline: string, actions: string[] | undefined][]} */
const ENDS = [
  ["sold_out", "Sold out", undefined],
  ["over", "This sale is over", undefined],
  ["cancelled", "This performance is cancelled", undefined],
  ["staff", "Nobody has to wait any more", ["seats"]],
];
for (const [ended, headline, actions] of ENDS) {
  test(`a room that ended as ${ended} says so`, () => {
    const view = said({ status: { stage: "ended", ended } });
    assert.deepEqual([view.headline, view.actions], [headline, actions]);
  });
}

test("what may come back is said where all is sold", () =>
  assert.match(
    caveat(said({ status: { stage: "ended", ended: "sold_out", back: 3 } })),
    /^3 seats are in baskets .* some may come back on sale/,
  ));
test("one seat that may come back is one", () =>
  assert.match(
    caveat(said({ status: { stage: "ended", ended: "sold_out", back: 1 } })),
    /^1 seat is in baskets .* it may come back on sale/,
  ));
test("a door that asks again in a second says so", () =>
  assert.match(caveat(said({ status: { serving: 5 }, phase: "full", seconds: 1 })), /again in a second,/));

test("every state has a title, and none pleads or shouts", () => {
  for (const phase of /** @type {Phase[]} */ (["", "coming", "full", "in", "passed", "over", "foreign", "gone"])) {
    for (const now of [
      {},
      { serving: 9 },
      { stage: "gathering" },
      { stage: "ended", ended: "sold_out" },
      { stage: "quiet" },
    ]) {
      const view = said({ phase, status: now });
      assert.ok(view.title);
      assert.doesNotMatch(JSON.stringify(view), /!|sorry|oops|please|undefined|NaN|null/i);
    }
  }
});

test("the house's clock is set right by each newer message, and by no older one", () => {
  const line = statusClock("2026-11-20T10:00:00Z");
  line.update(AT);
  const after = line.time();
  line.update(AT - MINUTE);
  assert.ok(Math.abs(after - AT) < 1000 && line.time() - AT < 1000 && line.time() >= after);
});

test("the time in a zone that the browser does not know is left out", () =>
  assert.equal(timeFormat().there(AT, "Mars/Olympus"), ""));
