/** How things travel, and whether they may. */

/** Whether motion is unwelcome. */
export const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Quick to begin, gentle to end. */
export const ease = (t) => 1 - (1 - t) ** 3;
