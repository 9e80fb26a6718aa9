/** Reads what the server's rules say as lines of JSON, [name, arguments, answer], and tells the first ones the browser's say otherwise. */

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import * as rules from "../../../assets/js/map/model/row_rules.js";

let lines = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, given, answer] = JSON.parse(line);
  assert.deepEqual(rules[name](...given), answer, `${name}(${JSON.stringify(given)})`);
  lines++;
}
console.log(lines);
