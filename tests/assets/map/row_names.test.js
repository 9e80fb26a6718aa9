import assert from "node:assert/strict";
import { test } from "node:test";
import { rowLabel } from "../../../assets/js/map/model/row_names.js";

/** @import { RowSeat } from "../../../assets/js/map/model/row_names.js" */

/**
 * Return a seat.
 * @param {number} x
 * @param {number} y
 * @param {Partial<RowSeat>} [more]
 * @returns {RowSeat}
 */
const seat = (x, y, more = {}) => ({ x, y, row: "H", rotation: 0, table: "", ...more });

/** Return text and place of the label of a row. @param {RowSeat[]} seats */
function named(seats) {
  const label = rowLabel(seats);
  return label && [label.text, Math.round(label.x), Math.round(label.y)];
}

test("a row is named one seat before its first", () => {
  assert.deepEqual(named([seat(100, 50), seat(120, 50)]), ["H", 80, 50]);
});
test("a row that runs the other way is named on the other side", () => {
  assert.deepEqual(named([seat(100, 50), seat(76, 50)]), ["H", 120, 50]);
});
test("a row beside the stage is named along its own line", () => {
  assert.deepEqual(named([seat(100, 50), seat(100, 70)]), ["H", 100, 30]);
});
test("a seat on its own is named as it is turned", () => {
  assert.deepEqual(named([seat(100, 50, { rotation: 90 })]), ["H", 100, 30]);
});
test("a table has its number in its middle", () => {
  const at = { row: "Table 12", table: /** @type {const} */ ("whole") };
  assert.deepEqual(named([seat(0, 0, at), seat(40, 0, at), seat(40, 20, at), seat(0, 20, at)]), ["12", 20, 10]);
});
test("a row without a name has none written", () => {
  assert.equal(rowLabel([seat(0, 0, { row: "-" })]), null);
});
