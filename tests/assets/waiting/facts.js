/** Facts for the texts of the waiting room's page. */

/** @import { Facts, Room, Status, View } from "../../../assets/js/waiting/types.js" */

import { fake } from "../fake.js";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { estimateText } from "../../../assets/js/waiting/view/estimate.js";
import { statusView } from "../../../assets/js/waiting/view/status_text.js";
import { timeFormat } from "../../../assets/js/waiting/view/time_format.js";

export const MINUTE = 60_000;
export const AT = Date.parse("2026-11-20T10:10:00Z");
export const clock = timeFormat(() => AT);
/** Set the zone of this device. @param {string} zone */
export const setZone = (zone) => {
  process.env.TZ = zone;
};
setZone("Europe/Lisbon");

/** @type {Room} */
export const room = fake({
  opens: AT - 40 * MINUTE,
  draws: AT - 10 * MINUTE,
  drawn: true,
  outside: "beacon",
  round: 7,
  zone: "Europe/Lisbon",
  city: "Lisbon",
});

/** @typedef {Partial<Omit<Facts, "status">> & {status?: Partial<Status>}} Given */

/** Return the facts of number 7, place 5 of 9, with what is given instead. @param {Given} [given] @returns {Facts} */
export function facts({ status = {}, ...given } = {}) {
  const fan = { number: 7, place: 5, phase: /** @type {const} */ (""), alertedNumber: null };
  return {
    ...fan,
    status: completeStatus({ q: 1, at: AT, stage: "open", last: 9, serving: 2, seed: "ab", n: 9, ...status }),
    until: null,
    insideUntil: null,
    seconds: 2,
    isAway: false,
    room,
    time: AT,
    clock,
    ...given,
  };
}

/** Return the view of these facts. @param {Given} [given] */
export const said = (given) => statusView(facts(given));

/** Return the estimate of a view as one text. @param {View} view */
export const estimate = (view) => estimateText(view.estimate);

/** Return the small line of a view. @param {View} view */
export const caveat = (view) => view.caveat ?? "";
