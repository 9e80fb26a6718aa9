/** Tells the server's time: a page states it as of its rendering, and the browser counts on from there. */

/** A clock that runs with the server's. `since`: performance.now() when `serverTime` (ISO) was true.
 * The later of two counts wins: one stands still while a laptop sleeps, the other jumps when the device's clock is set. */
export function serverClock(serverTime, since = performance.now()) {
  const startedAt = Date.parse(serverTime);
  const wall = Date.now() - (performance.now() - since);
  return () => startedAt + Math.max(performance.now() - since, Date.now() - wall);
}

/** When the first byte of this page arrived: about when its data-now was true. */
export const pageReceivedAt = () => performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;

/** "9:41", "1:02:03". Whole seconds, never below zero. */
export function formatClock(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  const pad = (n) => String(n).padStart(2, "0");
  return s < 3600
    ? `${Math.floor(s / 60)}:${pad(s % 60)}`
    : `${Math.floor(s / 3600)}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}`;
}
