/** The line at the foot: what just went, in words, at most one line every four seconds; and whether the map is live. */

import { sign } from "./connection_badge.js";
import { HELD, OPEN, SOLD } from "../model/seat_state.js";
import { brief } from "../text.js";
import { tell } from "../../announce.js";

/** What just went may be the fan's own, taken by a way that did not say which: it is said once an answer had time to come. */
const FIRST = 600;
const LINE = 4_000, STALE_LINE = 15_000, SPOKEN = 20_000;

/** The runs of neighbours among some seats, the longest first. */
export function runs(house, seats) {
  const left = new Set(seats), found = [];
  for (const i of [...left].sort((a, b) => a - b)) {
    if (!left.delete(i) || !house.seats[i]) continue;
    const run = [house.seats[i]];
    for (let next = run[0].right; left.delete(next); next = run.at(-1).right) run.push(house.seats[next]);
    found.push(run);
  }
  return found.sort((a, b) => b.length - a.length);
}

/** Of seats nobody has looked at yet, those of the part where most are: "12 seats in 112". */
function most(house, seats) {
  const counts = new Map();
  for (const i of seats) counts.set(house.partOf(i), (counts.get(house.partOf(i)) ?? 0) + 1);
  const [[part, count]] = [...counts].sort((a, b) => b[1] - a[1]), word = part.kind === "standing" ? "place" : "seat";
  return { count, words: `${count === 1 ? `A ${word}` : `${count} ${word}s`} in ${part.name}` };
}

/** @param {import("../model/plan.js").House} house @param {HTMLElement} page @param {import("./painter.js").Painter} painter who knows what is mine */
export function happening(house, page, painter) {
  const line = page.querySelector(".went"), light = page.querySelector(".live");
  const went = new Set(), back = new Set();
  let timer = 0, old = 0, isLive = true, unsaid = 0, spoken = Date.now();

  function print() {
    if (document.querySelector(".htmx-request")) return void (timer = setTimeout(print, FIRST)); // an answer is on its way
    for (const i of went) if (painter.mine.has(i)) went.delete(i);
    for (const i of back) if (painter.statuses.seats[i] !== OPEN) back.delete(i);
    timer = went.size || back.size ? setTimeout(print, LINE) : 0;
    if (!timer) return;
    unsaid += went.size;
    const seats = went.size ? went : back, named = runs(house, seats)[0]?.slice(0, 4) ?? [], some = named.length ? null : most(house, seats);
    const others = seats.size - (some?.count ?? named.length), words = went.size ? "just went" : seats.size === 1 ? "is open again" : "are open again";
    if (isLive) line.textContent = `${some?.words ?? brief(named)}${others ? ` and ${others} more` : ""} ${words}`;
    clearTimeout(old);
    old = setTimeout(() => isLive && (line.textContent = ""), STALE_LINE);
    went.clear();
    back.clear();
    if (unsaid && Date.now() - spoken > SPOKEN) {
      tell(`${unsaid} more ${unsaid === 1 ? "seat" : "seats"} went`);
      [unsaid, spoken] = [0, Date.now()];
    }
  }

  return {
    /** Seats that changed under others' hands. */
    changed(seats, statuses) {
      for (const i of seats) {
        const status = statuses.seats[i];
        if (status === HELD || status === SOLD) back.delete(i), went.add(i);
        if (status === OPEN) went.delete(i), back.add(i);
      }
      if (went.size || back.size) timer ||= setTimeout(print, FIRST);
    },
    /** A word about one seat that cannot be had, for those who pressed it. */
    refuse(seat, why) {
      const words = `${brief([seat])} is ${why}.`;
      if (isLive) line.textContent = words;
      tell(words);
    },
    live(is, why) {
      isLive = is;
      sign(light, line, is, why);
    },
  };
}
