/** Texts of a waiting room that draws the order: while numbers are given, and between the close and the draw. */

/** @import { Estimate, FactsWithNumber, Room, View } from "../types.js" */

import { countdownText, spokenDuration } from "./time_format.js";

const count = (/** @type {number} */ n) => n.toLocaleString("en");
const DRAW_LATE_MS = 120_000;
const ROUND_GRACE_MS = 5_000;

/** Return the view while numbers are given, before the draw. @param {FactsWithNumber} facts @returns {View} */
export function collectingView({ status, time, room, number, clock }) {
  const left = room.draws - time;
  const here = status.last > 1 ? `${count(status.last)} numbers are given so far` : "Yours is the first number";
  /** @type {Estimate} */
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

/** Return what decides the order, as text. @param {Room} room */
function publicValueText({ outside, round, witness }) {
  if (outside === "beacon") return `the public beacon's round ${count(round)}`;
  return outside === "witness" ? `the key of ${witness}, who has not seen ours` : "our own sealed key";
}

/** Return the view between the close and the draw. @param {FactsWithNumber} facts @returns {View} */
export function drawingView({ status, time, room, number, clock }) {
  const n = status.n || status.last;
  const after = Boolean(status.n) && number > status.n;
  const source = publicValueText(room);
  const late = room.draws > 0 && time - room.draws > DRAW_LATE_MS;
  const due = !late && room.roundAt > 0 && time < room.roundAt + ROUND_GRACE_MS;
  const part = n === 1 ? "number takes part" : "numbers take part";
  const ownText = after
    ? `You came after the close: your number, ${count(number)}, follows those who are drawn.`
    : `Your number, ${count(number)}, takes part.`;
  /** @type {Estimate} */
  let estimate = ["The draw waits for ", source, "."];
  let fixedText = "Who takes part is fixed, and nobody can know the order before that.";
  if (late) estimate = ["The draw is late: ", source, " is not there yet."];
  if (due) {
    estimate = ["The order is drawn at ", clock(room.roundAt, true, true), "."];
    fixedText = `Who takes part is fixed. T${source.slice(1)} decides the order, and nobody can know it before.`;
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
