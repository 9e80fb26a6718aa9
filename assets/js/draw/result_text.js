/** Texts of the draw page about the visitor's own number. */

/** @import { Badge } from "./types.js" */

const count = (/** @type {number} */ n) => n.toLocaleString("en");

/**
 * Return what is known about the visitor's number, as text.
 * @param {{step: string, number: number | null, n: number, place: number | null, listed: boolean | null}} facts
 *   `listed`: whether the number is in the list of the draw; null while that is not known
 */
export function ownNumberText({ step, number, n, place, listed }) {
  if (number === null) return "This browser has no number in this waiting room.";
  if (step !== "sealed" && number > n) {
    return `Your number ${count(number)} came after the close. It is not drawn: it is your place.`;
  }
  const listedText = listed ? ` It is in the list of the ${count(n)}.` : "";
  if (place === null) return `Your number is ${count(number)}.${listedText} Its place is not drawn yet.`;
  return `Your number ${count(number)} has place ${count(place)}.${listedText} Coming early did not matter.`;
}

/**
 * Return the badge, or null.
 * @param {{step: string, problem: string, listed: boolean | null, changed?: boolean}} facts
 *   `changed`: whether the list differs from the recorded one
 * @returns {Badge | null}
 */
export function verdict({ step, problem, listed, changed = false }) {
  if (changed) return ["warn", "Another list than before"];
  if (problem) return ["warn", "Does not match"];
  if (listed === false) return ["warn", "Your number is not in the list"];
  return step === "drawn" || listed ? ["good", "Matches on this device"] : null;
}
