import assert from "node:assert/strict";
import { test } from "node:test";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { keptText } from "../../../assets/js/waiting/view/status_text.js";
import { proofBadge, proofText } from "../../../assets/js/waiting/view/proof.js";
import { statusClock, spokenDuration, timeFormat } from "../../../assets/js/waiting/view/time_format.js";
import { statusView } from "../../../assets/js/waiting/view/status_text.js";

const AT = Date.parse("2026-11-20T10:10:00Z");
const MINUTE = 60_000;
const room = {
  opens: AT - 40 * MINUTE,
  draws: AT - 10 * MINUTE,
  drawn: true,
  outside: "beacon",
  round: 7,
  witness: undefined,
  city: "Lisbon",
};
const clock = timeFormat("Europe/Lisbon", () => AT);

/** What the page says to number 7, place 5 of 9, with what is given instead. */
const said = (given) => statusView(facts(given));
function facts({ status = {}, ...given } = {}) {
  const line = completeStatus({ q: 1, at: AT, stage: "open", last: 9, serving: 2, seed: "ab", n: 9, ...status });
  return {
    status: line,
    number: 7,
    place: 5,
    phase: "",
    until: null,
    insideUntil: null,
    seconds: 2,
    alertedNumber: null,
    isAway: false,
    room,
    time: AT,
    clock,
    ...given,
  };
}
const estimate = (view) => view.estimate.join("");

test("before the first news the page says only that it looks", () =>
  assert.equal(statusView({ status: null, phase: "" }).state, "looking"));

test("before the opening it counts down and says that coming early does not matter", () => {
  const view = said({
    status: { stage: "closed" },
    room: { ...room, opens: AT + 12 * MINUTE + 34_000, draws: AT + 42 * MINUTE },
  });
  assert.deepEqual([view.state, view.figure, view.headline], ["before", "12:34", "at 10:22, the time in Lisbon"]);
  assert.deepEqual(
    [estimate(view), view.caveat.startsWith("Coming early does not matter.")],
    ["Everybody who is here by 10:52 gets a place in one draw.", true],
  );
});

test("days before the opening the time has its day", () => {
  const view = said({ status: { stage: "closed" }, room: { ...room, opens: AT + 3 * 24 * 60 * MINUTE } });
  assert.deepEqual(
    [view.figure, view.headline, view.title],
    ["3 days", "at Mon 23 Nov, 10:10, the time in Lisbon", "Opens at Mon 23 Nov, 10:10"],
  );
  const drawn = said({
    status: { stage: "closed" },
    room: { ...room, opens: AT + 3 * 24 * 60 * MINUTE, draws: AT + 3 * 24 * 60 * MINUTE + 30 * MINUTE },
  });
  assert.equal(estimate(drawn), "Everybody who is here by Mon 23 Nov, 10:40 gets a place in one draw.");
});

test("in the moment of the opening it says that a number comes", () =>
  assert.equal(said({ status: { stage: "closed" } }).state, "joining"));

test("while numbers are given it says one's own, how many there are, and when the draw is", () => {
  const view = said({
    status: { stage: "gathering", last: 18230, seed: "" },
    place: null,
    room: { ...room, draws: AT + MINUTE },
  });
  assert.deepEqual(
    [view.state, view.figure, view.headline, estimate(view)],
    ["gathering", "7", "is your number", "The order is drawn in 1:00."],
  );
  assert.match(
    view.caveat,
    /^18,230 numbers are given so far, and at 10:11 one draw decides .* Coming early does not matter\./,
  );
});

test("while the draw waits it says for what, and later that it is late and nothing is lost", () => {
  const closed = { status: { stage: "drawing", seed: "", n: 9 }, place: null };
  assert.equal(
    estimate(said({ ...closed, room: { ...room, draws: AT - 5_000 } })),
    "The draw waits for the public beacon's round 7.",
  );
  const late = said(closed);
  assert.deepEqual(
    [estimate(late), late.caveat.includes("Nothing is lost")],
    ["The draw is late: the public beacon's round 7 is not there yet.", true],
  );
});

test("while the beacon's round is still to come it says when the order is drawn, and by what in the small line", () => {
  const closed = {
    status: { stage: "drawing", seed: "", n: 9 },
    place: null,
    room: { ...room, draws: AT - 5_000, roundAt: AT + 15_000 },
  };
  assert.equal(estimate(said(closed)), "The order is drawn at 10:10:15.");
  assert.match(
    said(closed).caveat,
    /^Who takes part is fixed\. The public beacon's round 7 decides the order, and nobody can know it before\. Your number, 7, takes part\.$/,
  );
  assert.equal(estimate(said({ ...closed, time: AT + 25_000 })), "The draw waits for the public beacon's round 7.");
});

test("who takes part is told as numbers, and whoever came after the close is told their own", () => {
  const closed = { status: { stage: "drawing", seed: "", n: 9 }, place: null };
  assert.deepEqual(
    [
      said(closed).figure,
      said(closed).headline,
      said({ ...closed, number: 1, status: { ...closed.status, n: 1 } }).headline,
    ],
    ["9", "numbers take part", "number takes part"],
  );
  const after = said({ ...closed, number: 12 });
  assert.deepEqual(
    [after.figure, after.headline, /You came after the close/.test(after.caveat)],
    ["12", "is your number", true],
  );
});

test("a key of our own alone promises no secret", () =>
  assert.doesNotMatch(
    said({ status: { stage: "drawing", seed: "" }, place: null, room: { ...room, outside: "none" } }).caveat,
    /nobody can know/,
  ));

test("what counts down is told in whole words to who hears it", () => {
  const gathering = said({
    status: { stage: "gathering", seed: "" },
    place: null,
    room: { ...room, draws: AT + 44_000 },
  });
  assert.deepEqual(
    [estimate(gathering), gathering.announcement.endsWith("The order is drawn in 44 seconds.")],
    ["The order is drawn in 0:44.", true],
  );
  assert.match(
    said({ status: { stage: "closed" }, room: { ...room, opens: AT + 12 * MINUTE } }).announcement,
    /^The waiting room opens in 12 minutes, at 10:22/,
  );
  assert.deepEqual(
    [1, 0.5, 91, 3600, 3660, 7325, 300_000].map((seconds) => spokenDuration(seconds * 1000)),
    ["1 second", "1 second", "2 minutes", "1 hour", "1 hour 1 minute", "2 hours 3 minutes", "3 days"],
  );
});

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
    [estimate(slow), slow.caveat],
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
  assert.match(view.caveat, /We ask again in 2 seconds, and go on asking\. Your turn does not pass meanwhile\./);
});

test("one who cannot reach the house is told what holds until when, and then that the turn has probably passed", () => {
  const turn = { status: { serving: 5 }, until: AT + 14 * MINUTE, isAway: true };
  const after = { ...turn, time: AT + 14 * MINUTE };
  assert.deepEqual([keptText(facts(turn)), keptText(facts(after))], ["Your place is kept until 10:24.", ""]);
  const view = said(after);
  assert.deepEqual(
    [view.state, view.headline, estimate(view), view.actions],
    ["late", "Your turn has probably passed", "We ask as soon as the house can be reached.", undefined],
  );
  assert.equal(estimate(said({ ...after, isAway: false })), "We ask the door.");
});

test("at a held door nothing has passed while the house answers, and is not promised while it does not", () => {
  const full = { status: { serving: 5 }, phase: "full", until: AT + MINUTE };
  assert.deepEqual(
    [said({ ...full, time: AT + 2 * MINUTE }).state, said({ ...full, time: AT + 2 * MINUTE, isAway: true }).state],
    ["called", "late"],
  );
  assert.doesNotMatch(said({ ...full, isAway: true }).caveat, /does not pass/);
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
  for (const phase of ["coming", "full"]) {
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

for (const [phase, state, actions] of [
  ["in", "in", ["seats"]],
  ["back", "in", ["seats"]],
  ["elsewhere", "elsewhere", ["seats"]],
  ["passed", "passed", ["join"]],
  ["over", "passed", ["join"]],
  ["foreign", "foreign", ["join"]],
  ["gone", "gone", ["join"]],
]) {
  test(`a fan who is ${phase} is told, with the way on`, () => {
    const view = said({ phase });
    assert.deepEqual([view.state, view.actions], [state, actions]);
  });
}

for (const [ended, headline, actions] of [
  ["sold_out", "Sold out", undefined],
  ["over", "This sale is over", undefined],
  ["cancelled", "This performance is cancelled", undefined],
  ["staff", "Nobody has to wait any more", ["seats"]],
]) {
  test(`a room that ended as ${ended} says so`, () => {
    const view = said({ status: { stage: "ended", ended } });
    assert.deepEqual([view.headline, view.actions], [headline, actions]);
  });
}

test("what may come back is said where all is sold", () =>
  assert.match(
    said({ status: { stage: "ended", ended: "sold_out", back: 3 } }).caveat,
    /^3 seats are in baskets .* some may come back on sale/,
  ));
test("one seat that may come back is one", () =>
  assert.match(
    said({ status: { stage: "ended", ended: "sold_out", back: 1 } }).caveat,
    /^1 seat is in baskets .* it may come back on sale/,
  ));
test("a door that asks again in a second says so", () =>
  assert.match(said({ status: { serving: 5 }, phase: "full", seconds: 1 }).caveat, /again in a second,/));

test("every state has a title, and none pleads or shouts", () => {
  for (const phase of ["", "coming", "full", "in", "passed", "over", "foreign", "gone"]) {
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

test("the proof says what was drawn, and what one's own number is worth in it", () => {
  const words = (now, number, place) => proofText({ status: completeStatus(now), number, place });
  assert.match(words({ root: "aa", n: 26488 }, 18206, null).drawn, /^26,488 numbers were in it\. Nobody can be added/);
  assert.match(
    words({ root: "aa", n: 26488, seed: "ab".repeat(32) }, 18206, 4618).yours,
    /^Your number 18,206 with that key gives place 4,618\. Coming early did not matter/,
  );
  assert.match(words({ root: "aa", n: 9, seed: "ab" }, 12, 12).yours, /^You came after the draw/);
});

test("an order that was drawn without what was announced says so, and has no good mark", () => {
  const mark = (agreement, without, outside = "beacon") => proofBadge({ agreement, without, outside });
  assert.deepEqual(
    [
      mark("same", false)[0],
      mark("same", null)[0],
      mark("same", true),
      mark("here", true, "witness"),
      mark("other", true)[1],
      mark("", true),
    ],
    [
      "good",
      "info",
      ["warn", "Drawn without the public value"],
      ["warn", "Drawn without the witness"],
      "Does not match",
      ["", ""],
    ],
  );
  assert.match(
    proofText({
      status: completeStatus({ root: "aa", n: 9, seed: "ab" }),
      number: 7,
      place: 5,
      outside: "beacon",
      without: true,
    }).drawn,
    /What was announced for it, the public value, is not in it\./,
  );
});

test("the house's clock is set right by each newer message, and by no older one", () => {
  const line = statusClock("2026-11-20T10:00:00Z");
  line.update(AT);
  const after = line.time();
  line.update(AT - MINUTE);
  assert.ok(Math.abs(after - AT) < 1000 && line.time() - AT < 1000 && line.time() >= after);
});
