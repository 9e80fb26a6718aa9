/** The house from afar: each part in the colour of most of what is left, with its name and how many. */

import { left } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
/** How much room a part has, in CSS pixels, for a whole sentence, for name and number, for a name alone. */
const FULL = 86, SHORT = 18, NAME = 14;
const A_FRAME = 20;

export class Overview {
  /** @param {import("./house.js").House} house @param {import("./counts.js").Counts} counts */
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
    const rooms = new Map([...this.names.keys()].map((n) => [n, Math.min(parts[n].box.width, parts[n].box.height, ...parts.map(apart(parts[n])))]));
    let laid = 0;
    const fit = () => {
      if (camera.at.k === laid) return;
      laid = camera.at.k;
      for (const [n, { node }] of this.names) {
        const room = rooms.get(n) * laid, size = room >= FULL ? "full" : room >= SHORT ? "short" : room >= NAME ? "name" : "none";
        if (node.dataset.size !== size) node.dataset.size = size;
        node.style.setProperty("--size", Math.min(15, Math.max(8, room * 0.42)).toFixed(1));
      }
    };
    camera.addEventListener("move", fit);
    fit();
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
    const named = this.names.get(part.n), arc = this.arcs.get(part.name);
    for (const node of named ? [part.node, named.node] : [part.node]) {
      if (node.dataset.level !== level) node.dataset.level = level;
      if (node.dataset.state !== state) node.dataset.state = state;
    }
    say(arc, left(count));
    say(named?.count, gone ? "sold out" : count.toLocaleString("en"));
    say(named?.word, gone ? "" : " left");
  }

  #dim(part) {
    const away = !this.house.isShown(part);
    for (const node of [part.node, this.names.get(part.n)?.node]) node?.classList.toggle("elsewhere", away);
  }
}

const say = (node, words) => node && node.textContent !== words && (node.textContent = words);

function span(name) {
  const node = document.createElementNS(SVG, "tspan");
  node.setAttribute("class", name);
  return node;
}

/** The name, under it the count, and a word with it where there is room. */
function inTwoLines(node) {
  const name = span("name"), line = span("left"), count = span("count"), word = span("word");
  name.textContent = node.textContent;
  name.setAttribute("dy", "-0.1em");
  line.setAttribute("x", node.getAttribute("x"));
  line.setAttribute("dy", "1.15em");
  line.append(count, word);
  node.replaceChildren(name, line);
  return { node, count, word };
}

/** The name along its arc, the count behind it. */
function inOneLine(node) {
  const line = node.querySelector("textPath") ?? node, count = span("left");
  count.setAttribute("dx", "4");
  line.append(" ", count);
  return count;
}
