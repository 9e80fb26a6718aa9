import assert from "node:assert/strict";
import { test } from "node:test";

Object.assign(globalThis, { aisleTexts: { "between parts of a description\u0004, ": "、" } }); // before the scripts are loaded
const { featureList } = await import("../../../assets/js/map/text.js");

test("the features of a seat are joined as the language does", () =>
  assert.equal(featureList("ra"), "restricted view、next to the aisle"));
