/** What floats over the map's edges, so that the whole house fits between it. In CSS pixels. */

const wide = matchMedia("(min-width: 56rem)");

/** @param {HTMLElement} page @returns {() => {top: number, right: number, bottom: number, left: number, rise: number}} `rise`: where a low house stands in high room: 0 at the top, 1 at the foot */
export const room = (page) => () => {
  if (wide.matches) return { top: 14, bottom: 78, left: 60, right: 20, rise: 0.5 };
  const map = page.querySelector(".map").getBoundingClientRect();
  const below = (selector) => (page.querySelector(selector)?.getBoundingClientRect().bottom ?? map.top) - map.top;
  const over = Math.max(below(".map-top"), below(".prices"), below(".tap-hint"), 0);
  return { top: over + 12, bottom: 72, left: 2, right: 2, rise: 0.3 };
};
