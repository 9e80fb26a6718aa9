/** The line under the map: which seats were just taken or reopened, at most once every four seconds, and whether the map is live. */

/** @import { Seat } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { SeatStatuses } from "../model/seat_state.js" */
/** @import { SeatPainter } from "./painter.js" */

import { announcePolite } from "../../announce.js";
import { find } from "../../dom.js";
import { ngettext } from "../../language/translate.js";
import { HELD, OPEN, SOLD } from "../model/seat_state.js";
import { shortSeatText } from "../text.js";
import { showConnection } from "./connection_badge.js";

/** @typedef {ReturnType<typeof createActivityLine>} ActivityLine */

/** The fan's own hold may be among the changes before its answer arrives: wait so long before the first line. */
const FIRST_MS = 600;
const LINE_MS = 4_000;
const STALE_LINE_MS = 15_000;
const ANNOUNCE_MS = 20_000;
const MAX_NAMED = 4;

/**
 * Return the longest run of neighbours among these seats; none if no seat is loaded.
 * @param {Plan} plan
 * @param {Set<number>} seats
 */
function longestRun(plan, seats) {
  const remaining = new Set(seats);
  /** @type {Seat[]} */
  let longest = [];
  for (const i of [...remaining].sort((a, b) => a - b)) {
    if (!remaining.delete(i) || !plan.seats[i]) continue;
    const run = [plan.seats[i]];
    for (let next = run[0].right; remaining.delete(next); next = plan.seats[next].right) run.push(plan.seats[next]);
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

/**
 * Return the section that most of these seats are in, of seats that are not loaded: "12 seats in 112".
 * @param {Plan} plan
 * @param {Set<number>} seats
 */
function largestSection(plan, seats) {
  const counts = new Map();
  for (const i of seats) counts.set(plan.sectionOf(i), (counts.get(plan.sectionOf(i)) ?? 0) + 1);
  const [[section, count]] = [...counts].sort((a, b) => b[1] - a[1]);
  const name = { section: section.name };
  // Translators: begins a sentence, as in "12 seats in Stalls just went".
  const seatsText = () => ngettext("A seat in {section}", "{count} seats in {section}", count, name);
  const placesText = () => ngettext("A place in {section}", "{count} places in {section}", count, name);
  return { count, text: section.kind === "standing" ? placesText() : seatsText() };
}

/**
 * Return what happened to these seats: "Stalls H 26 and 27 and 3 more just went".
 * @param {Plan} plan
 * @param {Set<number>} changed
 * @param {boolean} isTaken whether they were taken; else they are open again
 */
function changeText(plan, changed, isTaken) {
  const named = longestRun(plan, changed).slice(0, MAX_NAMED);
  const { count, text: seats } = named.length
    ? { count: named.length, text: shortSeatText(named) }
    : largestSection(plan, changed);
  const others = changed.size - count;
  if (others && isTaken) {
    return ngettext("{seats} and {count} more just went", "{seats} and {count} more just went", others, { seats });
  }
  if (others) {
    const facts = { seats };
    return ngettext(
      "{seats} and {count} more are open again",
      "{seats} and {count} more are open again",
      others,
      facts,
    );
  }
  return isTaken
    ? ngettext("{seats} just went", "{seats} just went", count, { seats })
    : ngettext("{seats} is open again", "{seats} are open again", count, { seats });
}

/**
 * Create the line.
 * @param {Plan} plan
 * @param {HTMLElement} page
 * @param {SeatPainter} painter knows which seats are the fan's own
 */
export function createActivityLine(plan, page, painter) {
  const line = find(page, ".activity-text");
  const badge = page.querySelector(".live");
  /** @type {Set<number>} */
  const taken = new Set();
  /** @type {Set<number>} */
  const reopened = new Set();
  let timer = 0;
  let clearTimer = 0;
  let isLive = true;
  let unannounced = 0;
  let announcedAt = Date.now();

  /** Write the next line, if there is something to say. */
  function update() {
    if (document.querySelector(".htmx-request")) {
      timer = setTimeout(update, FIRST_MS); // a request is under way
      return;
    }
    for (const i of taken) if (painter.mine.has(i)) taken.delete(i);
    for (const i of reopened) if (painter.statuses.seats[i] !== OPEN) reopened.delete(i);
    timer = taken.size || reopened.size ? setTimeout(update, LINE_MS) : 0;
    if (!timer) return;
    unannounced += taken.size;
    const seats = taken.size ? taken : reopened;
    if (isLive) line.textContent = changeText(plan, seats, seats === taken);
    clearTimeout(clearTimer);
    clearTimer = setTimeout(() => {
      if (isLive) line.textContent = "";
    }, STALE_LINE_MS);
    taken.clear();
    reopened.clear();
    announceTaken();
  }

  /** Announce how many seats were taken, not more often than every twenty seconds. */
  function announceTaken() {
    if (!unannounced || Date.now() - announcedAt <= ANNOUNCE_MS) return;
    announcePolite(ngettext("{count} more seat went", "{count} more seats went", unannounced));
    unannounced = 0;
    announcedAt = Date.now();
  }

  return {
    /**
     * Note seats that others took or gave back.
     * @param {number[]} seats
     * @param {SeatStatuses} statuses
     */
    seatsChanged(seats, statuses) {
      for (const i of seats) {
        const status = statuses.seats[i];
        if (status === HELD || status === SOLD) {
          reopened.delete(i);
          taken.add(i);
        } else if (status === OPEN) {
          taken.delete(i);
          reopened.add(i);
        }
      }
      if (taken.size || reopened.size) timer ||= setTimeout(update, FIRST_MS);
    },
    /**
     * Say why a pressed seat cannot be taken.
     * @param {string} why
     */
    showRefusal(why) {
      if (isLive) line.textContent = why;
      announcePolite(why);
    },
    /**
     * Show whether the map is live.
     * @param {boolean} is
     * @param {string} [why]
     */
    setLive(is, why) {
      isLive = is;
      showConnection(badge, line, is, why);
    },
  };
}
