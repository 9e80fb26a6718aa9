/** Texts of the phases in which a fan does not wait: admitted, passed, given up. */

/** @import { FactsWithStatus, View } from "../types.js" */

const count = (/** @type {number} */ n) => n.toLocaleString("en");

/**
 * Return the view of a phase in which this fan does not wait; else null.
 * @param {FactsWithStatus} facts
 * @returns {View | null}
 */
export function phaseView({ phase, status, place, number, until, insideUntil, clock }) {
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
