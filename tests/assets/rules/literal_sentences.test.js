import assert from "node:assert/strict";
import { test } from "node:test";
import { Linter } from "eslint";
import { literalSentences } from "./literal_sentences.js";

const linter = new Linter();
const plugins = { aisle: { rules: { "literal-sentences": literalSentences } } };

/** Return what the rule says about a script. @param {string} script */
const messagesOf = (script) => {
  const found = linter.verify(script, [{ plugins, rules: { "aisle/literal-sentences": "error" } }]);
  assert.ok(
    found.every(({ ruleId }) => ruleId === "aisle/literal-sentences"),
    found[0]?.message,
  );
  return found.map(({ message }) => message);
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
  'node.append("Sold");',
  'node.append(createIcon("seat"), "Live");',
  'node.append("Sold ", count);',
  'data.append("seats", "No seat is left.");',
  'node.append("left");',
  'node.prepend("left", count);',
  'node.before("Live");',
  'node.after(isLive ? "Live" : "");',
  'node.replaceChildren("Live", clock);',
  'node.replaceWith("Live");',
  'const view = { eyebrow: "Wait" };',
  'const view = { figure: count || "none" };',
  'const view = { headline: "Sold" };',
  'const view = { estimate: { text: "Soon" } };',
  'const view = { join: "Again" };',
  'const view = { announcement: "Sold" };',
  'view.caveat = "Paused";',
  'const caveat = isPaused ? "Paused" : "";',
]) {
  test(`found: ${script}`, () =>
    assert.deepEqual(messagesOf(script), ["People read this text: it belongs in gettext(…)."]));
}

const NOT_LITERAL = {
  gettext: [
    "gettext(text);",
    "gettext(`Only ${count} left.`);",
    'gettext("No seat " + "is left.");',
    'gettext(isLive ? "Live" : "Lost");',
    "gettext(...texts);",
    "const say = (text) => gettext(text);",
    "translate.gettext(text, { count });",
    'node.textContent = gettext(why ?? "Lost");',
  ],
  ngettext: ['ngettext(one, "{count} seats", count);', 'ngettext("{count} seat", many, count);'],
  pgettext: ['pgettext(context, "Open");', 'pgettext("button", text);'],
};
for (const [name, scripts] of Object.entries(NOT_LITERAL)) {
  const message = `${name} needs a literal text: the catalogues cannot find any other.`;
  for (const script of scripts) {
    test(`found: ${script}`, () => assert.deepEqual(messagesOf(script), [message]));
  }
}

for (const script of [
  'node.textContent = gettext("The sale is open.");',
  'const text = ngettext("{count} seat is left.", "{count} seats are left.", count);',
  'const text = pgettext("of a seat", "not for sale");',
  "const text = gettext(`The sale is open.`);",
  'const text = gettext("{seat} is sold.", facts);',
  "export function gettext(text, facts = {}) { return fill(texts[text] ?? text, facts); }",
  'node.append(gettext("Live"), name);',
  'node.append(" ", count);',
  'node.append(createIcon("stop"));',
  'node.replaceChildren(...withNodes(gettext("Until {time} it is yours."), { time: clock }));',
  'data.append("seats", seat);',
  'data.append("sort", "price");',
  'new URLSearchParams().append("access", "1");',
  'const view = { state: "paused", headline: gettext("Sold"), caveat };',
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
  test(`not found: ${script}`, () => assert.deepEqual(messagesOf(script), []));
}
