/** Texts and buttons of the waiting room's page, chosen from facts alone: one view for each state. */

/** @import { Estimate, Facts, FactsWithNumber, FactsWithStatus, Room, Status, TimeFormat, View } from "../types.js" */

import { formatCountdown } from "../../clock.js";
import { formatNumber } from "../../language/format.js";
import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";
import { aheadCount, isCalled } from "../place/position.js";
import { collectingView, drawingView } from "./draw_text.js";
import { endedView } from "./ended_text.js";
import { estimateText } from "./estimate.js";
import { phaseView } from "./phase_text.js";
import { timeUntilText } from "./time_format.js";
import { turnView } from "./turn_text.js";
import { paceText, waitEstimate } from "./wait_estimate.js";

const STALE_MS = 60_000;
const NOTHING_KEPT = ["asking", "in", "back", "over", "elsewhere", "passed", "foreign", "gone", "free"];

/** Return the view. @param {Facts} facts @returns {View} */
export function statusView(facts) {
  const { status, number } = facts;
  if (!status) {
    return {
      state: "looking",
      eyebrow: gettext("The waiting room"),
      headline: gettext("One moment"),
      estimate: { text: gettext("We look for your place.") },
    };
  }
  const known = { ...facts, status };
  const final = phaseView(known) ?? endedView(known);
  if (final) return final;
  if (status.stage === "closed") return openingView(known);
  if (number === null) return joiningView(known);
  return numberView({ ...known, number });
}

/** Return the view of a fan with a number. @param {FactsWithNumber} facts @returns {View} */
function numberView(facts) {
  const { status, number, place } = facts;
  if (isCalled(status, number, place)) return turnView(facts);
  if (status.stage === "gathering") return collectingView(facts);
  if (place === null) return drawingView(facts);
  return waitingView(facts, place);
}

/** Return the view while there is no number yet. @param {FactsWithStatus} facts @returns {View} */
function joiningView({ phase }) {
  return {
    state: "joining",
    eyebrow: gettext("The waiting room is open"),
    headline: gettext("We get you a number"),
    estimate: {
      text:
        phase === "asleep" ? gettext("In a few seconds: everybody comes at once just now.") : gettext("One moment."),
    },
  };
}

/** Return the view before the opening. @param {FactsWithStatus} facts @returns {View} */
function openingView({ time, room, clock }) {
  if (time >= room.opens) {
    return {
      state: "joining",
      eyebrow: gettext("The waiting room opens"),
      headline: gettext("We get you a number"),
      estimate: {
        text: room.draws
          ? gettext("Within half a minute. Who is first does not matter.")
          : gettext("Within seconds: not everybody in the same moment."),
      },
    };
  }
  /** @type {Estimate} */
  const estimate = room.draws
    ? {
        text: gettext("Everybody who is here by {when} gets a place in one draw."),
        bold: { when: clock.when(room.draws) },
      }
    : { text: gettext("Places are given in the order of coming.") };
  const own = gettext("This page gets you a number by itself when the room opens.");
  const isToday = clock.isToday(room.opens);
  const when = clock.when(room.opens);
  const left = timeUntilText(room.opens - time);
  return {
    state: "before",
    // Translators: above a countdown, "12:34" or "3 days".
    eyebrow: gettext("Until the waiting room opens"),
    figure: formatCountdown((room.opens - time) / 1000),
    headline: openingTimeText(room, clock),
    estimate,
    caveat: room.draws
      ? joinSentences(gettext("Coming early does not matter."), own)
      : joinSentences(own, gettext("You need not load it again.")),
    title: isToday ? gettext("Opens at {when}", { when }) : gettext("Opens on {when}", { when }),
    announcement: joinSentences(
      isToday
        ? // Translators: {left} is "in 12 minutes", {when} a time.
          gettext("The waiting room opens {left}, at {when}.", { left, when })
        : // Translators: {left} is "in 3 days", {when} a date with its time.
          gettext("The waiting room opens {left}, on {when}.", { left, when }),
      estimateText(estimate),
    ),
  };
}

/**
 * Return the time of the opening, and that in the venue's city if it is another one, to stand below a countdown.
 * @param {Room} room
 * @param {TimeFormat} clock
 */
function openingTimeText({ opens, zone, city }, clock) {
  const isToday = clock.isToday(opens);
  const [when, there] = [clock.when(opens), clock.there(opens, zone)];
  if (!there) return isToday ? gettext("at {when}", { when }) : when;
  const facts = { when, there, city };
  return isToday
    ? gettext("at {when} on your clock, {there} in {city}", facts)
    : gettext("{when} on your clock, {there} in {city}", facts);
}

/**
 * Return the view of a fan who waits.
 * @param {FactsWithNumber} facts
 * @param {number} place
 * @returns {View}
 */
function waitingView({ status, time }, place) {
  const people = aheadCount(place, status.serving);
  const { estimate, caveat } = waitView(status, people, time);
  return {
    state: "waiting",
    eyebrow: gettext("You are in the waiting room, place {place}", { place }),
    figure: formatNumber(people),
    // Translators: the caption below a large number; it stands for itself and is no part of a sentence
    headline: ngettext("person ahead of you", "people ahead of you", people),
    estimate,
    caveat,
    title: people ? ngettext("{count} ahead of you", "{count} ahead of you", people) : gettext("You are next"),
    announcement: joinSentences(
      ngettext("{count} person ahead of you.", "{count} people ahead of you.", people),
      estimateText(estimate),
    ),
  };
}

/**
 * Return how long it takes, and why.
 * @param {Status} status
 * @param {number} people ahead
 * @param {number} time
 * @returns {{estimate: Estimate, caveat: string}}
 */
function waitView(status, people, time) {
  if (status.stage === "paused") {
    return {
      estimate: { text: gettext("Nobody is let in just now.") },
      caveat: gettext("The line is paused. Your place does not change."),
    };
  }
  if (status.stage === "early") {
    return {
      estimate: { text: gettext("Nobody is let in before the sale begins.") },
      caveat: joinSentences(gettext("Your place does not change."), gettext("This page goes on by itself.")),
    };
  }
  if (time - status.at > STALE_MS) {
    return {
      estimate: { text: gettext("We do not know just now how long it takes.") },
      caveat: joinSentences(
        gettext("Nothing new has come from the site for a minute."),
        gettext("Your place does not change."),
      ),
    };
  }
  const isSlowed = status.why === "payments" || status.why === "holds";
  return {
    estimate: waitEstimate(people, status.slow, status.fast, isSlowed),
    caveat: paceText(status.why, status.rate),
  };
}

/** Return a sentence on what is kept for this fan now; "" where nothing is, or it is uncertain. @param {Facts} facts */
export function keptText({ status, number, place, phase, until, time, clock }) {
  if (number === null || NOTHING_KEPT.includes(phase) || status?.stage === "ended") return "";
  if (!status || !isCalled(status, number, place)) return gettext("Your place is kept.");
  if (until === null || time >= until) return "";
  return gettext("Your place is kept until {when}.", { when: clock.when(until) });
}
