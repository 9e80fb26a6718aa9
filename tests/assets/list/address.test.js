import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeAddresses } from "../../../assets/js/list/address.js";

const address = (/** @type {string} */ query) => `http://aisle.test/list?${query}`;

/** @type {[name: string, rendered: string, first: string, second: string, expected: string][]} */
const CASES = [
  [
    "a section keeps the wheelchair filter that is under way",
    "party=2",
    "party=2&access=1",
    "section=A&party=2",
    "?section=A&party=2&access=1",
  ],
  [
    "a filter keeps the section that is under way",
    "party=2",
    "section=A&party=2",
    "party=2&access=1",
    "?access=1&section=A&party=2",
  ],
  ["the later of two sections counts", "party=2", "section=A&party=2", "section=B&party=2", "?section=B&party=2"],
  [
    "a floor replaces the section that is under way",
    "party=2",
    "section=A&party=2",
    "floor=Upper&party=2",
    "?floor=Upper&party=2",
  ],
  [
    "a price taken away stays away",
    "party=2&level=1&level=2",
    "party=2&level=1",
    "party=3&level=1&level=2",
    "?party=3&level=1",
  ],
  ["the same change twice is made once", "party=2", "party=3", "party=3", "?party=3"],
];
for (const [name, rendered, first, second, expected] of CASES) {
  const merged = mergeAddresses(address(rendered), address(first), address(second));
  test(name, () => assert.equal(new URL(merged).search, expected));
}
