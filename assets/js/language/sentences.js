/** Puts whole sentences one after the other. */

/** Return the sentences as one text; empty ones are left out. @param {...string} sentences */
export const joinSentences = (...sentences) => sentences.filter(Boolean).join(" ");
