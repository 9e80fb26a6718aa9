/** The sign that says whether what you see is live, and in words what holds when it is not. */

import { tell } from "../../announce.js";

const LOST = "No live updates just now. We look again every five seconds. Choosing and paying still work.";
const STALE = "No live updates on this page any more. Load it again to see them. Choosing and paying still work.";

/** @param {Element | null} light .live @param {Element | null} line where the words go @param {boolean} is @param {string} [why] */
export function sign(light, line, is, why) {
  const words = is ? "" : why === "refused" ? STALE : LOST;
  if (light) light.textContent = is ? "Live" : "Not live";
  light?.classList.toggle("lost", !is);
  if (line) line.textContent = words;
  if (!is) tell(words);
}
