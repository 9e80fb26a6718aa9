/** What floats over the map's edges, so that the whole house fits between it. In CSS pixels. */

const wide = matchMedia("(min-width: 56rem)"), wider = matchMedia("(min-width: 84rem)"), low = matchMedia("(max-height: 30rem)");

/** @typedef {{top: number, right: number, bottom: number, left: number, rise: number}} Room
 *   `rise`: where a low house stands in high room, 0 at the top, 1 at the foot */

/** Fixed by width and height, not measured: what floats comes and goes with the zoom, the house must not move for it.
 * A large house fills the corners in which a stage leaves room. @param {{large: boolean, floors: string[]}} house @returns {Room} */
export function room({ large, floors }) {
  const several = large && floors.length > 1, bar = several && wide.matches && !wider.matches;
  if (low.matches) return { top: bar ? 136 : 8, right: 76, bottom: 8, left: several && !wide.matches ? 328 : large ? 172 : 76, rise: 0.5 };
  if (wide.matches) return large ? { top: bar ? 136 : 76, right: 20, bottom: 78, left: 156, rise: 0.5 } : { top: 14, right: 20, bottom: 78, left: 60, rise: 0.5 };
  return { top: large ? 120 : 165, right: 2, bottom: floors.length > 1 ? 124 : 72, left: 2, rise: 0.3 };
}
