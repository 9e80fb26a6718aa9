/** The house from afar: each part in the colour of most of what is left, with its name and how many. */

import { namesApart } from "./label_collision.js";
import { left, ofThese } from "../text.js";

const SVG = "http://www.w3.org/2000/svg";
/** How much room a part has, in CSS pixels, for a whole sentence, for name and number, for a name alone. */
const FULL = 86, SHORT = 18, NAME = 14;
const A_FRAME = 20, STEPS = 24;

export class Overview {
  /** @param {import("../model/plan.js").House} house @param {import("../model/counts.js").Counts} counts */
  constructor(house, counts) {
    Object.assign(this, { house, counts, names: new Map(), arcs: new Map() });
    house.svg.classList.toggle("large", house.large);
    for (const node of house.svg.querySelectorAll(".part-name")) this.names.set(+node.dataset.n, inTwoLines(node));
    for (const node of house.svg.querySelectorAll(".section-name[data-s]")) this.arcs.set(node.dataset.s, inOneLine(node));
    counts.addEventListener("counted", ({ detail }) => this.#later(detail));
    house.addEventListener("floor", () => house.parts.forEach((part) => this.#dim(part)));
  }

  /** As much is written on a part as it has room for: between its sides, and to its neighbours' names. */
  follow(camera) {
    const { parts } = this.house, apart = (one) => (other) => (other === one ? Infinity : Math.hypot(other.x - one.x, other.y - one.y));
    const rooms = new Map([...this.names.keys()].map((n) => [n, room(parts[n], Math.min(...parts.map(apart(parts[n]))))]));
    let laid = 0;
    const fit = () => {
      if (camera.at.k === laid) return;
      laid = camera.at.k;
      for (const [n, { node }] of this.names) {
        const [both, first] = rooms.get(n).map((each) => each * laid), size = both >= FULL ? "full" : both >= SHORT ? "short" : first >= NAME ? "name" : "none";
        if (node.dataset.size !== size) node.dataset.size = size;
        node.style.setProperty("--size", Math.min(15, Math.max(8, (size === "name" ? first : both) * 0.42)).toFixed(1));
      }
    };
    camera.addEventListener("move", fit);
    fit();
    namesApart(this.house, this.counts, camera);
  }

  #dirty = new Set();
  #frame = 0;

  /** A few parts a frame: words are dear to lay out, and nobody reads a hundred of them at once. */
  #later(parts) {
    for (const part of parts) this.#dirty.add(part);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const part of [...this.#dirty].slice(0, this.#begun ? A_FRAME : Infinity)) this.#paint(part), this.#dirty.delete(part);
      this.#begun = true;
      if (this.#dirty.size) this.#later([]);
    });
  }
  #begun = false;

  #paint(part) {
    const wanted = this.counts.wanted(part), count = wanted.reduce((sum, [, each]) => sum + each, 0), gone = !this.counts.left(part);
    const level = String(wanted[0]?.[0] ?? ""), state = count ? "" : gone ? "gone" : "unwanted";
    const named = this.names.get(part.n), arc = this.arcs.get(part.name), mine = this.counts.mine(part), yours = mine ? `${mine} yours` : "";
    for (const node of named ? [part.node, named.node] : [part.node]) {
      if (node.dataset.level !== level) node.dataset.level = level;
      if (node.dataset.state !== state) node.dataset.state = state;
      node.classList.toggle("has-mine", mine > 0);
    }
    const { filtered } = this.counts;
    say(arc, gone ? "sold out" : filtered ? ofThese(count) : left(count));
    say(named?.count, gone ? "sold out" : filtered && !count ? "none" : count.toLocaleString("en"));
    say(named?.yours, yours);
    say(named?.word, gone ? "" : filtered ? " of these" : " left");
  }

  #dim(part) {
    const away = !this.house.isShown(part);
    for (const node of [part.node, this.names.get(part.n)?.node]) node?.classList.toggle("elsewhere", away);
  }
}

/** How much room there is for a name with its count under it, and for the name alone, at most `most`; in units. A part
 * may be an arc, far narrower where its name stands than the box round it. */
function room(part, most) {
  const { x, y, box } = part, within = Math.min(box.width, box.height, most), across = (line) => Math.min(within, chord(part, y + line * within));
  if (!part.holds(new DOMPoint(x, y))) return [within, within];
  const first = across(-0.2);
  return [Math.min(first, across(0.3)), first];
}

/** How wide a part is about the middle of its name, at a height; 0 outside it. */
function chord(part, y) {
  const step = part.box.width / STEPS, inside = (way) => {
    let steps = 0;
    while (steps < STEPS && part.holds(new DOMPoint(part.x + way * steps * step, y))) steps++;
    return steps;
  };
  return Math.max(0, 2 * Math.min(inside(1), inside(-1)) - 1) * step;
}

const say = (node, words) => node && node.textContent !== words && (node.textContent = words);

function span(name) {
  const node = document.createElementNS(SVG, "tspan");
  node.setAttribute("class", name);
  return node;
}

/** The name, under it the count, and a word with it where there is room; then what of it is mine. */
function inTwoLines(node) {
  const name = span("name"), line = span("left"), count = span("count"), word = span("word"), yours = span("yours");
  name.textContent = node.textContent;
  name.setAttribute("dy", "-0.1em");
  for (const under of [line, yours]) under.setAttribute("x", node.getAttribute("x")), under.setAttribute("dy", "1.15em");
  line.append(count, word);
  node.replaceChildren(name, line, yours);
  return { node, count, word, yours };
}

/** The name along its arc, the count behind it. */
function inOneLine(node) {
  const line = node.querySelector("textPath") ?? node, count = span("left");
  count.setAttribute("dx", "4");
  line.append(" ", count);
  return count;
}
