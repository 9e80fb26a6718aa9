import assert from "node:assert/strict";
import { test } from "node:test";
import { AT, MINUTE, caveat, estimate, room, said } from "./facts.js";
import { timeUntilText } from "../../../assets/js/waiting/view/time_format.js";

test("while numbers are given it says one's own, how many there are, and when the draw is", () => {
  const view = said({
    status: { stage: "gathering", last: 18230, seed: "" },
    place: null,
    room: { ...room, draws: AT + MINUTE },
  });
  assert.deepEqual(
    [view.state, view.figure, view.headline, estimate(view)],
    ["gathering", "7", "your number", "The order is drawn in 1:00."],
  );
  assert.match(
    caveat(view),
    /^18,230 numbers are given so far\. At 10:11 one draw decides .* Coming early does not matter\./,
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
    [estimate(late), caveat(late).includes("Nothing is lost")],
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
    caveat(said(closed)),
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
    ["9", "numbers in the draw", "number in the draw"],
  );
  const after = said({ ...closed, number: 12 });
  assert.deepEqual(
    [after.figure, after.headline, /You came after the close/.test(caveat(after))],
    ["12", "your number", true],
  );
});

test("a key of our own alone promises no secret", () =>
  assert.doesNotMatch(
    caveat(said({ status: { stage: "drawing", seed: "" }, place: null, room: { ...room, outside: "none" } })),
    /nobody can know/,
  ));

test("what counts down is told in whole words to who hears it", () => {
  const gathering = said({
    status: { stage: "gathering", seed: "" },
    place: null,
    room: { ...room, draws: AT + 44_000 },
  });
  assert.deepEqual(
    [estimate(gathering), gathering.announcement?.endsWith("The order is drawn in 44 seconds.")],
    ["The order is drawn in 0:44.", true],
  );
  assert.match(
    said({ status: { stage: "closed" }, room: { ...room, opens: AT + 12 * MINUTE } }).announcement ?? "",
    /^The waiting room opens in 12 minutes, at 10:22/,
  );
  assert.deepEqual(
    [1, 0.5, 91, 3600, 3660, 7325, 300_000].map((seconds) => timeUntilText(seconds * 1000)),
    ["in 1 second", "in 1 second", "in 2 minutes", "in 60 minutes", "in 61 minutes", "in 2 hours", "in 3 days"],
  );
});
