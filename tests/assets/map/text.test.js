import assert from "node:assert/strict";
import { test } from "node:test";
import { formatClock, serverClock } from "../../../assets/js/clock.js";
import {
  shortSeatText,
  leftText,
  moneyText,
  matchingText,
  priceText,
  rangeText,
  rowText,
  featuresText,
  spokenMoney,
  tableName,
  seatText,
  viewText,
} from "../../../assets/js/map/text.js";

const seat = (/** @type {string} */ label, row = "H", section = "Stalls") => ({ section, row, label });
const euros = (/** @type {number} */ minor) => priceText(minor, "EUR");

for (const [text, is] of [
  [seatText([seat("26")]), "Stalls, row H, seat 26"],
  [seatText([seat("26"), seat("27")]), "Stalls, row H, seats 26 and 27"],
  [seatText([seat("2", "", "Box 3")]), "Box 3, seat 2"],
  [seatText([seat("730", "-", "Floor")]), "Floor, seat 730"],
  [seatText([seat("3", "Table 12", "Tables")]), "Tables, Table 12, seat 3"],
  [seatText([seat("", "", "Pit")]), "Pit"],
  [rowText(seat("3", "Table 12", "Tables")), "Tables, Table 12"],
  [tableName(seat("3", "12", "Tables")), "Table 12"],
  [tableName(seat("3", "-", "Tables")), ""],
  [viewText(seat("3")), "The stage as seen from row H"],
  [viewText(seat("3", "Table 12", "Tables")), "The stage as seen from Table 12"],
  [viewText(seat("2", "-", "Box 3")), "The stage as seen from Box 3"],
  [shortSeatText([seat("11", "12")]), "Stalls 12-11"],
  [shortSeatText([seat("", "", "Pit")]), "Pit"],
  [shortSeatText([seat("24", "P"), seat("25", "P")]), "Stalls P 24 and 25"],
  [featuresText("ra"), "Restricted view, next to the aisle"],
  [featuresText(""), ""],
  [leftText(1204), "1,204 left"],
  [leftText(0), "None left"],
  [matchingText(1204), "1,204 of these"],
  [matchingText(0), "none of these"],
  [moneyText(8400, "EUR"), "€84.00"],
  [moneyText(0, "EUR"), "free"],
  [priceText(0, "EUR"), "Free"],
  [rangeText([8400, 6400, 7000], euros), "€64.00 to €84.00"],
  [rangeText([0, 0], euros), "Free"],
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
