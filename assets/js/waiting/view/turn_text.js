/** Texts of a fan whose turn it is. */

/** @import { Estimate, Facts, FactsWithNumber, View } from "../types.js" */

import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";
import { estimateText } from "./estimate.js";

/** Return the view of a fan whose turn it is. @param {FactsWithNumber} facts @returns {View} */
export function turnView(facts) {
  const { number, place, phase, until, clock, seconds, alertedNumber, isAway } = facts;
  /** @type {Estimate} */
  const estimate = until
    ? { text: gettext("Come in before {when}."), bold: { when: clock.when(until) } }
    : { text: gettext("Come in now.") };
  const eyebrow =
    place === null ? gettext("Number {number} may come in", { number }) : gettext("Place {place} is called", { place });
  /** @type {View} */
  const common = {
    state: "called",
    eyebrow,
    headline: gettext("It is your turn"),
    estimate,
    title: until
      ? gettext("Your turn: come in before {when}", { when: clock.when(until) })
      : gettext("Your turn: come in"),
    announcement: joinSentences(gettext("It is your turn."), estimateText(estimate)),
    urgent: alertedNumber === number,
  };
  if (until !== null && isLate(facts)) return lateView(facts, until, eyebrow);
  const called = { ...common, actions: ["come"] };
  if (phase === "full" && isAway) {
    return { ...called, busy: true, caveat: gettext("We ask again as soon as the site can be reached.") };
  }
  if (phase === "full") {
    const caveat = joinSentences(
      gettext("As many are inside as can be served well."),
      ngettext(
        "We ask again in a second, and go on asking.",
        "We ask again in {count} seconds, and go on asking.",
        seconds,
      ),
      gettext("Your turn does not pass meanwhile."),
    );
    return { ...called, busy: true, estimate: { text: gettext("You are at the door.") }, caveat };
  }
  if (phase === "coming") return { ...called, busy: true, caveat: gettext("We open the door for you.") };
  return { ...called, caveat: gettext("The time for choosing seats starts when you come in.") };
}

/**
 * Return the view of a fan whose time to come in ran out without an answer.
 * @param {Facts} facts
 * @param {number} until
 * @param {string} eyebrow
 * @returns {View}
 */
function lateView({ clock, isAway }, until, eyebrow) {
  const when = clock.when(until);
  return {
    state: "late",
    eyebrow,
    headline: gettext("Your turn has probably passed"),
    estimate: {
      text: isAway ? gettext("We ask as soon as the site can be reached.") : gettext("We ask the door."),
    },
    caveat: clock.isToday(until)
      ? gettext("The time to come in ended at {when}.", { when })
      : gettext("The time to come in ended on {when}.", { when }),
    title: gettext("Your turn has probably passed"),
  };
}

/** Return whether the time to come in ran out without an answer. In the phase "full" the turn does not pass. @param {Facts} facts */
const isLate = ({ phase, until, time, isAway = false }) =>
  until !== null && time >= until && (phase !== "full" || isAway);
