import assert from "node:assert/strict";
import { test } from "node:test";
import { adjacentSeats, chooseSeats } from "../../../assets/js/map/selection/party_selection.js";

/** @import { ChoiceContext, Seat, SeatChoice } from "../../../assets/js/map/types.js" */

/** @typedef {Seat & {letter: string}} LetteredSeat */

/**
 * Return a row, one letter a seat: "o" open, "x" held by another fan, "m" mine, "f" open but filtered out, "w" a wheelchair
 * space, "c" a companion seat, "W" a space of mine, "t" of a table that is sold whole; a blank is an aisle. Labels count from 1.
 * @param {string} letters
 * @param {Seat["table"]} [table]
 */
function house(letters, table = "") {
  /** @type {LetteredSeat[]} */
  const seats = [];
  for (const letter of letters) {
    const before = seats.at(-1);
    const i = seats.length;
    if (letter !== " ") {
      const flags = /[wcW]/.test(letter) ? letter.toLowerCase() : "";
      const position = { i, x: 0, y: 0, rotation: 0, section: "Stalls", row: "H", label: String(i + 1) };
      const left = before?.right === i ? i - 1 : -1;
      const rest = { flags, table, left, right: i + 1, rank: 0, view: "", use: null, text: null };
      seats.push({ ...position, ...rest, letter });
    } else if (before) before.right = -1;
  }
  seats[seats.length - 1].right = -1;
  return { seats, row: () => seats };
}

/**
 * Return the choice for a tap on a seat of the row.
 * @param {string} letters
 * @param {number} at
 * @param {number} size
 * @param {Partial<ChoiceContext>} [given]
 * @param {Seat["table"]} [table]
 */
function wish(letters, at, size, given = {}, table = "") {
  const inside = house(letters, table);
  /** @type {(marks: string) => (seat: Seat) => boolean} */
  const is = (marks) => (seat) => marks.includes(inside.seats[seat.i].letter);
  const mine = inside.seats.filter(is("mW"));
  const tests = { isOpen: is("owct"), isFree: is("owctf"), isMine: is("mW") };
  return chooseSeats(inside, inside.seats[at], { size, remaining: 8, ...tests, mine, singles: "off", ...given });
}

/** Return the numbers of the chosen seats. @param {SeatChoice} choice */
const taken = ({ seats }) => seats.map(({ i }) => i);

/** @type {[words: string, letters: string, at: number, size: number, takes: number[]][]} */
const PARTIES = [
  ["sits to the right of the seat pointed at", "oooooooo", 2, 3, [2, 3, 4]],
  ["moves to the left where the right ends", "oooooooo", 7, 3, [5, 6, 7]],
  ["moves so that nobody is left alone", "oooooo", 3, 2, [2, 3]],
  ["never crosses an aisle", "ooooo ooooo", 4, 3, [2, 3, 4]],
  ["never takes a seat that is not open", "oooxoooooo", 2, 3, [0, 1, 2]],
  ["never takes a seat that was filtered out", "oofoooo", 1, 2, [0, 1]],
  ["never takes a wheelchair space or a companion's seat", "wcoooo", 2, 2, [2, 3]],
  ["is as large as there is room for", "oxoxooo", 2, 3, [2]],
];
for (const [words, letters, at, size, takes] of PARTIES) {
  test(`a party ${words}`, () => assert.deepEqual(taken(wish(letters, at, size)), takes));
}

test("a party that is cut short says so", () => {
  assert.equal(wish("xooox", 2, 4).note, "Only 3 fit here.");
  assert.equal(wish("xox", 1, 2).note, "Only 1 fits here.");
  assert.equal(wish("oooooo", 1, 4, { remaining: 2 }).note, "You may take 2 more.");
});

test("whoever has all that one person may take is told, and takes nothing", () => {
  const { seats, note } = wish("oooo", 1, 2, { remaining: 0 });
  assert.deepEqual(seats, []);
  assert.match(note, /as many as one person may take/);
});

test("where a single seat is only advised against, it is said and can be taken", () => {
  const { seats, note, refused } = wish("xooox", 2, 1, { singles: "warn" });
  assert.deepEqual([seats.length, note, refused], [1, "Leaves 2 and 4 on their own.", false]);
});

test("where a single seat is refused, it is said with what would be fine", () => {
  const { note, refused } = wish("xoooox", 2, 1, { singles: "refuse" });
  assert.deepEqual([note, refused], ["Would leave 2 on its own. Take 2 or 5 instead.", true]);
});

test("the only way to sit in a row is never refused", () => {
  assert.equal(wish("xooox", 1, 2, { singles: "refuse" }).refused, false);
});

test("a seat beside mine is judged together with mine", () => {
  assert.equal(wish("xmoox", 2, 1, { singles: "refuse" }).refused, false);
  const { refused, note } = wish("xmooox", 3, 1, { singles: "refuse" });
  assert.deepEqual([refused, note], [true, "Would leave 3 and 5 on their own. Take 3 instead."]);
});

test("a wheelchair space takes companions' seats with it, and is asked for as such", () => {
  const { seats, wheelchairs } = wish("ooowcoo", 3, 2);
  assert.deepEqual([seats.map(({ i }) => i), wheelchairs], [[3, 4], 1]);
  assert.match(wish("owcoo", 1, 1).note, /Choose 2 together/);
});

test("a companion's seat explains itself, until one has a space", () => {
  assert.deepEqual(wish("owcoo", 2, 1).seats, []);
  assert.match(wish("owcoo", 2, 1).note, /go with a wheelchair space/);
  assert.deepEqual(taken(wish("oWcoo", 2, 1)), [2]);
});

test("a table that is sold whole is taken whole, whatever the party", () => {
  const { seats, table } = wish("tttt", 2, 1, {}, "whole");
  assert.deepEqual([seats.map(({ i }) => i), table], [[0, 1, 2, 3], true]);
});

test("a whole table says why it cannot be had", () => {
  assert.match(wish("ttxt", 0, 1, {}, "whole").note, /somebody has a part of it/);
  assert.match(wish("tttt", 0, 1, { remaining: 3 }, "whole").note, /4 seats. You may take 3/);
});

test("a round table is a chain that ends", () => {
  const inside = house("oooo");
  inside.seats[0].left = 3;
  inside.seats[3].right = 0;
  assert.equal(adjacentSeats(inside, inside.seats[2]).length, 4);
});
