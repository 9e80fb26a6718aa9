/** Time by the house's clock: a page says what the time was there when it was made, the browser only counts on from that. */

/** A clock that runs with the server's. `since`: performance.now() when `said` (ISO) was true.
 * The later of two counts is believed: one stands still while a laptop sleeps, the other moves when somebody sets the clock. */
export function houseClock(said, since = performance.now()) {
  const begun = Date.parse(said), wall = Date.now() - (performance.now() - since);
  return () => begun + Math.max(performance.now() - since, Date.now() - wall);
}

/** When the first byte of this page came, which is when what it says was about true. */
export const pageCame = () => performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;

/** "9:41", "1:02:03". Whole seconds, never below zero. */
export function figure(seconds) {
  const s = Math.max(0, Math.ceil(seconds)), two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
}
