/** Decides which texts and buttons the waiting room's page shows, from facts alone: one view for each state. */

import { formatClock } from "../../clock.js";
import { aheadCount, isCalled } from "../place/position.js";
import { spokenDuration } from "./time_format.js";
import { paceText, waitText } from "./wait_estimate.js";

const count = (n) => n.toLocaleString("en");
const DAYS = 172_800;
const STALE_MS = 60_000;
const DRAW_LATE_MS = 120_000;
const ROUND_GRACE_MS = 5_000;

/** @typedef {{state: string, eyebrow: string, figure?: string, headline: string, estimate?: string[], caveat?: string, actions?: string[], busy?: boolean, join?: string, title?: string, announcement?: string, urgent?: boolean}} View
 *   `estimate`: before, what matters, after · `actions`: which buttons · `busy`: they were pressed · `join`: label of the button for a new place · `title`: of the window ·
 *   `announcement`: for screen readers · `urgent`: announced at once */

/** Chooses the view. @param {object} facts status (the last message, or null) · time (ms) · room {opens, draws, outside, round, roundAt, witness} · phase · number ·
 *   place · until · insideUntil · alertedNumber · isAway (the server does not answer) · clock (ms to "10:24") @returns {View} */
export function statusView(facts) {
  const { status, phase } = facts;
  if (!status) {
    return {
      state: "looking",
      eyebrow: "The waiting room",
      headline: "One moment",
      estimate: ["We look for your place.", "", ""],
    };
  }
  const final = phaseView(facts) ?? endedView(facts);
  if (final) return final;
  if (status.stage === "closed") return openingView(facts);
  if (facts.number === null) {
    return {
      state: "joining",
      eyebrow: "The waiting room is open",
      headline: "We get you a number",
      estimate: [phase === "asleep" ? "In a few seconds: everybody comes at once just now." : "One moment.", "", ""],
    };
  }
  if (isCalled(status, facts.number, facts.place)) return turnView(facts);
  if (status.stage === "gathering") return collectingView(facts);
  if (facts.place === null) return drawingView(facts);
  return waitingView(facts);
}

function countdownText(ms) {
  const seconds = Math.max(0, ms / 1000);
  return seconds >= DAYS ? `${Math.floor(seconds / 86_400)} days` : formatClock(seconds);
}

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

function collectingView({ status, time, room, number, clock }) {
  const left = room.draws - time;
  const here = status.last > 1 ? `${count(status.last)} numbers are given so far` : "Yours is the first number";
  const estimate =
    left > 0 ? ["The order is drawn in ", countdownText(left), "."] : ["The order is drawn now", "", "."];
  const caveat = `${here}, and at ${clock(room.draws, true)} one draw decides the order of all. Coming early does not matter. You can close this page: your number takes part either way.`;
  return {
    state: "gathering",
    eyebrow: "You are in the waiting room",
    figure: count(number),
    headline: "is your number",
    estimate,
    caveat,
    title: `Number ${count(number)}`,
    announcement: `Your number is ${count(number)}. ${here}. The order is drawn ${left > 0 ? `in ${spokenDuration(left)}` : "now"}.`,
  };
}

function waitingView({ status, place, time }) {
  const people = aheadCount(place, status.serving);
  const eyebrow = `You are in the waiting room, place ${count(place)}`;
  let estimate = waitText(people, status.slow, status.fast);
  let caveat = paceText(status.why, status.rate);
  if (status.stage === "paused") {
    ((estimate = ["Nobody is let in just now", "", "."]), (caveat = "The line is paused. Your place does not change."));
  } else if (status.stage === "early") {
    ((estimate = ["Nobody is let in before the sale begins", "", "."]),
      (caveat = "Your place does not change. This page goes on by itself."));
  } else if (time - status.at > STALE_MS) {
    ((estimate = ["We do not know just now how long it takes.", "", ""]),
      (caveat = "The house has said nothing new for a minute. Your place does not change."));
  } else if (status.why === "payments" || status.why === "holds") {
    estimate = estimate[0] === "About " ? [estimate[0], estimate[1], " now."] : estimate;
  }
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

function turnView(facts) {
  const { number, place, phase, until, clock, seconds, alertedNumber, isAway } = facts;
  const estimate = until ? ["Come in before ", clock(until), "."] : ["Come in now", "", "."];
  const eyebrow = place === null ? `Number ${count(number)} may come in` : `Place ${count(place)} is called`;
  const words = `It is your turn. ${estimate.join("")}`;
  const common = {
    state: "called",
    eyebrow,
    headline: "It is your turn",
    estimate,
    title: until ? `Your turn: come in before ${clock(until)}` : "Your turn: come in",
    announcement: words,
    urgent: alertedNumber === number,
  };
  if (isLate(facts)) {
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

/** The view of a phase in which this fan does not wait, else null. @returns {View | null} */
function phaseView({ phase, status, place, number, until, insideUntil, clock }) {
  const behind = Math.max(0, status.last - status.serving);
  const crowd = behind
    ? `${count(behind)} ${behind === 1 ? "place is" : "places are"} not called yet.`
    : "Nobody waits there just now.";
  const mine = place ?? number;
  const eyebrow = mine ? `Place ${count(mine)}` : "The waiting room";
  switch (phase) {
    case "asking":
      return {
        state: "looking",
        eyebrow,
        headline: "One moment",
        estimate: ["We ask whether you are still in.", "", ""],
      };
    case "in":
      return {
        state: "in",
        eyebrow,
        headline: "You are in",
        estimate: ["We take you to the seats.", "", ""],
        actions: ["seats"],
        title: "You are in",
      };
    case "back":
      return {
        state: "in",
        eyebrow,
        headline: insideUntil ? `You are in until ${clock(insideUntil, true)}` : "You are in",
        estimate: ["Your seats can be chosen now.", "", ""],
        caveat: insideUntil ? "What you hold by then you can still pay for." : "",
        actions: ["seats"],
        title: "You are in",
      };
    case "elsewhere":
      return {
        state: "elsewhere",
        eyebrow,
        headline: "You came in, in another tab",
        estimate: ["The seats are open there.", "", ""],
        actions: ["seats"],
        title: "You are in, in another tab",
      };
    case "passed":
      return {
        state: "passed",
        eyebrow,
        headline: "Your turn has passed",
        estimate: until
          ? ["We kept it for you until ", clock(until, true), ", then the next came in."]
          : ["We kept it for you as long as we said, then the next came in.", "", ""],
        caveat: `You can take a new place at the end of the line. ${crowd}`,
        actions: ["join"],
        title: "Your turn has passed",
      };
    case "over":
      return {
        state: "passed",
        eyebrow,
        headline: "Your time inside is over",
        estimate: insideUntil ? ["It ended at ", clock(insideUntil, true), "."] : ["Others have come in.", "", ""],
        caveat: `What you have ordered stays yours. To choose more seats, take a new place at the end of the line. ${crowd}`,
        actions: ["join"],
        title: "Your time inside is over",
      };
    case "foreign":
      return {
        state: "foreign",
        eyebrow: "The waiting room",
        headline: "This place cannot be used here",
        estimate: ["It belongs to another browser, or has been used.", "", ""],
        caveat:
          "If you began in another browser or on another device, your place is still there: go on there. Or take a new number for this browser, at the end of the line.",
        actions: ["join"],
        join: "Take a number here",
        title: "Not this browser's place",
      };
    case "gone":
      return {
        state: "gone",
        eyebrow: "The waiting room",
        headline: "You gave up your place",
        estimate: ["Nothing is kept for you any more.", "", ""],
        caveat: `If you change your mind, you start at the end of the line. ${crowd}`,
        actions: ["join"],
        join: "Wait again",
        title: "You gave up your place",
      };
  }
  return null;
}

/** The view of a room in which no fan waits, else null. @returns {View | null} */
function endedView({ status }) {
  if (status.stage === "off" || status.stage === "quiet") {
    return {
      state: "free",
      eyebrow: "The waiting room",
      headline: "Nobody has to wait just now",
      estimate: ["Go straight to the seats.", "", ""],
      actions: ["seats"],
      title: "No waiting",
    };
  }
  if (status.stage !== "ended") return null;
  const eyebrow = "The waiting room is closed";
  if (status.ended === "sold_out") {
    const back = status.back
      ? `${count(status.back)} ${status.back === 1 ? "seat is" : "seats are"} in baskets or waiting for a payment; ${status.back === 1 ? "it" : "some"} may come back on sale.`
      : "Every seat has its ticket.";
    return {
      state: "ended",
      eyebrow,
      headline: "Sold out",
      estimate: ["Nothing is left.", "", ""],
      caveat: `${back} You do not have to stay.`,
      title: "Sold out",
    };
  }
  if (status.ended === "cancelled") {
    return {
      state: "ended",
      eyebrow,
      headline: "This performance is cancelled",
      estimate: ["No seats are sold any more.", "", ""],
      caveat: "Orders stay reachable by their link.",
      title: "Cancelled",
    };
  }
  if (status.ended === "over") {
    return {
      state: "ended",
      eyebrow,
      headline: "This sale is over",
      estimate: ["No seats are sold any more.", "", ""],
      caveat: "If you have tickets, the link you were given still opens them.",
      title: "The sale is over",
    };
  }
  return {
    state: "free",
    eyebrow,
    headline: "Nobody has to wait any more",
    estimate: ["Go straight to the seats.", "", ""],
    actions: ["seats"],
    title: "No waiting any more",
  };
}

function publicValueText({ outside, round, witness }) {
  if (outside === "beacon") return `the public beacon's round ${count(round)}`;
  return outside === "witness" ? `the key of ${witness}, who has not seen ours` : "our own sealed key";
}

/** The view between the close and the draw. @returns {View} */
function drawingView({ status, time, room, number, clock }) {
  const n = status.n || status.last;
  const after = Boolean(status.n) && number > status.n;
  const source = publicValueText(room);
  const late = room.draws > 0 && time - room.draws > DRAW_LATE_MS;
  const due = !late && room.roundAt > 0 && time < room.roundAt + ROUND_GRACE_MS;
  const part = n === 1 ? "number takes part" : "numbers take part";
  const ownText = after
    ? `You came after the close: your number, ${count(number)}, follows those who are drawn.`
    : `Your number, ${count(number)}, takes part.`;
  let estimate = ["The draw waits for ", source, "."];
  let fixedText = "Who takes part is fixed, and nobody can know the order before that.";
  if (late) estimate = ["The draw is late: ", source, " is not there yet."];
  if (due) {
    ((estimate = ["The order is drawn at ", clock(room.roundAt, true, true), "."]),
      (fixedText = `Who takes part is fixed. T${source.slice(1)} decides the order, and nobody can know it before.`));
  }
  if (room.outside === "none") fixedText = "Who takes part is fixed."; // we do know the key
  const caveat = `${fixedText} ${ownText} ${late ? "Nothing is lost: this page goes on by itself." : ""}`.trim();
  const figures = after ? { figure: count(number), headline: "is your number" } : { figure: count(n), headline: part };
  return {
    state: "drawing",
    eyebrow: "The order is being drawn",
    ...figures,
    estimate,
    caveat,
    title: "The order is being drawn",
    announcement: `${count(n)} ${part}. ${estimate.join("")} ${ownText}`,
  };
}

const NOTHING_KEPT = ["asking", "in", "back", "over", "elsewhere", "passed", "foreign", "gone", "free"];

/** Whether the time to come in ran out without an answer. In the phase "full" the turn does not pass. */
const isLate = ({ phase, until, time, isAway = false }) =>
  until !== null && time >= until && (phase !== "full" || isAway);

/** One sentence on what is kept for this fan now; "" where nothing is, or it is uncertain. @param {object} facts as for statusView @returns {string} */
export function keptText({ status, number, place, phase, until, time, clock }) {
  if (number === null || NOTHING_KEPT.includes(phase) || status?.stage === "ended") return "";
  if (!status || !isCalled(status, number, place)) return "Your place is kept.";
  return until !== null && time < until ? `Your place is kept until ${clock(until)}.` : "";
}
