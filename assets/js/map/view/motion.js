/** Easing, and the preference for reduced motion. */

/** Matches while the fan prefers reduced motion. */
export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Return how far an animation is: fast at first, slow at its end. @param {number} t from 0 to 1 */
export const easeOut = (t) => 1 - (1 - t) ** 3;
