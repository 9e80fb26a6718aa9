import assert from "node:assert/strict";
import { test } from "node:test";
import { HELD, OPEN, SOLD, SeatStatuses, decide, parseSnapshot } from "../../../assets/js/map/model/seat_state.js";
import { reconnectDelay } from "../../../assets/js/socket.js";

/** @import { Delta } from "../../../assets/js/map/types.js" */

/**
 * Return a snapshot.
 * @param {number} v
 * @param {string} map
 */
const snapshot = (v, map, e = 3) => ({ e, v, plan: 5, levels: "abc", n: map.length, map });

/**
 * Return the statuses after a snapshot.
 * @param {number} v
 * @param {string} map
 */
function at(v, map) {
  const statuses = new SeatStatuses();
  statuses.applySnapshot(snapshot(v, map));
  return statuses;
}

/** Return the statuses as a snapshot has them. @param {SeatStatuses} statuses */
const picture = (statuses) => [...statuses.seats].join("");

test("a snapshot is a line of JSON and one character a seat", () => {
  const read = parseSnapshot('{"e":3,"v":57,"plan":5,"levels":"abc","n":4}\n0123');
  assert.deepEqual(read, snapshot(57, "0123"));
});

test("a map shorter than it says is refused", () => {
  assert.throws(() => parseSnapshot('{"e":3,"v":57,"plan":5,"levels":"abc","n":4}\n01'));
});

/** @type {[words: string, delta: Delta, verdict: string][]} */
const VERDICTS = [
  ["of another epoch", { e: 4, p: 57, v: 58 }, "fetch"],
  ["not newer", { e: 3, p: 50, v: 57 }, "ignore"],
  ["that fits", { e: 3, p: 57, v: 58 }, "apply"],
  ["that overlaps", { e: 3, p: 40, v: 58 }, "apply"],
  ["laid upon a version never seen", { e: 3, p: 58, v: 60 }, "fetch"],
];
for (const [words, delta, verdict] of VERDICTS) {
  test(`a delta ${words}: ${verdict}`, () => assert.equal(decide({ e: 3, v: 57 }, delta), verdict));
}

test("before the first snapshot every delta is kept", () => {
  const statuses = new SeatStatuses();
  statuses.applyDelta({ e: 3, p: 57, v: 58, held: [1] });
  statuses.applySnapshot(snapshot(57, "000"));
  assert.equal(picture(statuses), "010");
});

test("only seats that are something else now are named", () => {
  const statuses = at(57, "0100");
  assert.deepEqual(statuses.applyDelta({ e: 3, p: 57, v: 58, held: [1, 2] }).changed, [2]);
});

test("after a gap a snapshot is asked for, and what came meanwhile is applied", () => {
  const statuses = at(57, "0000");
  assert.equal(statuses.applyDelta({ e: 3, p: 60, v: 61, held: [1] }).fetch, 60);
  statuses.applyDelta({ e: 3, p: 61, v: 62, sold: [2] });
  assert.deepEqual(statuses.applySnapshot(snapshot(60, "3000")), { changed: [0, 1, 2], fetch: null });
  assert.deepEqual([...statuses.seats], [3, HELD, SOLD, OPEN]);
});

test("a snapshot that is still too old leads to another", () => {
  const statuses = at(57, "00");
  statuses.applyDelta({ e: 3, p: 60, v: 61, held: [1] });
  assert.equal(statuses.applySnapshot(snapshot(58, "00")).fetch, 60);
});

test("an older snapshot never undoes a newer picture", () => {
  const statuses = at(57, "01");
  assert.deepEqual(statuses.applySnapshot(snapshot(50, "10")), { changed: [], fetch: null });
  assert.equal(picture(statuses), "01");
});

test("a new epoch wins even with a smaller version, and is not asked for twice", () => {
  const statuses = at(57, "00");
  assert.equal(statuses.applyDelta({ e: 4, p: 9, v: 9 }).fetch, 9);
  assert.deepEqual(statuses.applySnapshot(snapshot(9, "10", 4)), { changed: [0], fetch: null });
  assert.equal(statuses.head?.e, 4);
});

test("nothing since v, of a version never seen, heals a lost last delta", () => {
  assert.equal(at(57, "00").applyDelta({ e: 3, p: 59, v: 59 }).fetch, 59);
});

test("any order and any repetition of deltas over old snapshots ends in the same picture", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let round = 0; round < 200; round++) {
    const truth = new Array(12).fill(0);
    /** @type {Delta[]} */
    const deltas = [];
    const snapshots = [snapshot(0, truth.join(""))];
    for (let v = 1; v <= 20; v++) {
      const i = Math.floor(random() * 12);
      const status = Math.floor(random() * 4);
      truth[i] = status;
      deltas.push({ e: 3, p: v - 1, v, [["open", "held", "sold", "killed"][status]]: [i] });
      snapshots.push(snapshot(v, truth.join("")));
    }
    const statuses = new SeatStatuses();
    for (const delta of deltas) {
      if (random() < 0.3) continue; // lost
      const result = statuses.applyDelta(delta);
      if (result.fetch !== null && random() < 0.7) {
        statuses.applySnapshot(snapshots[Math.min(20, result.fetch + Math.floor(random() * 3))]);
      }
    }
    const last = statuses.applyDelta({ e: 3, p: 20, v: 20 }); // nothing since
    if (last.fetch !== null) statuses.applySnapshot(snapshots[20]);
    assert.equal(picture(statuses), truth.join(""));
  }
});

test("patience doubles, is jittered, and ends", () => {
  assert.deepEqual(
    [reconnectDelay(0, 0), reconnectDelay(0, 1), reconnectDelay(2, 1), reconnectDelay(30, 1)],
    [250, 1000, 4000, 8000],
  );
});
