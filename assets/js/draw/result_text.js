/** Texts of the draw page about the visitor's own number. */

/** @import { Badge } from "./types.js" */

import { joinSentences } from "../language/sentences.js";
import { gettext } from "../language/translate.js";

/**
 * Return what is known about the visitor's number, as text.
 * @param {{step: string, number: number | null, n: number, place: number | null, listed: boolean | null}} facts
 *   `listed`: whether the number is in the list of the draw; null while that is not known
 */
export function ownNumberText({ step, number, n, place, listed }) {
  if (number === null) return gettext("This browser has no number in this waiting room.");
  if (step !== "sealed" && number > n) {
    return joinSentences(
      gettext("Your number {number} came after the close.", { number }),
      gettext("It is not drawn: it is your place."),
    );
  }
  const listedText = listed ? gettext("It is in the list of the {count}.", { count: n }) : "";
  if (place === null) {
    return joinSentences(
      gettext("Your number is {number}.", { number }),
      listedText,
      gettext("Its place is not drawn yet."),
    );
  }
  return joinSentences(
    gettext("Your number {number} has place {place}.", { number, place }),
    listedText,
    gettext("Coming early did not matter."),
  );
}

/**
 * Return the badge, or null.
 * @param {{step: string, problem: string, listed: boolean | null, changed?: boolean}} facts
 *   `changed`: whether the list differs from the recorded one
 * @returns {Badge | null}
 */
export function verdict({ step, problem, listed, changed = false }) {
  if (changed) return ["warn", gettext("Another list than before")];
  if (problem) return ["warn", gettext("Does not match")];
  if (listed === false) return ["warn", gettext("Your number is not in the list")];
  return step === "drawn" || listed ? ["good", gettext("Matches on this device")] : null;
}
