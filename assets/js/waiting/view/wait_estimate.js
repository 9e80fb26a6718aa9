/** The wait as a range of minutes, and the pace, as text. Same texts as the page without script. */

/** @import { Estimate } from "../types.js" */

import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";

const HOUR = 60;

/**
 * Return the wait as text.
 * @param {number} ahead people before you
 * @param {number} slow places called a minute, at least; 0 is unknown
 * @param {number} fast the same, at most
 * @param {boolean} [isSlowed] whether the line is slower than it could be
 * @returns {Estimate}
 */
export function waitEstimate(ahead, slow, fast, isSlowed = false) {
  if (ahead <= 0) return { text: gettext("You are next."), bold: true };
  if (!(slow > 0) || !(fast > 0)) return { text: gettext("We do not know yet how long it takes.") };
  const least = coarse(ahead / fast, Math.floor);
  const most = coarse(ahead / slow, Math.ceil);
  return { text: rangeText(least, most, isSlowed), bold: true };
}

/**
 * Return a range of minutes as a sentence.
 * @param {number} least
 * @param {number} most
 * @param {boolean} isSlowed
 */
function rangeText(least, most, isSlowed) {
  if (least >= 2 * HOUR) return gettext("More than two hours.");
  if (least >= HOUR) return gettext("More than an hour.");
  if (most > 3 * HOUR) {
    const count = Math.max(1, least);
    return ngettext(
      "At least {count} minute, we cannot say closer.",
      "At least {count} minutes, we cannot say closer.",
      count,
    );
  }
  if (most <= 1 && least < 1) return gettext("Less than a minute.");
  if (least < 1) return ngettext("Up to {count} minute.", "Up to {count} minutes.", most);
  return isSlowed ? slowedText(least, most) : aboutText(least, most);
}

/** @type {(least: number, most: number) => string} */
const aboutText = (least, most) =>
  least === most
    ? ngettext("About {count} minute.", "About {count} minutes.", most)
    : ngettext("About {least} to {count} minute.", "About {least} to {count} minutes.", most, { least });

/** @type {(least: number, most: number) => string} */
const slowedText = (least, most) =>
  least === most
    ? ngettext("About {count} minute now.", "About {count} minutes now.", most)
    : ngettext("About {least} to {count} minute now.", "About {least} to {count} minutes now.", most, { least });

/**
 * Return a number of minutes rounded to whole ones; above twenty to fives.
 * @param {number} number
 * @param {(n: number) => number} round Math.floor or Math.ceil
 */
function coarse(number, round) {
  const whole = round(number - (round === Math.ceil ? 1e-9 : 0));
  return whole <= 20 ? whole : round(number / 5) * 5;
}

/**
 * Return the pace with its reason, as text.
 * @param {string} why
 * @param {number} rate places a minute over the last two
 */
export function paceText(why, rate) {
  if (why === "payments") {
    return gettext("Payments are slow, so we let in fewer people. Your place does not change.");
  }
  if (why === "holds") {
    return gettext("Many want the same seats just now, so we let in fewer people. Your place does not change.");
  }
  const count = Math.round(rate);
  const pace =
    rate >= 1
      ? ngettext(
          "We let in {count} person a minute over the last two minutes.",
          "We let in {count} people a minute over the last two minutes.",
          count,
        )
      : "";
  if (why === "full") {
    return joinSentences(pace, gettext("The house is full, so the next come in as others leave."));
  }
  if (why === "rate") return joinSentences(pace, gettext("The box office has set this pace."));
  return pace && joinSentences(pace, gettext("If payments slow down, so does this, and we say so here."));
}
