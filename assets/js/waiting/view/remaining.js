/** What is left, for the performance this fan wants and the party they come with. */

import { partyWords, showLeft } from "./left.js";
import { party } from "../place/party_size.js";

const FRESH = 15_000;

/** @param {HTMLElement} main @param {number} to @param {ReturnType<import("./render.js").show>} page @param {(ms: number) => string} clock
 * @returns {(now: object) => void} */
export function seatsLeft(main, to, page, clock) {
  const table = main.querySelector(`.left-panel [data-show="${to}"]`);
  let last = null, counts = null, counted = 0;
  const size = party(main.querySelector(".stepper"), Number(main.dataset.most), () => last && show());

  function show() {
    const levels = showLeft(table, counts, size()), wanted = counts && last.stage !== "ended";
    const others = Object.entries(last.left).some(([id, some]) => Number(id) !== to && some.some(([, left]) => left > 0));
    page.notice("party", wanted ? said(levels, others) : null);
    const when = last.at - counted < FRESH ? "a moment ago" : `at ${clock(counted, true)}`;
    page.words("counted", counts ? `Counted ${when} from seats, not estimated.` : "Not counted just now.");
  }

  function said(levels, others) {
    if (levels.some(({ left }) => left)) return partyWords(levels, size());
    if (others) return ["Nothing is left for this date.", "This line also leads to another date that has seats, see below. Your place is good for it too."];
    return last.back ? ["Nothing is left just now.", "Some seats are in baskets or wait for a payment, and may come back. You can keep your place."] : null;
  }

  return (now) => {
    last = now;
    if (now.left[to]) [counts, counted] = [now.left[to], now.at]; // else what was counted last, with its time
    show();
  };
}
