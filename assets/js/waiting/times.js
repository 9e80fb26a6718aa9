/** Times as the house writes them: the venue's, by the house's clock. */

import { houseClock, pageCame } from "../clock.js";

/** Says when it is by the house; each message sets it right, an old one that is told again does not. */
export function lineClock(said = new Date(Date.now() - performance.now() + pageCame()).toISOString()) {
  let time = houseClock(said, pageCame()), last = 0;
  return { time: () => time(), hear: (at) => at > last && (time = houseClock(new Date((last = at)).toISOString())) };
}

/** @param {string} zone of the venue @returns {(ms: number, far?: boolean) => string} "10:24"; `far`: with the day, unless that is today */
export function wall(zone, today = Date.now) {
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  return (ms, far = false) => {
    const days = far && day.format(ms) !== day.format(today()) ? `${day.format(ms).replace(",", "")}, ` : "";
    return days + hour.format(ms);
  };
}
