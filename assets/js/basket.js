/** The basket beside the seats: which seats are mine, its clock, what is said about it, and how a phone opens it. */

import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";
import { insideClock } from "./admission_clock.js";
import { tell, warn } from "./announce.js";
import { expired } from "./hold_expired.js";

const PATIENCE = 15_000, AGAIN = 600;
const SILENT = "The house did not answer. Nothing is charged. If the seats became yours, they show in a moment; if not, take them again.";

const seatsOf = (root) => new Set((root?.dataset.seats ?? "").split(" ").filter(Boolean).map(Number));

/** A control of a line or of a notice, to be found again after it was written anew. */
function placeOf(target) {
  if (target.matches?.(".saying .button")) return { seats: [], control: ".saying .button", words: target.textContent };
  const line = target.closest?.(".basket-line"), kind = ["select.kind", "select.of", ".drop.one", ".drop"].find((each) => target.matches(each));
  return line && kind ? { seats: line.dataset.i.split(" ").map(Number), control: kind } : null;
}

/** A notice in words: its title and its text. */
function said(notice) {
  const words = ["strong", "strong + span:not(.actions)"].map((part) => notice.querySelector(part)?.textContent.trim());
  return words.filter(Boolean).map((each) => (/[.!?]$/.test(each) ? each : `${each}.`)).join(" ");
}

/** @param {HTMLElement} page the house, in which #basket stands @param {(mine: Set<number>) => void} changed hears after each answer
 * @param {"map" | "list"} view @returns {{mine: () => Set<number>, lost: (seats: number[]) => void}} */
export function basket(page, view, changed) {
  const address = `/performances/${page.dataset.performance}/basket?view=${view}`;
  let root = document.getElementById("basket"), mine = seatsOf(root), inside = false, focus = null, asked = -PATIENCE, ranOut = null, tries = 0;
  let stop = holdClock(root, pageCame(), over), leave = insideClock(root, pageCame());

  /** @param {number[]} [lost] seats that are not held any more: the house says so and what is nearest to them */
  function refresh(lost = []) {
    const query = lost.length ? `&lost=${lost.join("+")}` : "";
    if (window.htmx) window.htmx.ajax("GET", address + query, { target: "#basket", swap: "outerHTML" });
    else location.reload();
  }

  /** The time is over by our clock; the house decides. Its clock may be a little behind. */
  function over() {
    ranOut ??= { seats: [...mine], words: places(mine) };
    if (tries++ < 20) setTimeout(refresh, 250 + Math.random() * 750);
  }

  const line = (i, of = root) => of.querySelector(`.basket-line[data-i~="${i}"]`);
  const places = (seats) => [...new Set([...seats].map((i) => line(i)).filter(Boolean))].map((each) => each.querySelector(".where").textContent).join("; ");

  function swapped(next) {
    const before = mine, had = root, at = focus;
    asked = -PATIENCE;
    root = next;
    mine = seatsOf(root);
    stop();
    stop = holdClock(root, performance.now(), over);
    leave();
    leave = insideClock(root, performance.now());
    if (ranOut && mine.size === 0) expired(page, root, ranOut);
    else announce(before, had);
    if (mine.size === 0 || root.dataset.until !== had.dataset.until) [ranOut, tries] = [null, 0];
    if (inside && !root.contains(document.activeElement)) (again(at) ?? root.querySelector("h2"))?.focus({ preventScroll: true });
    if (!mine.size) document.body.classList.remove("basket-open");
    changed(mine);
  }

  /** Where the focus was: on which kind of control of which line. The line may be another one now, of the same seats. */
  function again(at) {
    if (at?.words) return [...root.querySelectorAll(at.control)].find(({ textContent }) => textContent === at.words) ?? null;
    const same = at?.seats.map((i) => line(i)).find(Boolean);
    return same?.querySelector(at.control) ?? null;
  }

  /** What is said beside the seats, then what changed: one sentence after the other, once. */
  function announce(before, had) {
    const notices = [...root.querySelectorAll(".saying .notice")], loud = notices.some((each) => each.getAttribute("role") === "alert");
    for (const each of notices) each.removeAttribute("role"); // it is said here, and not a second time by being there
    const words = [...notices.map(said), changes(before, had, notices.length > 0)].filter(Boolean).join(" ");
    if (words) (loud ? warn : tell)(words);
  }

  /** @param {boolean} told whether a notice has said already why seats are gone */
  function changes(before, had, told) {
    const got = [...mine].filter((i) => !before.has(i)), gone = [...before].filter((i) => !mine.has(i));
    const sum = (of) => of.querySelector(".sums .total .money")?.textContent, until = root.querySelector(".clock .says b")?.textContent;
    if (got.length) return `${places(got)}. ${until}. Total ${sum(root)}.`;
    if (gone.length) return [told ? "" : "Given back.", mine.size ? `Total ${sum(root)}.` : "Your basket is empty."].join(" ").trim();
    if (root.dataset.until !== had.dataset.until && mine.size) return `${until}.`;
    return mine.size && sum(root) !== sum(had) ? `Total ${sum(root)}.` : "";
  }

  new MutationObserver(() => {
    const next = document.getElementById("basket");
    if (next && next !== root) return swapped(next);
    if (!next) page.append(root); // an answer that was only words left no basket behind
    changed(mine);
  }).observe(page, { childList: true });

  // an answer finds no place when another one took the basket's meanwhile; and after no answer at all nobody knows
  page.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.status === "swapped" || setTimeout(refresh, 500));

  page.addEventListener("htmx:error", () => warn(SILENT));
  page.addEventListener("htmx:before:request", ({ detail: { ctx } }) => ctx.target?.id === "basket" && (asked = performance.now()));
  page.addEventListener("focusin", ({ target }) => {
    inside = root.contains(target);
    focus = placeOf(target);
  });
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
    /** The map says that seats of mine are not held any more. Unless an answer explains it, such as to giving them back, look. */
    lost(seats) {
      const look = () => {
        if (performance.now() - asked < PATIENCE) return void setTimeout(look, AGAIN); // an answer is on its way
        const still = seats.filter((i) => mine.has(i));
        if (still.length && !ranOut) refresh(still);
      };
      setTimeout(look, AGAIN);
    },
  };
}
