import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fake } from "../fake.js";
import { estimateNodes } from "../../../assets/js/waiting/view/estimate.js";
import { remainingSound, signalText } from "../../../assets/js/waiting/view/turn_alert.js";
import { watchMissingValue } from "../../../assets/js/waiting/view/proof.js";
import { createRenderer } from "../../../assets/js/waiting/view/render.js";
import { createErrorBanner } from "../../../assets/js/waiting/view/error_banner.js";

/** @import { Room, View } from "../../../assets/js/waiting/types.js" */

/** A node of a page that does not exist: what is written into it, whether it is hidden, and where the focus is. */
class FakeNode {
  textContent = "";
  hidden = false;
  /** @type {Record<string, string>} */
  dataset = {};
  /** @type {FakeNode[]} */
  children = [];
  /** @type {Record<string, string>} */
  facts = {};

  /** @param {{dataset?: Record<string, string>, children?: FakeNode[], hidden?: boolean}} [given] */
  constructor(given = {}) {
    Object.assign(this, given);
  }

  /** @type {(name: string, value: string) => void} */
  setAttribute(name, value) {
    this.facts[name] = value;
  }

  /** @type {(...nodes: (FakeNode | string)[]) => void} */
  replaceChildren(...nodes) {
    this.textContent = nodes.map((node) => (typeof node === "string" ? node : node.textContent)).join("");
  }

  /** @type {(node: unknown) => boolean} */
  contains(node) {
    return node === this || this.children.some((child) => child === node);
  }

  focus() {
    focused = this;
  }

  /** @type {(selector: string) => FakeNode | null} */
  querySelector(selector) {
    return this.children.find((node) => selector.includes(`"${node.dataset.do}"`)) ?? null;
  }
}

/** @type {FakeNode | null} */
let focused;
/** @type {FakeNode[]} */
let buttons;
/** @type {FakeNode} */
let heading;
/** @type {HTMLElement} */
let main;
/** @type {Record<string, FakeNode>} */
let regions;
beforeEach(() => {
  focused = null;
  regions = { "live-polite": new FakeNode(), "live-assertive": new FakeNode() };
  buttons = ["come", "join", "seats"].map((what) => new FakeNode({ dataset: { do: what }, hidden: true }));
  heading = new FakeNode();
  /** @type {Record<string, FakeNode>} */
  const parts = { h1: heading, ".place-actions": new FakeNode({ children: buttons }) };
  main = fake({
    dataset: { title: "Opening Night" },
    querySelector(/** @type {string} */ selector) {
      parts[selector] ??= new FakeNode();
      return parts[selector];
    },
  });
  globalThis.document = fake({
    getElementById: (/** @type {string} */ id) => regions[id],
    createElement: () => new FakeNode(),
    get activeElement() {
      return focused;
    },
  });
});

/** @type {View} */
const called = { state: "called", eyebrow: "", headline: "It is your turn", actions: ["come"], urgent: true };

test("the button that was pressed keeps the focus while it is busy, and hands it on with the answer", () => {
  const [come, join] = buttons;
  const page = createRenderer(main);
  page.write(called);
  come.focus();
  page.write({ ...called, busy: true });
  assert.deepEqual([focused === come, come.hidden, come.facts["aria-busy"]], [true, false, "true"]);
  page.write({ state: "passed", eyebrow: "", headline: "Your turn has passed", actions: ["join"] });
  assert.deepEqual([focused === join, come.hidden, join.hidden], [true, true, false]);
  page.write({ state: "joining", eyebrow: "", headline: "We get you a number" });
  assert.equal(focused, heading);
});

test("what is taken away under the focus leaves it at the heading, and elsewhere it stays", () => {
  const page = createRenderer(main);
  const inner = new FakeNode();
  /** @type {HTMLElement} */
  const giveUp = fake(new FakeNode({ children: [inner] }));
  page.hide(giveUp);
  assert.equal(focused, null);
  inner.focus();
  page.hide(giveUp);
  assert.equal(focused, heading);
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

test("what matters most of an estimate is bold", () => {
  const texts = (/** @type {(string | Node)[]} */ nodes) =>
    nodes.map((node) => (typeof node === "string" ? node : [node.textContent]));
  const some = estimateNodes({ text: "Come in before {when}.", bold: { when: "10:24" } });
  assert.deepEqual(texts(some), ["Come in before ", ["10:24"], "."]);
  assert.deepEqual(texts(estimateNodes({ text: "You are next.", bold: true })), [["You are next."]]);
  assert.deepEqual(texts(estimateNodes()), []);
});

test("how a fan is called is one sentence for each choice", () => {
  assert.deepEqual(
    [signalText(true, true), signalText(false, true), signalText(false, false)],
    [
      "A sound and a message on this device when it is your turn, while this page is open.",
      "A message on this device when it is your turn, while this page is open.",
      "A sound on this device when it is your turn, if you switch it on.",
    ],
  );
});

test("the title of the window has the state and the event", () => {
  createRenderer(main).write({ ...called, title: "Your turn: come in" });
  assert.equal(globalThis.document.title, "Your turn: come in: Opening Night · Aisle");
});

test("without a network it says what is kept, and only that", () => {
  let keptText = "Your place is kept until 10:24.";
  /** @type {(string | undefined)[]} */
  const said = [];
  const banner = createErrorBanner({ notice: (_, words) => said.push(words?.[1]) }, () => keptText);
  banner.setProblem("offline", 1000);
  assert.match(said.at(-1) ?? "", /^Your place is kept until 10:24\. This page goes on/);
  keptText = "";
  banner.refresh();
  assert.deepEqual([said.at(-1)?.startsWith("This page goes on"), banner.isAway()], [true, true]);
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

/**
 * Return whether an order was drawn without what was announced, as known at first and after the checks, and how many there were.
 * @param {Partial<Room>} room
 * @param {unknown[]} answers
 */
async function learns(room, answers, now = { seed: "ab", last: 10 }) {
  /** @type {(() => unknown)[]} */
  const later = [];
  let asked = 0;
  const request = async () => {
    asked++;
    return { json: async () => answers.shift() ?? Promise.reject(new TypeError("offline")) };
  };
  const page = { here: "/waiting-rooms/1", outside: "beacon", without: null, ...room };
  const ports = { request, later: (/** @type {() => unknown} */ f) => later.push(f), random: () => 0 };
  const without = watchMissingValue(page, () => {}, ports);
  const first = without(now);
  while (later.length && asked < 3) await later.shift()?.();
  return [first, without(now), asked];
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
