/** Times as this fan's device has them, by the server's clock. */

/** @import { TimeFormat } from "../types.js" */

import { isDaysAway, pageReceivedAt, serverClock } from "../../clock.js";
import { formatDate, formatDateTime, formatExactTime, formatTime, formatTimeUntil } from "../../language/format.js";

const DAY = 86_400;
const MINUTES = 90;
const HOURS = 7_200;

/** Return how far away a moment is, for screen readers: "in 3 days", "in 2 hours", "in 12 minutes", "in 44 seconds". @param {number} ms */
export function timeUntilText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (isDaysAway(seconds)) return formatTimeUntil(Math.floor(seconds / DAY), "day");
  if (seconds >= HOURS) return formatTimeUntil(Math.round(seconds / 3600), "hour");
  return seconds > MINUTES ? formatTimeUntil(Math.ceil(seconds / 60), "minute") : formatTimeUntil(seconds, "second");
}

/** Return the server's time when this page was made, by this device's clock, as ISO. */
const timeOfPage = () => new Date(Date.now() - performance.now() + pageReceivedAt()).toISOString();

/** Return a clock that runs with the server's; each newer status corrects it. */
export function statusClock(serverTime = timeOfPage()) {
  let time = serverClock(serverTime, pageReceivedAt());
  let last = 0;
  return {
    time: () => time(),
    /** Correct the clock by the time of a status; an older one changes nothing. @param {number} at ms */
    update(at) {
      if (at <= last) return;
      last = at;
      time = serverClock(new Date(at).toISOString());
    },
  };
}

/** Return whether the browser knows a time zone: an older one does not know those that came later. @param {string} zone */
function isZone(zone) {
  try {
    return Boolean(formatTime(new Date(), zone));
  } catch {
    return false;
  }
}

/**
 * Return the formats of times in the device's zone.
 * @param {() => number} [today]
 * @returns {TimeFormat}
 */
export function timeFormat(today = Date.now) {
  const isToday = (/** @type {number} */ ms) => formatDate(new Date(ms)) === formatDate(new Date(today()));
  return {
    isToday,
    when: (ms) => (isToday(ms) ? formatTime : formatDateTime)(new Date(ms)),
    there(ms, zone) {
      const at = new Date(ms);
      if (!isZone(zone) || formatDateTime(at) === formatDateTime(at, zone)) return "";
      return isToday(ms) && formatDate(at) === formatDate(at, zone) ? formatTime(at, zone) : formatDateTime(at, zone);
    },
    exact: (ms) => formatExactTime(new Date(ms)),
  };
}
