import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, houseClock } from "../../../assets/js/clock.js";
import { brief, either, left, list, money, ofThese, rowWhere, special, spoken, tableName, where } from "../../../assets/js/map/text.js";

const seat = (label, row = "H", section = "Stalls") => ({ section, row, label });

for (const [said, is] of [
  [where([seat("26")]), "Stalls, row H, seat 26"],
  [where([seat("26"), seat("27")]), "Stalls, row H, 26 and 27"],
  [where([seat("2", "", "Box 3")]), "Box 3, seat 2"],
  [where([seat("730", "-", "Floor")]), "Floor, seat 730"],
  [where([seat("3", "Table 12", "Tables")]), "Tables, Table 12, seat 3"],
  [where([seat("", "", "Pit")]), "Pit"],
  [rowWhere(seat("3", "Table 12", "Tables")), "Tables, Table 12"],
  [tableName(seat("3", "12", "Tables")), "table 12"],
  [tableName(seat("3", "-", "Tables")), "this table"],
  [brief([seat("11", "12")]), "Stalls 12-11"],
  [brief([seat("", "", "Pit")]), "Pit"],
  [either(["10", "11"]), "10 or 11"],
  [either(["10 and 11", "12 and 13"]), "10 and 11, or 12 and 13"],
  [brief([seat("24", "P"), seat("25", "P")]), "Stalls P 24 and 25"],
  [list(["1", "2", "3"]), "1, 2 and 3"],
  [special("ra"), "Restricted view, next to the aisle"],
  [special(""), ""],
  [left(1204), "1,204 left"],
  [left(0), "None left"],
  [ofThese(1204), "1,204 of these"],
  [ofThese(0), "none of these"],
  [money(8400, "EUR"), "€84.00"],
  [money(112000, "EUR"), "€1,120.00"],
  [money(12000, "JPY"), "¥12,000"],
  [money(8400, "CHF"), "CHF\u00a084.00"],
  [money(840000, "HUF"), "HUF\u00a08,400.00"],
  [money(12500, "KWD"), "KWD\u00a012.500"],
  [money(0, "EUR"), "free"],
  [spoken(8400, "EUR"), "84 euros"],
  [spoken(8450, "EUR"), "84.50 euros"],
  [spoken(0, "EUR"), "free"],
  [figure(581), "9:41"],
  [figure(580.2), "9:41"],
  [figure(-3), "0:00"],
  [figure(3723), "1:02:03"],
])
  test(`the house says "${is}"`, () => assert.equal(said, is));

test("the clock goes on from what the server said", () => {
  const time = houseClock("2026-10-10T19:30:00+00:00", performance.now() - 5_000);
  assert.ok(Math.abs(time() - Date.parse("2026-10-10T19:30:05Z")) < 200);
});
