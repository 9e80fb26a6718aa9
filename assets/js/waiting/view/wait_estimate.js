/** The wait as a range of minutes, and the pace, as text. Same texts as the page without script. */

/** @import { Estimate } from "../types.js" */

const HOUR = 60;

/**
 * Return the wait as text.
 * @param {number} ahead people before you
 * @param {number} slow places called a minute, at least; 0 is unknown
 * @param {number} fast the same, at most
 * @returns {Estimate}
 */
export function waitText(ahead, slow, fast) {
  if (ahead <= 0) return ["", "You are next", "."];
  if (!(slow > 0) || !(fast > 0)) return ["We do not know yet how long it takes.", "", ""];
  const min = coarse(ahead / fast, Math.floor);
  const max = coarse(ahead / slow, Math.ceil);
  if (min >= 2 * HOUR) return ["", "More than two hours", "."];
  if (min >= HOUR) return ["", "More than an hour", "."];
  if (max > 3 * HOUR) return ["At least ", minutes(Math.max(1, min)), ", we cannot say closer."];
  if (max <= 1 && min < 1) return ["", "Less than a minute", "."];
  if (min < 1) return ["", `Up to ${minutes(max)}`, "."];
  return ["About ", min === max ? minutes(min) : `${min} to ${minutes(max)}`, "."];
}

/**
 * Return a number of minutes rounded to whole ones; above twenty to fives.
 * @param {number} number
 * @param {(n: number) => number} round Math.floor or Math.ceil
 */
function coarse(number, round) {
  const whole = round(number - (round === Math.ceil ? 1e-9 : 0));
  return whole <= 20 ? whole : round(number / 5) * 5;
}

const minutes = (/** @type {number} */ n) => (n === 1 ? "1 minute" : `${n} minutes`);

/**
 * Return the pace with its reason, as text.
 * @param {string} why
 * @param {number} rate places a minute over the last two
 */
export function paceText(why, rate) {
  const people = `${Math.round(rate).toLocaleString("en")} ${rate < 1.5 ? "person" : "people"}`;
  const pace = rate >= 1 ? `We let in ${people} a minute over the last two minutes.` : "";
  if (why === "payments") return "Payments are slow, so we let in fewer people. Your place does not change.";
  if (why === "holds") {
    return "Many want the same seats just now, so we let in fewer people. Your place does not change.";
  }
  if (why === "full") return `${pace} The house is full, so the next come in as others leave.`.trim();
  if (why === "rate") return `${pace} The box office has set this pace.`.trim();
  return pace && `${pace} If payments slow down, so does this, and we say so here.`;
}
