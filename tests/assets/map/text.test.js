import assert from "node:assert/strict";
import { test } from "node:test";
import { formatClock, serverClock } from "../../../assets/js/clock.js";
import {
  shortSeatText,
  joinWithOr,
  leftText,
  joinWithAnd,
  formatMoney,
  matchingText,
  rowText,
  featuresText,
  spokenMoney,
  tableName,
  seatText,
} from "../../../assets/js/map/text.js";

const seat = (/** @type {string} */ label, row = "H", section = "Stalls") => ({ section, row, label });

for (const [text, is] of [
  [seatText([seat("26")]), "Stalls, row H, seat 26"],
  [seatText([seat("26"), seat("27")]), "Stalls, row H, 26 and 27"],
  [seatText([seat("2", "", "Box 3")]), "Box 3, seat 2"],
  [seatText([seat("730", "-", "Floor")]), "Floor, seat 730"],
  [seatText([seat("3", "Table 12", "Tables")]), "Tables, Table 12, seat 3"],
  [seatText([seat("", "", "Pit")]), "Pit"],
  [rowText(seat("3", "Table 12", "Tables")), "Tables, Table 12"],
  [tableName(seat("3", "12", "Tables")), "table 12"],
  [tableName(seat("3", "-", "Tables")), "this table"],
  [shortSeatText([seat("11", "12")]), "Stalls 12-11"],
  [shortSeatText([seat("", "", "Pit")]), "Pit"],
  [joinWithOr(["10", "11"]), "10 or 11"],
  [joinWithOr(["10 and 11", "12 and 13"]), "10 and 11, or 12 and 13"],
  [shortSeatText([seat("24", "P"), seat("25", "P")]), "Stalls P 24 and 25"],
  [joinWithAnd(["1", "2", "3"]), "1, 2 and 3"],
  [featuresText("ra"), "Restricted view, next to the aisle"],
  [featuresText(""), ""],
  [leftText(1204), "1,204 left"],
  [leftText(0), "None left"],
  [matchingText(1204), "1,204 of these"],
  [matchingText(0), "none of these"],
  [formatMoney(8400, "EUR"), "€84.00"],
  [formatMoney(112000, "EUR"), "€1,120.00"],
  [formatMoney(12000, "JPY"), "¥12,000"],
  [formatMoney(8400, "CHF"), "CHF\u00a084.00"],
  [formatMoney(840000, "HUF"), "HUF\u00a08,400.00"],
  [formatMoney(12500, "KWD"), "KWD\u00a012.500"],
  [formatMoney(0, "EUR"), "free"],
  [spokenMoney(8400, "EUR"), "84 euros"],
  [spokenMoney(8450, "EUR"), "84.50 euros"],
  [spokenMoney(0, "EUR"), "free"],
  [formatClock(581), "9:41"],
  [formatClock(580.2), "9:41"],
  [formatClock(-3), "0:00"],
  [formatClock(3723), "1:02:03"],
]) {
  test(`the house says "${is}"`, () => assert.equal(text, is));
}

test("the clock goes on from what the server said", () => {
  const time = serverClock("2026-10-10T19:30:00+00:00", performance.now() - 5_000);
  assert.ok(Math.abs(time() - Date.parse("2026-10-10T19:30:05Z")) < 200);
});
