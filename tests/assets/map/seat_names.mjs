/** Compares the names that scripts write with the server's: reads lines of JSON, [name, arguments, answer], fails at the first
 * difference, and prints how many are the same. */

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { formatAmount } from "../../../assets/js/language/format.js";
import { featuresText, rowText, seatText } from "../../../assets/js/map/text.js";

/** @type {Record<string, (...given: any[]) => string>} */
const writers = {
  places: (section, row, labels) => seatText(labels.map((/** @type {string} */ label) => ({ section, row, label }))),
  row: (section, row) => rowText({ section, row }),
  special: featuresText,
  money: formatAmount,
};
let lines = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, given, answer] = JSON.parse(line);
  assert.equal(writers[name](...given), answer, `${name}(${JSON.stringify(given)})`);
  lines++;
}
console.log(lines);
