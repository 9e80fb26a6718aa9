/** Compares the rules of the browser with the server's: reads lines of JSON, [name, arguments, answer], fails at the first
 * difference, and prints how many are the same. */

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import * as rules from "../../../assets/js/map/model/row_rules.js";

/** @type {Record<string, unknown>} */
const all = rules;
let lines = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, given, answer] = JSON.parse(line);
  const rule = /** @type {(...given: unknown[]) => unknown} */ (all[name]);
  assert.deepEqual(rule(...given), answer, `${name}(${JSON.stringify(given)})`);
  lines++;
}
console.log(lines);
