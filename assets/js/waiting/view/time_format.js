/** Times in the venue's zone, by the server's clock. */

/** @import { TimeFormat } from "../types.js" */

import { formatClock, serverClock, pageReceivedAt } from "../../clock.js";

const DAYS = 172_800;

/**
 * Return a number with its word: "1 day", "2 days".
 * @param {number} n
 * @param {string} one
 * @param {string} many
 */
const count = (n, one, many) => (n === 1 ? `${n} ${one}` : `${n} ${many}`);

/** Return a duration in words, for screen readers: "3 days", "2 hours 5 minutes", "12 minutes", "44 seconds". @param {number} ms */
export function spokenDuration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds >= DAYS) return count(Math.floor(seconds / 86_400), "day", "days");
  if (!hours) return seconds > 90 ? count(minutes, "minute", "minutes") : count(seconds, "second", "seconds");
  const rest = minutes % 60;
  return count(hours, "hour", "hours") + (rest ? ` ${count(rest, "minute", "minutes")}` : "");
}

/** Return the time that is left as "2 days" or "3:04:05". @param {number} ms */
export function countdownText(ms) {
  const seconds = Math.max(0, ms / 1000);
  return seconds >= DAYS ? `${Math.floor(seconds / 86_400)} days` : formatClock(seconds);
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

/**
 * Return a function that formats wall times.
 * @param {string} zone of the venue
 * @param {() => number} [today]
 * @returns {TimeFormat}
 */
export function timeFormat(zone, today = Date.now) {
  const time = /** @type {const} */ ({ timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const hour = new Intl.DateTimeFormat("en-GB", time);
  const second = new Intl.DateTimeFormat("en-GB", { ...time, second: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  return (ms, far = false, exact = false) => {
    const days = far && day.format(ms) !== day.format(today()) ? `${day.format(ms).replace(",", "")}, ` : "";
    return days + (exact ? second : hour).format(ms);
  };
}
