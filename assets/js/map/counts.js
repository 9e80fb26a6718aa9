/** What is left: by level in the price rail, by section on its arc, in all at the foot. */

import { OPEN } from "./statuses.js";
import { left } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** @param {import("./house.js").House} house @param {HTMLElement} page */
export function counting(house, page) {
  const names = new Map();
  for (const name of house.svg.querySelectorAll(".section-name")) {
    const line = name.querySelector("textPath") ?? name, count = document.createElementNS(SVG, "tspan");
    count.setAttribute("class", "left");
    count.setAttribute("dx", "4");
    line.append(" ", count);
    names.set(name.dataset.s, count);
  }
  const say = (node, words) => node && node.textContent !== words && (node.textContent = words);

  /** Counts again. Cheap enough for every change: one pass over the seats. */
  return function count({ level, statuses }) {
    const byLevel = new Map(), bySection = new Map();
    let all = 0;
    for (const seat of house.seats) {
      if (!seat || statuses.seats[seat.i] !== OPEN) continue;
      all++;
      byLevel.set(level[seat.i], (byLevel.get(level[seat.i]) ?? 0) + 1);
      bySection.set(seat.section, (bySection.get(seat.section) ?? 0) + 1);
    }
    for (const node of page.querySelectorAll("[data-left]")) say(node, left(byLevel.get(+node.dataset.left) ?? 0));
    for (const [section, node] of names) say(node, left(bySection.get(section) ?? 0));
    say(page.querySelector(".left-now"), all ? `${left(all)}.` : "None left.");
    return all;
  };
}
