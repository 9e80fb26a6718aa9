import assert from "node:assert/strict";
import { test } from "node:test";
import { whole } from "../../assets/js/waiting/facts.js";
import { proofWords } from "../../assets/js/waiting/proof.js";
import { lineClock, wall } from "../../assets/js/waiting/times.js";
import { viewOf } from "../../assets/js/waiting/view.js";

const AT = Date.parse("2026-11-20T10:10:00Z"), MINUTE = 60_000;
const room = { opens: AT - 40 * MINUTE, draws: AT - 10 * MINUTE, drawn: true, outside: "beacon", round: 7, witness: undefined, city: "Lisbon" };
const clock = wall("Europe/Lisbon", () => AT);

/** What the page says to number 7, place 5 of 9, with what is given instead. */
function said({ now = {}, ...facts } = {}) {
  const line = whole({ q: 1, at: AT, stage: "open", last: 9, serving: 2, seed: "ab", n: 9, ...now });
  return viewOf({ now: line, number: 7, place: 5, phase: "", until: null, seconds: 2, room, time: AT, clock, ...facts });
}
const estimate = (view) => view.estimate.join("");

test("before the first news the page says only that it looks", () => assert.equal(viewOf({ now: null, phase: "" }).state, "looking"));

test("before the opening it counts down and says that coming early does not matter", () => {
  const view = said({ now: { stage: "closed" }, room: { ...room, opens: AT + 12 * MINUTE + 34_000, draws: AT + 42 * MINUTE } });
  assert.deepEqual([view.state, view.figure, view.says], ["before", "12:34", "at 10:22, the time in Lisbon"]);
  assert.deepEqual([estimate(view), view.honest.startsWith("Coming early does not matter.")], ["Everybody who is here by 10:52 gets a place in one draw.", true]);
});

test("days before the opening the time has its day", () => {
  const view = said({ now: { stage: "closed" }, room: { ...room, opens: AT + 3 * 24 * 60 * MINUTE } });
  assert.deepEqual([view.figure, view.says], ["3 days", "at Mon 23 Nov, 10:10, the time in Lisbon"]);
});

test("in the moment of the opening it says that a number comes", () => assert.equal(said({ now: { stage: "closed" } }).state, "joining"));

test("while numbers are given it says one's own, how many there are, and when the draw is", () => {
  const view = said({ now: { stage: "gathering", last: 18230, seed: "" }, place: null, room: { ...room, draws: AT + MINUTE } });
  assert.deepEqual([view.state, view.figure, view.says, estimate(view)], ["gathering", "7", "is your number", "The order is drawn in 1:00."]);
  assert.match(view.honest, /^18,230 numbers are given so far, and at 10:11 one draw decides .* Coming early does not matter\./);
});

test("while the draw waits it says for what, and later that it is late and nothing is lost", () => {
  const closed = { now: { stage: "drawing", seed: "", n: 9 }, place: null };
  assert.equal(estimate(said({ ...closed, room: { ...room, draws: AT - 5_000 } })), "The draw waits for the public beacon's round 7.");
  const late = said(closed);
  assert.deepEqual([estimate(late), late.honest.includes("Nothing is lost")], ["The draw is late: the public beacon's round 7 is not there yet.", true]);
  assert.match(said({ ...closed, number: 12 }).honest, /You came after the close/);
});

test("a place says who is ahead, in the plural only where there is one", () => {
  assert.deepEqual([said().figure, said().says, said().over], ["2", "people ahead of you", "You are in the waiting room, place 5"]);
  assert.equal(said({ now: { serving: 3 } }).says, "person ahead of you");
  assert.equal(estimate(said({ now: { serving: 4 } })), "You are next.");
});

test("a line that is slowed or paused says why, and that the place does not change", () => {
  const slow = said({ now: { why: "payments", slow: 0.08, fast: 0.14, rate: 1 } });
  assert.deepEqual([estimate(slow), slow.honest], ["About 14 to 25 minutes now.", "Payments are slow, so we let in fewer people. Your place does not change."]);
  assert.equal(estimate(said({ now: { stage: "paused" } })), "Nobody is let in just now.");
});

test("news of a minute ago promise nothing", () => assert.match(estimate(said({ now: { at: AT - 2 * MINUTE, slow: 1, fast: 2 } })), /We do not know just now/));

test("at one's turn it says until when, and offers to come in", () => {
  const view = said({ now: { serving: 5 }, until: AT + 14 * MINUTE });
  assert.deepEqual([view.state, view.says, estimate(view), view.does], ["called", "It is your turn", "Come in before 10:24.", ["come"]]);
  assert.match(said({ now: { serving: 5 }, phase: "full" }).honest, /go on asking/);
});

test("whom staff let through may come in whatever the order", () => assert.equal(said({ now: { stage: "gathering", through: [7] }, place: null }).over, "Number 7 may come in"));

for (const [phase, state, does] of [["in", "in", ["seats"]], ["back", "in", ["seats"]], ["elsewhere", "elsewhere", ["seats"]], ["passed", "passed", ["join"]], ["over", "passed", ["join"]], ["foreign", "foreign", ["join"]], ["gone", "gone", ["join"]]])
  test(`a fan who is ${phase} is told, with the way on`, () => {
    const view = said({ phase });
    assert.deepEqual([view.state, view.does], [state, does]);
  });

for (const [ended, says, does] of [["sold_out", "Sold out", undefined], ["over", "This sale is over", undefined], ["cancelled", "This performance is cancelled", undefined], ["staff", "Nobody has to wait any more", ["seats"]]])
  test(`a room that ended as ${ended} says so`, () => {
    const view = said({ now: { stage: "ended", ended } });
    assert.deepEqual([view.says, view.does], [says, does]);
  });

test("what may come back is said where all is sold", () => assert.match(said({ now: { stage: "ended", ended: "sold_out", back: 3 } }).honest, /^3 seats are in baskets/));

test("every state has a title, and none pleads or shouts", () => {
  for (const phase of ["", "coming", "full", "in", "passed", "over", "foreign", "gone"])
    for (const now of [{}, { serving: 9 }, { stage: "gathering" }, { stage: "ended", ended: "sold_out" }, { stage: "quiet" }]) {
      const view = said({ phase, now });
      assert.ok(view.title);
      assert.doesNotMatch(JSON.stringify(view), /!|sorry|oops|please|undefined|NaN|null/i);
    }
});

test("the proof says what was drawn, and what one's own number is worth in it", () => {
  const words = (now, number, place) => proofWords({ now: whole(now), number, place });
  assert.match(words({ root: "aa", n: 26488 }, 18206, null).drawn, /^26,488 people were here\. Nobody can be added/);
  assert.match(words({ root: "aa", n: 26488, seed: "ab".repeat(32) }, 18206, 4618).yours, /^Your number 18,206 with that key gives place 4,618\. Coming early did not matter/);
  assert.match(words({ root: "aa", n: 9, seed: "ab" }, 12, 12).yours, /^You came after the draw/);
});

test("the house's clock is set right by each newer message, and by no older one", () => {
  const line = lineClock("2026-11-20T10:00:00Z");
  line.hear(AT);
  const after = line.time();
  line.hear(AT - MINUTE);
  assert.ok(Math.abs(after - AT) < 1000 && line.time() - AT < 1000 && line.time() >= after);
});
