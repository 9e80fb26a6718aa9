import assert from "node:assert/strict";
import { test } from "node:test";
import { unpackSeats } from "../../../assets/js/map/model/seat_chunks.js";
import { parseView, formatView } from "../../../assets/js/map/view/url_state.js";

/** @import { PackedRow } from "../../../assets/js/map/types.js" */

/** @type {PackedRow} */
const ROW = { row: "G", first: 40, x: [100, 200, 200], y: [-30, 5, 0], rank: [1500, -2, 4], labels: [11, 2] };
const [one, two, three] = unpackSeats([ROW], "Stalls");

test("a seat stands so far from the one before", () => {
  assert.deepEqual(
    [one, two, three].map(({ i, x, y }) => [i, x, y]),
    [
      [40, 10, -3],
      [41, 30, -2.5],
      [42, 50, -2.5],
    ],
  );
});

test("labels count on from the first", () => assert.deepEqual([one.label, two.label, three.label], ["11", "13", "15"]));

test("the next of the row is the neighbour, the last has none", () =>
  assert.deepEqual([one.right, three.right], [41, -1]));

test("what differs is said by the place in the row", () => {
  const seats = unpackSeats(
    [
      {
        ...ROW,
        labels: ["a", "b", "c"],
        flags: { 1: "wa" },
        right: { 0: -1, 2: 40 },
        turn: [-300, 5, 0],
        table: "whole",
      },
    ],
    "Tables",
  );
  assert.deepEqual(
    seats.map(({ right, flags, label, rotation, table }) => [right, flags, label, rotation, table]),
    [
      [-1, "", "a", -30, "whole"],
      [42, "wa", "b", -29.5, "whole"],
      [40, "", "c", -29.5, "whole"],
    ],
  );
});

test("an address leads back to the view it was written for", () => {
  const view = { x: -120, y: 48, pitch: 17.5, floor: "Lower tier, left" };
  assert.deepEqual(parseView(formatView(view)), view);
});

for (const hash of ["", "#seats", "#at=", "#at=1,2", "#at=a,b,c", "#at=1,2,3x", "#at=1,2,3,%E0%A4%A", "#at=1e9,2,3"]) {
  test(`"${hash}" says nothing`, () => assert.equal(parseView(hash), null));
}
