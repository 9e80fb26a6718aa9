/** The remaining seats of each price level, for the fan's performance and party. */

/** @import { LevelCount, Status, TimeFormat } from "../types.js" */
/** @import { Page } from "./render.js" */

import { find, findAll, setText } from "../../dom.js";
import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext, pgettext } from "../../language/translate.js";
import { attachPartySize } from "../place/party_size.js";

/** @typedef {{name: string, left: number, together: number}} LevelLeft how many seats are left, and the largest party that can sit together; 0: unknown */

const FRESH_MS = 15_000;

/**
 * Show the remaining seats.
 * @param {HTMLElement} main
 * @param {number} to the performance
 * @param {Page} page
 * @param {TimeFormat} clock
 * @returns {(status: Status) => void} call it with each status
 */
export function showRemaining(main, to, page, clock) {
  const table = find(main, `.left-panel [data-show="${to}"]`);
  /** @type {Status | null} */
  let last = null;
  /** @type {LevelCount[] | null} */
  let counts = null;
  let countedAt = 0;
  const size = attachPartySize(find(main, ".stepper"), Number(main.dataset.most), () => last && show(last));

  /** Show the last counts. @param {Status} status */
  function show(status) {
    const levels = writeRemaining(table, counts, size());
    const isShown = counts && status.stage !== "ended";
    page.notice("party", isShown ? partyNotice(levels, status) : null);
    page.writeText("counted", counts ? countedText(countedAt, status.at, clock) : gettext("Not counted just now."));
  }

  /**
   * Return title and text of the notice about the party, or null.
   * @param {LevelLeft[]} levels
   * @param {Status} status
   */
  function partyNotice(levels, status) {
    if (levels.some(({ left }) => left)) return partyText(levels, size());
    if (hasOtherDate(status, to)) {
      return [
        gettext("Nothing is left for this date."),
        joinSentences(
          gettext("This line also leads to another date that has seats, see below."),
          gettext("Your place is good for it too."),
        ),
      ];
    }
    if (!status.back) return null;
    return [
      gettext("Nothing is left just now."),
      joinSentences(
        gettext("Some seats are in baskets or wait for a payment, and may come back."),
        gettext("You can keep your place."),
      ),
    ];
  }

  return (status) => {
    last = status;
    if (status.left[to]) {
      counts = status.left[to];
      countedAt = status.at;
    } // else the last counts stay, with their time
    show(status);
  };
}

/**
 * Return when the seats were counted, as text.
 * @param {number} at
 * @param {number} now
 * @param {TimeFormat} clock
 */
function countedText(at, now, clock) {
  if (now - at < FRESH_MS) return gettext("Counted a moment ago from seats, not estimated.");
  const when = clock.when(at);
  return clock.isToday(at)
    ? gettext("Counted at {when} from seats, not estimated.", { when })
    : gettext("Counted on {when} from seats, not estimated.", { when });
}

/**
 * Return whether another performance of this room has seats.
 * @param {Status} status
 * @param {number} to
 */
const hasOtherDate = (status, to) =>
  Object.entries(status.left).some(([id, levels]) => Number(id) !== to && levels.some(([, left]) => left > 0));

/**
 * Return kind and text of a level's status; "" where it is unknown.
 * @param {number} left
 * @param {number} together the largest party that can sit together; 0: unknown
 * @param {number} size of the party
 * @returns {[kind: string, text: string]}
 */
export function togetherText(left, together, size) {
  if (left === 0) return ["warn", gettext("Sold out")];
  // Translators: how many seats are left: fewer than the party needs.
  if (left < size) return ["warn", ngettext("Only {count}", "Only {count}", left)];
  // Translators: beside a price level, of which seats are left.
  if (size === 1) return ["good", pgettext("status of a price level", "Left")];
  if (!together) return ["", ""];
  return together >= size
    ? ["good", ngettext("{count} together", "{count} together", size)]
    : ["warn", ngettext("Not {count} together", "Not {count} together", size)];
}

/**
 * Return title and text for a party that can no longer sit together; null while it can, or where that is unknown.
 * @param {LevelLeft[]} levels
 * @param {number} size
 */
export function partyText(levels, size) {
  const left = levels.reduce((sum, level) => sum + level.left, 0);
  if (size < 2 || left === 0 || levels.some(({ left, together }) => left && !together)) return null;
  const best = levels.reduce((max, level) => (level.together > max.together ? level : max));
  if (best.together >= size) return null;
  // Translators: seats next to each other, for a party of so many.
  const title = ngettext("No {count} together any more.", "No {count} together any more.", size);
  if (left < size) {
    const seats = ngettext("One seat is left in the whole house.", "{count} seats are left in the whole house.", left);
    return [title, joinSentences(seats, gettext("A smaller party can still come."))];
  }
  const atMost =
    best.together === 1
      ? gettext("Only single seats are left.")
      : ngettext(
          "At most {count} can sit together, in {level}.",
          "At most {count} can sit together, in {level}.",
          best.together,
          { level: best.name },
        );
  return [title, joinSentences(atMost, gettext("You can keep your place and sit apart, or come with fewer."))];
}

/**
 * Write one performance's counts into its table, and return them.
 * @param {HTMLElement} table its [data-show]
 * @param {LevelCount[] | null} counts
 * @param {number} size of the party
 * @returns {LevelLeft[]}
 */
function writeRemaining(table, counts, size) {
  const known = new Map((counts ?? []).map(([idx, left, together]) => [idx, { left, together }]));
  return findAll(table, "tr[data-idx]").map((row) => {
    const level = known.get(Number(row.dataset.idx)) ?? { left: counts ? 0 : null, together: 0 };
    writeLevel(row, level.left, level.together, size);
    return { name: row.dataset.name ?? "", left: level.left ?? 0, together: level.together };
  });
}

/**
 * Write the row of one level.
 * @param {HTMLElement} row
 * @param {number | null} left null: unknown
 * @param {number} together
 * @param {number} size of the party
 */
function writeLevel(row, left, together, size) {
  const seats = Number(row.dataset.seats);
  const [kind, words] = left === null ? ["", ""] : togetherText(left, together, size);
  const status = find(row, ".status");
  const width = seats && left ? Math.max(1.5, (100 * left) / seats).toFixed(1) : "0";
  row.classList.toggle("none", left === 0);
  row.classList.toggle("unknown", left === null);
  find(row, ".meter rect").setAttribute("width", width);
  setText(find(row, ".left"), left ? ngettext("{count} left", "{count} left", left) : "");
  status.hidden = !words;
  status.className = `status ${kind}`;
  setText(find(status, "span"), words);
}
