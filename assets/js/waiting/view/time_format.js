/** Times as the house writes them: the venue's, by the house's clock. */

import { houseClock, pageCame } from "../../clock.js";

const DAYS = 172_800;
const some = (n, one, many) => (n === 1 ? `${n} ${one}` : `${n} ${many}`);

/** How long that is, as it is said aloud: "3 days", "2 hours 5 minutes", "12 minutes", "44 seconds". */
export function spoken(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000)), minutes = Math.ceil(seconds / 60), hours = Math.floor(minutes / 60);
  if (seconds >= DAYS) return some(Math.floor(seconds / 86_400), "day", "days");
  if (hours) return [some(hours, "hour", "hours"), minutes % 60 && some(minutes % 60, "minute", "minutes")].filter(Boolean).join(" ");
  return seconds > 90 ? some(minutes, "minute", "minutes") : some(seconds, "second", "seconds");
}

/** Says when it is by the house; each message sets it right, an old one that is told again does not. */
export function lineClock(said = new Date(Date.now() - performance.now() + pageCame()).toISOString()) {
  let time = houseClock(said, pageCame()), last = 0;
  return { time: () => time(), hear: (at) => at > last && (time = houseClock(new Date((last = at)).toISOString())) };
}

/** @param {string} zone of the venue @returns {(ms: number, far?: boolean, exact?: boolean) => string} "10:24"; `far`: with the day, unless that is today; `exact`: with its seconds */
export function wall(zone, today = Date.now) {
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const second = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  return (ms, far = false, exact = false) => {
    const days = far && day.format(ms) !== day.format(today()) ? `${day.format(ms).replace(",", "")}, ` : "";
    return days + (exact ? second : hour).format(ms);
  };
}
