/** What is kept for this fan just now, as one sentence; nothing where nothing is, or where nobody can promise it. */

import { called } from "../place/position.js";

const NONE = ["asking", "in", "back", "over", "elsewhere", "passed", "foreign", "gone", "free"];

/** Whether the time to come in has run out while the door gave no answer. One who stands at the full door is not passed by. */
export const late = ({ phase, until, time, away = false }) => until !== null && time >= until && (phase !== "full" || away);

/** @param {object} facts see view.js @returns {string} */
export function keeps({ now, number, place, phase, until, time, clock }) {
  if (number === null || NONE.includes(phase) || now?.stage === "ended") return "";
  if (!now || !called(now, number, place)) return "Your place is kept.";
  return until !== null && time < until ? `Your place is kept until ${clock(until)}.` : "";
}
