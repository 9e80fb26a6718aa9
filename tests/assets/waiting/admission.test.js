import assert from "node:assert/strict";
import { test } from "node:test";
/** @import { Admission, AdmissionAnswer } from "../../../assets/js/waiting/types.js" */

import { fake, settle } from "../fake.js";
import { AdmissionClient, shouldEnter, parseAdmission } from "../../../assets/js/waiting/place/admission.js";
import { fetchUntilAnswered, retryDelay } from "../../../assets/js/waiting/server/retry.js";

const MINUTE = 60_000;

/**
 * Return an answer of the server.
 * @param {number} status
 * @param {AdmissionAnswer} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Response}
 */
const answer = (status, body = {}, headers = {}) =>
  fake({ status, json: async () => body, headers: new Headers(headers) });

/**
 * Return a client with these answers of the server. Time stands still, and what was put off happens at once.
 * @param {...Response} answers
 */
function client(...answers) {
  /** @type {Admission[]} */
  const said = [];
  /** @type {number[]} */
  const waits = [];
  const made = new AdmissionClient({
    ask: async () => answers.shift() ?? null,
    time: () => 0,
    onAnswer: (what) => said.push(what),
    later(f, ms) {
      waits.push(ms);
      queueMicrotask(f);
    },
    random: () => 0.5,
  });
  return { made, said, waits, left: answers, settled: settle };
}

test("who looks comes in at once, who does not in the last minute, and never where nobody knows how long", () => {
  /** @type {(visible: boolean, until: number | null, now?: number) => boolean} */
  const at = (visible, until, now = 0) => shouldEnter({ visible, until, now });
  assert.deepEqual(
    [
      at(true, 10 * MINUTE),
      at(false, 10 * MINUTE),
      at(false, MINUTE),
      at(false, 10 * MINUTE, 9.5 * MINUTE),
      at(false, null),
    ],
    [true, false, true, true, false],
  );
});

/** @type {[is: string, status: number, body: AdmissionAnswer & {outcome?: string}][]} */
const ANSWERS = [
  ["in", 200, { outcome: "admitted", until: "2026-11-24T19:00:00Z", to: "/performances/1" }],
  ["over", 410, { error: "pass_over", until: "2026-11-24T18:00:00Z" }],
  ["wait", 202, { outcome: "wait", seconds: 2 }],
  ["early", 409, { error: "not_your_turn", place: 9 }],
  ["passed", 410, { error: "place_passed", until: "2026-11-24T18:00:00Z" }],
  ["ended", 410, { error: "room_ended" }],
  ["foreign", 403, { error: "not_your_place" }],
];
for (const [is, status, body] of ANSWERS) {
  test(`the door's ${status} ${body.error ?? body.outcome} means: ${is}`, () =>
    assert.equal(parseAdmission(status, body).is, is));
}

test("who is told that the time inside is over is told when it ended", () => {
  assert.equal(
    parseAdmission(410, { error: "pass_over", until: "2026-11-24T18:00:00Z" }).until,
    Date.parse("2026-11-24T18:00:00Z"),
  );
});

test("a door that is held is asked again until it opens", async () => {
  const { made, said, waits, settled } = client(
    answer(202, { seconds: 2 }),
    answer(202, { seconds: 2 }),
    answer(200, { until: "2026-11-24T19:00:00Z", to: "/performances/1" }),
  );
  made.check({ visible: true, until: 10 * MINUTE });
  await settled();
  assert.deepEqual(
    [said.map(({ is }) => is), waits],
    [
      ["wait", "wait", "in"],
      [750, 2500, 2500],
    ],
  );
});

test("the door is asked one question at a time, and none after the last word", async () => {
  const { made, said, left, settled } = client(answer(403, {}), answer(200, {}));
  for (let i = 0; i < 5; i++) made.check({ visible: true, until: null });
  await settled();
  made.check({ visible: true, until: null });
  await settled();
  assert.deepEqual([said.length, left.length], [1, 1]);
  made.reset();
  made.check({ visible: true, until: null });
  await settled();
  assert.equal(left.length, 0);
});

test("a hand that presses does not wait for the moment's jitter", async () => {
  const { made, waits, said, settled } = client(answer(200, { until: "2026-11-24T19:00:00Z", to: "/" }));
  made.check({ visible: false, until: 10 * MINUTE }, true);
  await settled();
  assert.deepEqual([waits, said[0].is], [[], "in"]);
});

test("the house's own word decides when to ask again, and not all ask in the same moment", () => {
  assert.deepEqual([retryDelay(1, "4", 0), retryDelay(1, "4", 1)], [4000, 6000]);
  assert.deepEqual(
    [1, 2, 3, 9].map((tries) => retryDelay(tries, null, 0)),
    [1000, 2000, 4000, 20000],
  );
  assert.deepEqual(
    [retryDelay(1, "junk", 0), retryDelay(1, "-5", 0), retryDelay(1, "999999", 0)],
    [1000, 1000, 600000],
  );
});

test("what is busy or away is asked again, and what is an answer is one", async () => {
  const answers = [answer(503, {}, { "retry-after": "7" }), new TypeError("offline"), answer(429), answer(410)];
  /** @type {[why: string | null, ms: number | undefined][]} */
  const problems = [];
  const ask = async () => {
    const next = answers.shift();
    if (!next || next instanceof Error) throw next;
    return next;
  };
  const got = await fetchUntilAnswered(ask, {
    wait: async () => {},
    onProblem: (why, ms) => problems.push([why, ms && Math.round(ms)]),
    random: () => 0,
  });
  assert.equal(got?.status, 410);
  assert.deepEqual(problems, [
    ["busy", 7000],
    ["offline", 2000],
    ["busy", 4000],
    [null, undefined],
  ]);
});

test("nobody is asked for an answer that is not wanted any more", async () => {
  let asked = 0;
  const ask = async () => {
    asked++;
    return answer(503);
  };
  const got = await fetchUntilAnswered(ask, {
    wait: async () => {},
    isCancelled: () => asked >= 2,
    random: () => 0,
  });
  assert.deepEqual([got, asked], [null, 2]);
});
