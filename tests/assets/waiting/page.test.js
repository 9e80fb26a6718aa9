import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { remainingSound } from "../../../assets/js/waiting/view/turn_alert.js";
import { watchMissingValue } from "../../../assets/js/waiting/view/proof.js";
import { createRenderer } from "../../../assets/js/waiting/view/render.js";
import { createErrorBanner } from "../../../assets/js/waiting/view/error_banner.js";

/** A node of a page that is not there: what is written into it, whether it is seen, and where the focus is. */
class Node {
  constructor(facts = {}) {
    Object.assign(this, { textContent: "", hidden: false, dataset: {}, children: [], facts: {} }, facts);
  }
  setAttribute = (name, value) => (this.facts[name] = value);
  replaceChildren = (...nodes) => (this.textContent = nodes.map((node) => node.textContent ?? node).join(""));
  contains = (node) => node === this || this.children.includes(node);
  focus = () => (document.activeElement = this);
  querySelector = (which) => this.children.find((node) => which.includes(`"${node.dataset.do}"`)) ?? null;
}

let parts;
let buttons;
let main;
let regions;
beforeEach(() => {
  parts = {};
  regions = { "live-polite": new Node(), "live-assertive": new Node() };
  buttons = ["come", "join", "seats"].map((what) => new Node({ dataset: { do: what }, hidden: true }));
  const actions = new Node({ children: buttons });
  const heading = new Node();
  main = new Node({ dataset: { title: "Opening Night" }, heading });
  main.querySelector = (which) =>
    which === "h1" ? heading : which === ".place-actions" ? actions : (parts[which] ??= new Node());
  globalThis.document = { getElementById: (id) => regions[id], createElement: () => new Node(), activeElement: null };
});

const called = { state: "called", eyebrow: "", headline: "It is your turn", actions: ["come"], urgent: true };

test("the button that was pressed keeps the focus while it is busy, and hands it on with the answer", () => {
  const [come, join] = buttons;
  const page = createRenderer(main);
  page.write(called);
  come.focus();
  page.write({ ...called, busy: true });
  assert.deepEqual([document.activeElement === come, come.hidden, come.facts["aria-busy"]], [true, false, "true"]);
  page.write({ state: "passed", eyebrow: "", headline: "Your turn has passed", actions: ["join"] });
  assert.deepEqual([document.activeElement === join, come.hidden, join.hidden], [true, true, false]);
  page.write({ state: "joining", eyebrow: "", headline: "We get you a number" });
  assert.equal(document.activeElement, main.heading);
});

test("what is taken away under the focus leaves it at the heading, and elsewhere it stays", () => {
  const page = createRenderer(main);
  const inner = new Node();
  const giveUp = new Node({ children: [inner] });
  page.hide(giveUp);
  assert.equal(document.activeElement, null);
  inner.focus();
  page.hide(giveUp);
  assert.equal(document.activeElement, main.heading);
});

test("an alert is empty again when the state changes, and a turn that was not rung for is none", () => {
  const page = createRenderer(main);
  page.write(called);
  assert.match(regions["live-assertive"].textContent, /It is your turn/);
  page.write({ state: "in", eyebrow: "", headline: "You are in" });
  assert.equal(regions["live-assertive"].textContent, "");
  page.write({ ...called, urgent: false });
  assert.deepEqual(
    [regions["live-assertive"].textContent, regions["live-polite"].textContent.startsWith("It is your turn")],
    ["", true],
  );
});

test("without a network it says what is kept, and only that", () => {
  let keptText = "Your place is kept until 10:24.";
  const said = [];
  const banner = createErrorBanner({ notice: (_, words) => said.push(words?.[1]) }, () => keptText);
  banner.setProblem("offline", 1000);
  assert.match(said.at(-1), /^Your place is kept until 10:24\. This page goes on/);
  keptText = "";
  banner.refresh();
  assert.deepEqual([said.at(-1).startsWith("This page goes on"), banner.isAway()], [true, true]);
  banner.setProblem(null);
  assert.deepEqual([said.at(-1), banner.isAway()], [undefined, false]);
});

test("a page waits for the first four notes before it goes, and not for old ones", () => {
  assert.deepEqual(
    [
      remainingSound(5000, 5000),
      remainingSound(5000, 5400),
      remainingSound(5000, 9000),
      remainingSound(-Infinity, 9000),
    ],
    [1000, 600, 0, 0],
  );
});

/** Whether it was drawn without what was announced, at first and after the looks. */
async function learns(room, answers, now = { seed: "ab", last: 10 }) {
  const later = [];
  const asked = [];
  const ask = async (url) => (
    asked.push(url),
    { json: async () => answers.shift() ?? Promise.reject(new TypeError("offline")) }
  );
  const without = watchMissingValue({ here: "/waiting-rooms/1", outside: "beacon", without: null, ...room }, () => {}, {
    request: ask,
    later: (f) => later.push(f),
    random: () => 0,
  });
  const first = without(now);
  while (later.length && asked.length < 3) await later.shift()();
  return [first, without(now), asked.length];
}

test("a page that was there before the draw looks whether it was made as announced, until it knows", async () => {
  assert.deepEqual(
    await learns({}, [
      { draw: { seed: null, without: null } },
      { draw: { seed: "ab", without: "the beacon is away" } },
    ]),
    [null, true, 2],
  );
  assert.deepEqual(await learns({}, [{ draw: { seed: "ab", without: null } }]), [null, false, 1]);
});

test("a page that was printed after the draw knows, and where nothing was announced nothing is missing", async () => {
  assert.deepEqual(await learns({ without: true }, []), [true, true, 0]);
  assert.deepEqual(await learns({ outside: "none" }, []), [false, false, 0]);
  assert.deepEqual(await learns({}, [], { seed: "", last: 10 }), [false, false, 0]);
});
