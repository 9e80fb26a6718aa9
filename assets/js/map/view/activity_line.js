/** Writes the line under the map: which seats were just taken or reopened, at most once every four seconds, and whether the map is live. */

import { showConnection } from "./connection_badge.js";
import { HELD, OPEN, SOLD } from "../model/seat_state.js";
import { shortSeatText } from "../text.js";
import { announcePolite } from "../../announce.js";

/** The fan's own hold may be among the changes before its answer arrives: wait so long before the first line. */
const FIRST_MS = 600;
const LINE_MS = 4_000;
const STALE_LINE_MS = 15_000;
const ANNOUNCE_MS = 20_000;

/** Groups seats into runs of neighbours, the longest first. */
export function neighbourRuns(plan, seats) {
  const remaining = new Set(seats);
  const found = [];
  for (const i of [...remaining].sort((a, b) => a - b)) {
    if (!remaining.delete(i) || !plan.seats[i]) continue;
    const run = [plan.seats[i]];
    for (let next = run[0].right; remaining.delete(next); next = run.at(-1).right) run.push(plan.seats[next]);
    found.push(run);
  }
  return found.sort((a, b) => b.length - a.length);
}

/** Of seats that are not loaded, those of the section with the most: "12 seats in 112". */
function largestSection(plan, seats) {
  const counts = new Map();
  for (const i of seats) counts.set(plan.sectionOf(i), (counts.get(plan.sectionOf(i)) ?? 0) + 1);
  const [[section, count]] = [...counts].sort((a, b) => b[1] - a[1]);
  const word = section.kind === "standing" ? "place" : "seat";
  return { count, text: `${count === 1 ? `A ${word}` : `${count} ${word}s`} in ${section.name}` };
}

/** Creates the line. @param {import("../model/plan.js").Plan} plan @param {HTMLElement} page @param {import("./painter.js").SeatPainter} painter who knows what is mine */
export function createActivityLine(plan, page, painter) {
  const line = page.querySelector(".activity-text");
  const badge = page.querySelector(".live");
  const taken = new Set();
  const reopened = new Set();
  let timer = 0;
  let clearTimer = 0;
  let isLive = true;
  let unannounced = 0;
  let announcedAt = Date.now();

  function update() {
    if (document.querySelector(".htmx-request")) return void (timer = setTimeout(update, FIRST_MS)); // a request is under way
    for (const i of taken) if (painter.mine.has(i)) taken.delete(i);
    for (const i of reopened) if (painter.statuses.seats[i] !== OPEN) reopened.delete(i);
    timer = taken.size || reopened.size ? setTimeout(update, LINE_MS) : 0;
    if (!timer) return;
    unannounced += taken.size;
    const seats = taken.size ? taken : reopened;
    const named = neighbourRuns(plan, seats)[0]?.slice(0, 4) ?? [];
    const summary = named.length ? null : largestSection(plan, seats);
    const others = seats.size - (summary?.count ?? named.length);
    const words = taken.size ? "just went" : seats.size === 1 ? "is open again" : "are open again";
    if (isLive) {
      line.textContent = `${summary?.text ?? shortSeatText(named)}${others ? ` and ${others} more` : ""} ${words}`;
    }
    clearTimeout(clearTimer);
    clearTimer = setTimeout(() => isLive && (line.textContent = ""), STALE_LINE_MS);
    taken.clear();
    reopened.clear();
    if (unannounced && Date.now() - announcedAt > ANNOUNCE_MS) {
      announcePolite(`${unannounced} more ${unannounced === 1 ? "seat" : "seats"} went`);
      [unannounced, announcedAt] = [0, Date.now()];
    }
  }

  return {
    /** Notes seats that others took or gave back. */
    seatsChanged(seats, statuses) {
      for (const i of seats) {
        const status = statuses.seats[i];
        if (status === HELD || status === SOLD) (reopened.delete(i), taken.add(i));
        if (status === OPEN) (taken.delete(i), reopened.add(i));
      }
      if (taken.size || reopened.size) timer ||= setTimeout(update, FIRST_MS);
    },
    /** Says why a pressed seat cannot be taken. */
    showRefusal(seat, why) {
      const text = `${shortSeatText([seat])} is ${why}.`;
      if (isLive) line.textContent = text;
      announcePolite(text);
    },
    /** Shows whether the map is live. */
    setLive(is, why) {
      isLive = is;
      showConnection(badge, line, is, why);
    },
  };
}
