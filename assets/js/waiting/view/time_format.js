/** Formats times in the venue's zone, by the server's clock. */

import { serverClock, pageReceivedAt } from "../../clock.js";

const DAYS = 172_800;
const count = (n, one, many) => (n === 1 ? `${n} ${one}` : `${n} ${many}`);

/** A duration in words, for screen readers: "3 days", "2 hours 5 minutes", "12 minutes", "44 seconds". */
export function spokenDuration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds >= DAYS) return count(Math.floor(seconds / 86_400), "day", "days");
  if (hours) {
    return [count(hours, "hour", "hours"), minutes % 60 && count(minutes % 60, "minute", "minutes")]
      .filter(Boolean)
      .join(" ");
  }
  return seconds > 90 ? count(minutes, "minute", "minutes") : count(seconds, "second", "seconds");
}

/** A clock that runs with the server's; each newer status corrects it. */
export function statusClock(serverTime = new Date(Date.now() - performance.now() + pageReceivedAt()).toISOString()) {
  let time = serverClock(serverTime, pageReceivedAt());
  let last = 0;
  return { time: () => time(), update: (at) => at > last && (time = serverClock(new Date((last = at)).toISOString())) };
}

/** Creates the formatter of wall times. @param {string} zone of the venue @returns {(ms: number, far?: boolean, exact?: boolean) => string} "10:24"; `far`: with the day, unless that is today; `exact`: with its seconds */
export function timeFormat(zone, today = Date.now) {
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const second = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  return (ms, far = false, exact = false) => {
    const days = far && day.format(ms) !== day.format(today()) ? `${day.format(ms).replace(",", "")}, ` : "";
    return days + (exact ? second : hour).format(ms);
  };
}
