/** The server's time: a page states it as of its rendering, and the browser counts on from there. */

import { ngettext } from "./language/translate.js";

const DAY = 86_400;
const DAYS = 2 * DAY;

/**
 * Return a clock that runs with the server's. The later of two counts wins: one stands still while a laptop sleeps, the
 * other jumps when the device's clock is set.
 * @param {string} serverTime ISO
 * @param {number} [since] performance.now() when `serverTime` was true
 * @returns {() => number} ms since 1970
 */
export function serverClock(serverTime, since = performance.now()) {
  const startedAt = Date.parse(serverTime);
  const wall = Date.now() - (performance.now() - since);
  return () => startedAt + Math.max(performance.now() - since, Date.now() - wall);
}

/** Return the time, as of performance.now(), when the first byte of this page arrived: about when its data-now was true. */
export function pageReceivedAt() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return navigation?.responseStart ?? 0;
}

/**
 * Return a duration as "9:41" or "1:02:03": whole seconds, never below zero.
 * @param {number} seconds
 */
export function formatClock(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return s < 3600
    ? `${Math.floor(s / 60)}:${two(s % 60)}`
    : `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
}

/** Return whether this much time is counted in days. @param {number} seconds */
export const isDaysAway = (seconds) => seconds >= DAYS;

/** Return the time that is left as "2 days", "3:04:05" or "4:05". @param {number} seconds */
export const formatCountdown = (seconds) =>
  // Translators: stands alone, as the time that is left
  isDaysAway(seconds) ? ngettext("{count} day", "{count} days", Math.floor(seconds / DAY)) : formatClock(seconds);
