/** The badge that says whether the page is live, and a note on what it means when it is not. */

import { announcePolite } from "../../announce.js";

const LOST = "No live updates just now. We look again every five seconds. Choosing and paying still work.";
const STALE = "No live updates on this page any more. Load it again to see them. Choosing and paying still work.";

/**
 * Show whether the page is live; announce when it is not.
 * @param {Element | null} badge .live
 * @param {Element | null} note
 * @param {boolean} is
 * @param {string} [why]
 */
export function showConnection(badge, note, is, why) {
  const text = is ? "" : why === "refused" ? STALE : LOST;
  if (badge) badge.textContent = is ? "Live" : "Not live";
  badge?.classList.toggle("lost", !is);
  if (note) note.textContent = text;
  if (!is) announcePolite(text);
}
