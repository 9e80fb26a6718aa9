/** Texts of a waiting room that draws the order: while numbers are given, and between the close and the draw. */

/** @import { Estimate, FactsWithNumber, Room, TimeFormat, View } from "../types.js" */

import { formatCountdown, isDaysAway } from "../../clock.js";
import { formatNumber } from "../../language/format.js";
import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";
import { estimateText } from "./estimate.js";
import { timeUntilText } from "./time_format.js";

const DRAW_LATE_MS = 120_000;
const ROUND_GRACE_MS = 5_000;

/** Return the view while numbers are given, before the draw. @param {FactsWithNumber} facts @returns {View} */
export function collectingView({ status, time, room, number, clock }) {
  const left = room.draws - time;
  const given =
    status.last > 1
      ? ngettext("{count} number is given so far.", "{count} numbers are given so far.", status.last)
      : gettext("Yours is the first number.");
  const when = clock.when(room.draws);
  const caveat = joinSentences(
    given,
    clock.isToday(room.draws)
      ? gettext("At {when} one draw decides the order of all.", { when })
      : gettext("On {when} one draw decides the order of all.", { when }),
    gettext("Coming early does not matter."),
    gettext("You can close this page: your number takes part either way."),
  );
  return {
    state: "gathering",
    eyebrow: gettext("You are in the waiting room"),
    figure: formatNumber(number),
    headline: numberLabel(),
    estimate: timeLeft(left),
    caveat,
    title: gettext("Number {number}", { number }),
    announcement: joinSentences(
      gettext("Your number is {number}.", { number }),
      given,
      // Translators: {left} is "in 3 days".
      left > 0
        ? gettext("The order is drawn {left}.", { left: timeUntilText(left) })
        : gettext("The order is drawn now."),
    ),
  };
}

// Translators: the caption below a large number; it stands for itself and is no part of a sentence
const numberLabel = () => gettext("your number");

/** Return when the order is drawn. @param {number} left ms @returns {Estimate} */
function timeLeft(left) {
  if (left <= 0) return { text: gettext("The order is drawn now.") };
  if (isDaysAway(left / 1000)) {
    // Translators: {left} is "in 3 days".
    return { text: gettext("The order is drawn {left}."), bold: { left: timeUntilText(left) } };
  }
  // Translators: {clock} counts down: "12:34".
  return { text: gettext("The order is drawn in {clock}."), bold: { clock: formatCountdown(left / 1000) } };
}

/** Return the view between the close and the draw. @param {FactsWithNumber} facts @returns {View} */
export function drawingView({ status, time, room, number, clock }) {
  const n = status.n || status.last;
  const after = Boolean(status.n) && number > status.n;
  const late = room.draws > 0 && time - room.draws > DRAW_LATE_MS;
  const due = !late && room.roundAt > 0 && time < room.roundAt + ROUND_GRACE_MS;
  const ownText = after
    ? gettext("You came after the close: your number, {number}, follows those who are drawn.", { number })
    : gettext("Your number, {number}, takes part.", { number });
  const estimate = drawEstimate(room, clock, { late, due });
  return {
    state: "drawing",
    eyebrow: gettext("The order is being drawn"),
    figure: formatNumber(after ? number : n),
    // Translators: the caption below a large number; it stands for itself and is no part of a sentence
    headline: after ? numberLabel() : ngettext("number in the draw", "numbers in the draw", n),
    estimate,
    caveat: joinSentences(
      gettext("Who takes part is fixed."),
      secretText(room, due),
      ownText,
      late ? gettext("Nothing is lost: this page goes on by itself.") : "",
    ),
    title: gettext("The order is being drawn"),
    announcement: joinSentences(
      ngettext("{count} number takes part.", "{count} numbers take part.", n),
      estimateText(estimate),
      ownText,
    ),
  };
}

/**
 * Return when the order is drawn, or what the draw waits for.
 * @param {Room} room
 * @param {TimeFormat} clock
 * @param {{late: boolean, due: boolean}} is
 * @returns {Estimate}
 */
function drawEstimate(room, clock, { late, due }) {
  if (due) return { text: gettext("The order is drawn at {when}."), bold: { when: clock.exact(room.roundAt) } };
  const { outside, round, witness } = room;
  if (outside === "beacon") {
    return {
      text: late
        ? gettext("The draw is late: the public beacon's round {round} is not there yet.", { round })
        : gettext("The draw waits for the public beacon's round {round}.", { round }),
    };
  }
  if (outside === "witness") {
    return {
      text: late
        ? gettext("The draw is late: the key of {witness}, who has not seen ours, is not there yet.", { witness })
        : gettext("The draw waits for the key of {witness}, who has not seen ours.", { witness }),
    };
  }
  return {
    text: late
      ? gettext("The draw is late: our own sealed key is not there yet.")
      : gettext("The draw waits for our own sealed key."),
  };
}

/**
 * Return why the order cannot be known yet; "" where only our own key decides it, which we know.
 * @param {Room} room
 * @param {boolean} due whether the beacon's round is still to come
 */
function secretText({ outside, round }, due) {
  if (outside === "none") return "";
  return due
    ? gettext("The public beacon's round {round} decides the order, and nobody can know it before.", { round })
    : gettext("Nobody can know the order before that.");
}
