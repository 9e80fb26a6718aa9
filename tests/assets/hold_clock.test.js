import assert from "node:assert/strict";
import { test } from "node:test";
import { startHoldClock } from "../../assets/js/hold_clock.js";
import { fake } from "./fake.js";

const NOW = Date.parse("2026-10-10T19:20:00Z");

/** An element with text nodes, which records what is written. @param {string} text */
function element(text) {
  const node = { textContent: text };
  return {
    childNodes: [node],
    firstChild: /** @type {object | null} */ (node),
    textContent: text,
    /** @param {object[]} nodes */
    replaceChildren(...nodes) {
      this.firstChild = nodes[0];
    },
  };
}

/** Start a clock with so many seconds left; return its title and text. @param {number} seconds */
function clockWith(seconds) {
  const [title, more] = [element("Held for you until 19:30"), element("More seats do not change the clock.")];
  const clock = { dataset: {}, classList: { toggle: () => {} }, querySelectorAll: () => [title, more] };
  const dataset = { until: new Date(NOW + seconds * 1000).toISOString(), now: new Date(NOW).toISOString() };
  const root = { dataset, querySelector: () => clock, querySelectorAll: () => [] };
  const live = { textContent: "" };
  Object.assign(globalThis, { document: { getElementById: () => live } });
  startHoldClock(fake(root), performance.now(), () => {})();
  return { title, more, live };
}

test("the time that another script wrote in the title stays while there is time", () => {
  const { title, more } = clockWith(600);
  assert.equal(title.firstChild, title.childNodes[0]);
  assert.deepEqual(
    [title.textContent, more.textContent],
    ["Held for you until 19:30", "More seats do not change the clock."],
  );
});

test("the last seconds are counted in words and announced", () => {
  const { title, more, live } = clockWith(20);
  assert.deepEqual(
    [title.textContent, more.textContent],
    ["Your seats go back in 20 seconds", "Nobody is waiting: take five more."],
  );
  assert.equal(live.textContent, "20 seconds left. Then your seats go back.");
});

test("two minutes before the end the offer is announced", () =>
  assert.equal(clockWith(119).live.textContent, "Two minutes left. Nobody is waiting: you can take five more."));
