/** Texts and buttons of the waiting room's page, chosen from facts alone: one view for each state. */

/** @import { Estimate, Facts, FactsWithNumber, FactsWithStatus, Status, View } from "../types.js" */

import { aheadCount, isCalled } from "../place/position.js";
import { collectingView, drawingView } from "./draw_text.js";
import { endedView } from "./ended_text.js";
import { phaseView } from "./phase_text.js";
import { countdownText, spokenDuration } from "./time_format.js";
import { paceText, waitText } from "./wait_estimate.js";

const count = (/** @type {number} */ n) => n.toLocaleString("en");
const STALE_MS = 60_000;
const NOTHING_KEPT = ["asking", "in", "back", "over", "elsewhere", "passed", "foreign", "gone", "free"];

/** Return the view. @param {Facts} facts @returns {View} */
export function statusView(facts) {
  const { status, number } = facts;
  if (!status) {
    return {
      state: "looking",
      eyebrow: "The waiting room",
      headline: "One moment",
      estimate: ["We look for your place.", "", ""],
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
    eyebrow: "The waiting room is open",
    headline: "We get you a number",
    estimate: [phase === "asleep" ? "In a few seconds: everybody comes at once just now." : "One moment.", "", ""],
  };
}

/** Return the view before the opening. @param {FactsWithStatus} facts @returns {View} */
function openingView({ time, room, clock }) {
  if (time >= room.opens) {
    return {
      state: "joining",
      eyebrow: "The waiting room opens",
      headline: "We get you a number",
      estimate: [
        room.draws
          ? "Within half a minute. Who is first does not matter."
          : "Within seconds: not everybody in the same moment.",
        "",
        "",
      ],
    };
  }
  /** @type {Estimate} */
  const words = room.draws
    ? ["Everybody who is here by ", clock(room.draws, true), " gets a place in one draw."]
    : ["Places are given in the order of coming", "", "."];
  const caveat = room.draws
    ? "Coming early does not matter. This page gets you a number by itself when the room opens."
    : "This page gets you a number by itself when the room opens. You need not load it again.";
  const headline = `at ${clock(room.opens, true)}, the time in ${room.city}`;
  return {
    state: "before",
    eyebrow: "The waiting room opens in",
    figure: countdownText(room.opens - time),
    headline,
    estimate: words,
    caveat,
    title: `Opens at ${clock(room.opens, true)}`,
    announcement: `The waiting room opens in ${spokenDuration(room.opens - time)}, ${headline}. ${words.join("")}`,
  };
}

/**
 * Return the view of a fan who waits.
 * @param {FactsWithNumber} facts
 * @param {number} place
 * @returns {View}
 */
function waitingView({ status, time }, place) {
  const people = aheadCount(place, status.serving);
  const eyebrow = `You are in the waiting room, place ${count(place)}`;
  const { estimate, caveat } = waitView(status, people, time);
  const headline = people === 1 ? "person ahead of you" : "people ahead of you";
  return {
    state: "waiting",
    eyebrow,
    figure: count(people),
    headline,
    estimate,
    caveat,
    title: people ? `${count(people)} ahead of you` : "You are next",
    announcement: `${count(people)} ${headline}. ${estimate.join("")}`,
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
      estimate: ["Nobody is let in just now", "", "."],
      caveat: "The line is paused. Your place does not change.",
    };
  }
  if (status.stage === "early") {
    return {
      estimate: ["Nobody is let in before the sale begins", "", "."],
      caveat: "Your place does not change. This page goes on by itself.",
    };
  }
  if (time - status.at > STALE_MS) {
    return {
      estimate: ["We do not know just now how long it takes.", "", ""],
      caveat: "The house has said nothing new for a minute. Your place does not change.",
    };
  }
  const [before, matters, after] = waitText(people, status.slow, status.fast);
  const isSlowed = (status.why === "payments" || status.why === "holds") && before === "About ";
  return { estimate: [before, matters, isSlowed ? " now." : after], caveat: paceText(status.why, status.rate) };
}

/** Return the view of a fan whose turn it is. @param {FactsWithNumber} facts @returns {View} */
function turnView(facts) {
  const { number, place, phase, until, clock, seconds, alertedNumber, isAway } = facts;
  /** @type {Estimate} */
  const estimate = until ? ["Come in before ", clock(until), "."] : ["Come in now", "", "."];
  const eyebrow = place === null ? `Number ${count(number)} may come in` : `Place ${count(place)} is called`;
  const words = `It is your turn. ${estimate.join("")}`;
  /** @type {View} */
  const common = {
    state: "called",
    eyebrow,
    headline: "It is your turn",
    estimate,
    title: until ? `Your turn: come in before ${clock(until)}` : "Your turn: come in",
    announcement: words,
    urgent: alertedNumber === number,
  };
  if (until !== null && isLate(facts)) {
    return {
      state: "late",
      eyebrow,
      headline: "Your turn has probably passed",
      estimate: [isAway ? "We ask as soon as the house can be reached." : "We ask the door.", "", ""],
      caveat: `The time to come in ended at ${clock(until, true)}.`,
      title: "Your turn has probably passed",
    };
  }
  if (phase === "full" && isAway) {
    return { ...common, actions: ["come"], busy: true, caveat: "We ask again as soon as the house can be reached." };
  }
  if (phase === "full") {
    return {
      ...common,
      actions: ["come"],
      busy: true,
      estimate: ["You are at the door", "", "."],
      caveat: `As many are inside as can be served well. We ask again in ${seconds === 1 ? "a second" : `${seconds} seconds`}, and go on asking. Your turn does not pass meanwhile.`,
    };
  }
  if (phase === "coming") return { ...common, actions: ["come"], busy: true, caveat: "We open the door for you." };
  return { ...common, actions: ["come"], caveat: "The time for choosing seats starts when you come in." };
}

/** Return whether the time to come in ran out without an answer. In the phase "full" the turn does not pass. @param {Facts} facts */
const isLate = ({ phase, until, time, isAway = false }) =>
  until !== null && time >= until && (phase !== "full" || isAway);

/** Return a sentence on what is kept for this fan now; "" where nothing is, or it is uncertain. @param {Facts} facts */
export function keptText({ status, number, place, phase, until, time, clock }) {
  if (number === null || NOTHING_KEPT.includes(phase) || status?.stage === "ended") return "";
  if (!status || !isCalled(status, number, place)) return "Your place is kept.";
  return until !== null && time < until ? `Your place is kept until ${clock(until)}.` : "";
}
