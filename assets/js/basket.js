/** The basket beside the seats: which seats are mine, its clock, what is said about it, and how a phone opens it. */

import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";
import { tell, warn } from "./say.js";
import { expired } from "./take_again.js";

const seatsOf = (root) => new Set((root?.dataset.seats ?? "").split(" ").filter(Boolean).map(Number));

/** @param {HTMLElement} page the house, in which #basket stands @param {(mine: Set<number>) => void} changed hears after each answer
 * @param {"map" | "list"} view @returns {{mine: () => Set<number>, lost: (seats: number[]) => void}} */
export function basket(page, view, changed) {
  const address = `/performances/${page.dataset.performance}/basket?view=${view}`;
  let root = document.getElementById("basket"), mine = seatsOf(root), inside = false, ranOut = null, tries = 0;
  let stop = holdClock(root, pageCame(), over);

  function refresh() {
    if (window.htmx) window.htmx.ajax("GET", address, { target: "#basket", swap: "outerHTML" });
    else location.reload();
  }

  /** The time is over by our clock; the house decides. Its clock may be a little behind. */
  function over() {
    ranOut ??= { seats: [...mine], words: places(mine) };
    if (tries++ < 20) setTimeout(refresh, 250 + Math.random() * 750);
  }

  const line = (i) => root.querySelector(`.basket-line[data-i="${i}"] .where`)?.textContent;
  const places = (seats) => [...seats].map(line).filter(Boolean).join("; ");

  function swapped(next) {
    const before = mine, had = root;
    root = next;
    mine = seatsOf(root);
    stop();
    stop = holdClock(root, performance.now(), over);
    if (ranOut && mine.size === 0) expired(page, root, ranOut);
    else if (!root.querySelector(".notice")) announce(before, had);
    if (mine.size === 0 || root.dataset.until !== had.dataset.until) [ranOut, tries] = [null, 0];
    if (inside && !root.contains(document.activeElement)) root.querySelector("h2")?.focus({ preventScroll: true });
    if (!mine.size) document.body.classList.remove("basket-open");
    changed(mine);
  }

  function announce(before, had) {
    const got = [...mine].filter((i) => !before.has(i)), gone = [...before].filter((i) => !mine.has(i));
    const total = root.querySelector(".sums .total .money")?.textContent, until = root.querySelector(".clock .says b")?.textContent;
    if (got.length) tell(`${places(got)}. ${until}. Total ${total}.`);
    else if (gone.length) tell(mine.size ? `Given back. Total ${total}.` : "Given back. Your basket is empty.");
    else if (root.dataset.until !== had.dataset.until && mine.size) tell(`${until}.`);
  }

  new MutationObserver(() => {
    const next = document.getElementById("basket");
    if (next && next !== root) return swapped(next);
    if (!next) page.append(root); // an answer that was only words left no basket behind
    changed(mine);
  }).observe(page, { childList: true });

  // an answer finds no place when another one took the basket's meanwhile; and after no answer at all nobody knows
  page.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.status === "swapped" || setTimeout(refresh, 500));

  page.addEventListener("focusin", (event) => (inside = root.contains(event.target)));
  page.addEventListener("click", (event) => {
    const open = event.target.closest(".seats-peek"), close = event.target.closest(".basket-close");
    if (!open && !close) return;
    event.preventDefault();
    document.body.classList.toggle("basket-open", Boolean(open));
    root.querySelector(open ? ".basket-close" : ".seats-peek")?.focus();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && document.body.classList.remove("basket-open"));
  addEventListener("pageshow", (event) => event.persisted && refresh());

  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden = Date.now();
    else if (Date.now() - hidden > 15_000 && root.dataset.until) refresh(); // another tab may have bought, a laptop may have slept
  });

  return {
    mine: () => mine,
    /** The map says that seats of mine are not held any more. Unless an answer explains it, look. */
    lost(seats) {
      const words = places(seats);
      setTimeout(() => {
        if (!seats.some((i) => mine.has(i)) || ranOut) return;
        warn(`${words}: no longer held for you.`);
        refresh();
      }, 600);
    },
  };
}
