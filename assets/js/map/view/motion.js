/** Easing, and the preference for reduced motion. */

/** Matches when the fan prefers reduced motion. */
export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Starts fast and ends slowly. @param {number} t from 0 to 1 */
export const easeOut = (t) => 1 - (1 - t) ** 3;
