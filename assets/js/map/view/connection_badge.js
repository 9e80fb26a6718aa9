/** The badge that says whether the page is live, and a note on what it means when it is not. */

import { announcePolite } from "../../announce.js";
import { gettext } from "../../language/translate.js";

/** Return what it means that the page is not live. @param {string} [why] */
const lostText = (why) =>
  why === "refused"
    ? gettext("No live updates on this page any more. Load it again to see them. Choosing and paying still work.")
    : gettext("No live updates just now. We look again every five seconds. Choosing and paying still work.");

/**
 * Show whether the page is live; announce when it is not.
 * @param {Element | null} badge .live
 * @param {Element | null} note
 * @param {boolean} is
 * @param {string} [why]
 */
export function showConnection(badge, note, is, why) {
  const text = is ? "" : lostText(why);
  if (badge) badge.textContent = is ? gettext("Live") : gettext("Not live");
  badge?.classList.toggle("lost", !is);
  if (note) note.textContent = text;
  if (!is) announcePolite(text);
}
