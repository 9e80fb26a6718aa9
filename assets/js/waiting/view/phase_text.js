/** Texts of the phases in which a fan does not wait: admitted, passed, given up. */

/** @import { FactsWithStatus, View } from "../types.js" */

import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext, pgettext } from "../../language/translate.js";

/**
 * Return the view of a phase in which this fan does not wait; else null.
 * @param {FactsWithStatus} facts
 * @returns {View | null}
 */
export function phaseView({ phase, status, place, number, until, insideUntil, clock }) {
  const mine = place ?? number;
  const eyebrow = mine ? gettext("Place {place}", { place: mine }) : gettext("The waiting room");
  switch (phase) {
    case "asking":
      return {
        state: "looking",
        eyebrow,
        headline: gettext("One moment"),
        estimate: { text: gettext("We ask whether you are still in.") },
      };
    case "in":
      return {
        state: "in",
        eyebrow,
        headline: gettext("You are in"),
        estimate: { text: gettext("We take you to the seats.") },
        actions: ["seats"],
        title: gettext("You are in"),
      };
    case "back":
      return {
        state: "in",
        eyebrow,
        headline: insideUntil
          ? gettext("You are in until {when}", { when: clock.when(insideUntil) })
          : gettext("You are in"),
        estimate: { text: gettext("Your seats can be chosen now.") },
        caveat: insideUntil ? gettext("What you hold by then you can still pay for.") : "",
        actions: ["seats"],
        title: gettext("You are in"),
      };
    case "elsewhere":
      return {
        state: "elsewhere",
        eyebrow,
        headline: gettext("You came in, in another tab"),
        estimate: { text: gettext("The seats are open there.") },
        actions: ["seats"],
        title: gettext("You are in, in another tab"),
      };
    case "passed":
      return {
        state: "passed",
        eyebrow,
        headline: gettext("Your turn has passed"),
        estimate: until
          ? {
              text: gettext("We kept your place until {when}, then the next came in."),
              bold: { when: clock.when(until) },
            }
          : { text: gettext("We kept your place as long as we said, then the next came in.") },
        caveat: joinSentences(gettext("You can take a new place at the end of the line."), lineText(status)),
        actions: ["join"],
        title: gettext("Your turn has passed"),
      };
    case "over":
      return {
        state: "passed",
        eyebrow,
        headline: gettext("Your time inside is over"),
        estimate: insideUntil
          ? {
              text: clock.isToday(insideUntil)
                ? pgettext("time inside", "It ended at {when}.")
                : pgettext("time inside", "It ended on {when}."),
              bold: { when: clock.when(insideUntil) },
            }
          : { text: gettext("Others have come in.") },
        caveat: joinSentences(
          gettext("What you have ordered stays yours."),
          gettext("To choose more seats, take a new place at the end of the line."),
          lineText(status),
        ),
        actions: ["join"],
        title: gettext("Your time inside is over"),
      };
    case "foreign":
      return {
        state: "foreign",
        eyebrow: gettext("The waiting room"),
        headline: gettext("This place cannot be used here"),
        estimate: { text: gettext("It belongs to another browser, or has been used.") },
        caveat: gettext(
          "If you began in another browser or on another device, your place is still there: go on there. Or take a new number for this browser, at the end of the line.",
        ),
        actions: ["join"],
        join: gettext("Take a number here"),
        title: gettext("Not this browser's place"),
      };
    case "gone":
      return {
        state: "gone",
        eyebrow: gettext("The waiting room"),
        headline: gettext("You gave up your place"),
        estimate: { text: gettext("Nothing is kept for you any more.") },
        caveat: joinSentences(gettext("If you change your mind, you start at the end of the line."), lineText(status)),
        actions: ["join"],
        join: gettext("Wait again"),
        title: gettext("You gave up your place"),
      };
  }
  return null;
}

/** Return how many wait in the line. @param {FactsWithStatus["status"]} status */
function lineText({ last, serving }) {
  const behind = Math.max(0, last - serving);
  return behind
    ? ngettext("{count} place is not called yet.", "{count} places are not called yet.", behind)
    : gettext("Nobody waits there just now.");
}
