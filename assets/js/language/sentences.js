/** Joins whole texts: sentences that follow each other, and the parts of a description. */

import { gettext, pgettext, withNodes } from "./translate.js";

const END = /[.!?…。！？؟]$/u;

/** Return a text with a full stop, unless it ends a sentence already. @param {string} text */
export const asSentence = (text) => (END.test(text) ? text : gettext("{sentence}.", { sentence: text }));

/** Return sentences one after the other; empty ones are left out. @param {(string | undefined)[]} sentences */
export function joinSentences(...sentences) {
  // Translators: both are whole sentences. In a language that puts no space between sentences, leave it out.
  const pattern = gettext("{sentence} {next}");
  let joined = "";
  for (const next of sentences) {
    if (next) joined = joined ? withNodes(pattern, { sentence: joined, next }).join("") : next;
  }
  return joined;
}

/** Return "Lower tier, 359 left"; empty parts are left out. @param {(string | undefined)[]} parts */
export const joinParts = (...parts) =>
  // Translators: stands between the parts of a description, as in "Lower tier, 359 left".
  parts.filter(Boolean).join(pgettext("between parts of a description", ", "));
