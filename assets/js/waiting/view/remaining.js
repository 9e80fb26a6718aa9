/** Shows the remaining seats of each price level, for the fan's performance and party. */

import { attachPartySize } from "../place/party_size.js";

const FRESH_MS = 15_000;
const count = (n) => n.toLocaleString("en");

/** @param {HTMLElement} main @param {number} to @param {ReturnType<import("./render.js").createRenderer>} page @param {(ms: number) => string} clock
 * @returns {(now: object) => void} */
export function showRemaining(main, to, page, clock) {
  const table = main.querySelector(`.left-panel [data-show="${to}"]`);
  let last = null;
  let counts = null;
  let counted = 0;
  const size = attachPartySize(main.querySelector(".stepper"), Number(main.dataset.most), () => last && show());

  function show() {
    const levels = writeRemaining(table, counts, size());
    const isShown = counts && last.stage !== "ended";
    const others = Object.entries(last.left).some(
      ([id, some]) => Number(id) !== to && some.some(([, left]) => left > 0),
    );
    page.notice("party", isShown ? partyNotice(levels, others) : null);
    const when = last.at - counted < FRESH_MS ? "a moment ago" : `at ${clock(counted, true)}`;
    page.setText("counted", counts ? `Counted ${when} from seats, not estimated.` : "Not counted just now.");
  }

  function partyNotice(levels, others) {
    if (levels.some(({ left }) => left)) return partyText(levels, size());
    if (others) {
      return [
        "Nothing is left for this date.",
        "This line also leads to another date that has seats, see below. Your place is good for it too.",
      ];
    }
    return last.back
      ? [
          "Nothing is left just now.",
          "Some seats are in baskets or wait for a payment, and may come back. You can keep your place.",
        ]
      : null;
  }

  return (status) => {
    last = status;
    if (status.left[to]) [counts, counted] = [status.left[to], status.at]; // else the last counts stay, with their time
    show();
  };
}

/** Kind and text of a level's status, empty where it is unknown. @param {number} left @param {number} together the largest party that can sit together; 0: unknown
 * @param {number} size of the party @returns {[string, string]} */
export function togetherText(left, together, size) {
  if (left === 0) return ["warn", "Sold out"];
  if (left < size) return ["warn", left === 1 ? "Only 1" : `Only ${left}`];
  if (size === 1) return ["good", "Left"];
  if (!together) return ["", ""];
  return together >= size ? ["good", `${size} together`] : ["warn", `Not ${size} together`];
}

/** Title and text for a party that can no longer sit together; null while it can, or where that is unknown.
 * @param {{name: string, left: number, together: number}[]} levels @param {number} size */
export function partyText(levels, size) {
  const left = levels.reduce((sum, level) => sum + level.left, 0);
  if (size < 2 || left === 0 || levels.some(({ left, together }) => left && !together)) return null;
  const best = levels.reduce((max, level) => (level.together > max.together ? level : max));
  if (best.together >= size) return null;
  const title = `No ${size} together any more.`;
  if (left < size) {
    return [
      title,
      `${left === 1 ? "One seat is" : `${count(left)} seats are`} left in the whole house. A smaller party can still come.`,
    ];
  }
  const atMost =
    best.together === 1 ? "Only single seats are left" : `At most ${best.together} can sit together, in ${best.name}`;
  return [title, `${atMost}. You can keep your place and sit apart, or come with fewer.`];
}

/** Writes one performance's counts into its table. @param {Element} table its [data-show] @param {number[][] | undefined} counts [idx, left, together] @param {number} size */
export function writeRemaining(table, counts, size) {
  const known = new Map((counts ?? []).map(([idx, left, together]) => [idx, { left, together }]));
  return [...table.querySelectorAll("tr[data-idx]")].map((row) => {
    const seats = Number(row.dataset.seats);
    const { left, together } = known.get(Number(row.dataset.idx)) ?? { left: counts ? 0 : null, together: 0 };
    const [kind, words] = left === null ? ["", ""] : togetherText(left, together, size);
    const status = row.querySelector(".status");
    row.classList.toggle("none", left === 0);
    row.classList.toggle("unknown", left === null);
    row
      .querySelector(".meter rect")
      .setAttribute("width", seats && left ? Math.max(1.5, (100 * left) / seats).toFixed(1) : 0);
    write(row.querySelector(".left"), left ? `${count(left)} left` : "");
    status.hidden = !words;
    status.className = `status ${kind}`;
    write(status.querySelector("span"), words);
    return { name: row.dataset.name, left: left ?? 0, together };
  });
}

function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}
