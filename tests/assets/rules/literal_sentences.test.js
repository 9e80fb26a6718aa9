import assert from "node:assert/strict";
import { test } from "node:test";
import { Linter } from "eslint";
import { literalSentences } from "./literal_sentences.js";

const linter = new Linter();
const plugins = { aisle: { rules: { "literal-sentences": literalSentences } } };

/** Return how many literals the rule finds in a script. @param {string} script */
const countFound = (script) => {
  const found = linter.verify(script, [{ plugins, rules: { "aisle/literal-sentences": "error" } }]);
  assert.ok(
    found.every(({ ruleId }) => ruleId === "aisle/literal-sentences"),
    found[0]?.message,
  );
  return found.length;
};

for (const script of [
  'const text = "The sale is open.";',
  "const left = `${count} left`;",
  "const total = `Total ${sum}.`;",
  'const rest = " and " + name + " more seats";',
  'node.textContent = "Live";',
  'node.textContent = isLive ? gettext("Live") : "Lost";',
  'node.setAttribute("aria-label", "Floor");',
  'Object.assign(node, { title: "Close" });',
  'announcePolite("Sold");',
]) {
  test(`found: ${script}`, () => assert.equal(countFound(script), 1));
}

for (const script of [
  'node.textContent = gettext("The sale is open.");',
  'const text = ngettext("{count} seat is left.", "{count} seats are left.", count);',
  'const text = pgettext("of a seat", "not for sale");',
  'import name from "./some file.js";',
  'throw new TypeError("this is no seat");',
  'find(page, "nav a strong");',
  'const notes = page.querySelectorAll(".notice strong + span");',
  'node.className = "notice calm";',
  'node.classList.add("open");',
  'node.setAttribute("aria-busy", "true");',
  'const accept = { Accept: "application/json" };',
  "node.style.transform = `translate(${left}px, ${top}px) scale(${k})`;",
  "const url = `/performances/${id}/basket?view=${view}`;",
  'const CODES = "BIF CLP DJF";',
]) {
  test(`not found: ${script}`, () => assert.equal(countFound(script), 0));
}
