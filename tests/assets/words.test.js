import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, houseClock } from "../../assets/js/clock.js";
import { party } from "../../assets/js/map/party.js";
import { brief, left, list, money, special, spoken, where } from "../../assets/js/map/words.js";

const seat = (label, row = "H", section = "Stalls") => ({ section, row, label });

for (const [said, is] of [
  [where([seat("26")]), "Stalls, row H, seat 26"],
  [where([seat("26"), seat("27")]), "Stalls, row H, 26 and 27"],
  [where([seat("2", "", "Box 3")]), "Box 3, seat 2"],
  [where([seat("730", "-", "Floor")]), "Floor, seat 730"],
  [brief([seat("24", "P"), seat("25", "P")]), "Stalls P 24 and 25"],
  [list(["1", "2", "3"]), "1, 2 and 3"],
  [special("ra"), "Restricted view, next to the aisle"],
  [special(""), ""],
  [left(1204), "1,204 left"],
  [left(0), "None left"],
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

/** A row of ten, an aisle between 4 and 5; "x" is not open. */
const row = (open) => {
  const seats = [...open].map((mark, i) => ({ i, mark, left: i === 0 || i === 5 ? -1 : i - 1, right: i === 4 || i === 9 ? -1 : i + 1 }));
  return (from, size) => party({ seats }, seats[from], size, ({ mark }) => mark !== "x").map(({ i }) => i);
};

for (const [words, open, from, size, takes] of [
  ["sits to the right of the seat pointed at", "..........", 1, 3, [1, 2, 3]],
  ["moves to the left where the right ends", "..........", 9, 3, [7, 8, 9]],
  ["never crosses an aisle", "..........", 4, 3, [2, 3, 4]],
  ["never takes a seat that is not open", "...x......", 2, 3, [0, 1, 2]],
  ["is as large as the run allows", ".x.x......", 2, 3, [2]],
])
  test(`a party ${words}`, () => assert.deepEqual(row(open)(from, size), takes));
