/** The basket beside the seats: which seats are the fan's, its clocks, what is announced, and how a phone opens it. */

import { pageReceivedAt } from "./clock.js";
import { startHoldClock } from "./hold_clock.js";
import { startAdmissionClock } from "./admission_clock.js";
import { announcePolite, announceNow } from "./announce.js";
import { findAll, findById, closestTo } from "./dom.js";
import { formatTime } from "./language/format.js";
import { sendLanguageByHtmx } from "./language/requests.js";
import { asSentence, joinSentences } from "./language/sentences.js";
import { gettext, pgettext } from "./language/translate.js";
import { showHoldExpired } from "./hold_expired.js";

/** @typedef {{seats: number[], control: string, label?: string}} Control a control of a line or notice, found by its selector */
/** @typedef {ReturnType<typeof attachBasket>} Basket */

const ANSWER_MS = 15_000;
const RETRY_MS = 600;
const MAX_EXPIRY_CHECKS = 20;
const HIDDEN_MS = 15_000;
const LINE_CONTROLS = ["select.kind", "select.of", ".drop.one", ".drop"];

/** Return the numbers of the seats in a basket. @param {HTMLElement} root */
const readSeats = (root) => new Set((root.dataset.seats ?? "").split(" ").filter(Boolean).map(Number));

/**
 * Return a description of a control, with which it can be found again after the basket was replaced; else null.
 * @param {HTMLElement} target
 * @returns {Control | null}
 */
function controlAt(target) {
  if (target.matches?.(".notices .button")) {
    return { seats: [], control: ".notices .button", label: target.textContent };
  }
  /** @type {HTMLElement | null} */
  const line = target.closest?.(".basket-line");
  const control = LINE_CONTROLS.find((each) => target.matches(each));
  return line && control ? { seats: (line.dataset.i ?? "").split(" ").map(Number), control } : null;
}

/** Return title and text of a notice as sentences. @param {Element} notice */
function noticeText(notice) {
  const words = ["strong", "strong + span:not(.actions)"].map(
    (part) => notice.querySelector(part)?.textContent.trim() ?? "",
  );
  return joinSentences(...words.filter(Boolean).map(asSentence));
}

/** Return the total as it is written. @param {HTMLElement} root */
const totalText = (root) => root.querySelector(".sums .total .money")?.textContent;

/** Return until when the seats are held, in the device's zone. @param {HTMLElement} root */
const untilText = (root) =>
  gettext("Held for you until {time}.", { time: formatTime(new Date(root.dataset.until ?? "")) });

const noAnswerText = () =>
  gettext(
    "The site did not answer. Nothing is charged. If the seats became yours, they show in a moment; if not, take them again.",
  );

/**
 * Attach the basket.
 * @param {HTMLElement} page contains #basket
 * @param {"map" | "list"} view
 * @param {(seats: Set<number>) => void} changed called after each answer
 */
export function attachBasket(page, view, changed) {
  const address = `/performances/${page.dataset.performance}/basket?view=${view}`;
  let root = findById("basket");
  let seats = readSeats(root);
  let hasFocus = false;
  /** @type {Control | null} */
  let focus = null;
  let requestedAt = -ANSWER_MS;
  /** @type {{seats: number[], text: string} | null} the seats whose time is over by this clock */
  let expired = null;
  let expiryChecks = 0;
  let stopHoldClock = startHoldClock(root, pageReceivedAt(), onExpired);
  let stopAdmissionClock = startAdmissionClock(root, pageReceivedAt());
  sendLanguageByHtmx();

  /**
   * Fetch the basket again.
   * @param {number[]} [lost] seats that are not held any more: the answer explains it and offers the nearest
   */
  function refresh(lost = []) {
    const query = lost.length ? `&lost=${lost.join("+")}` : "";
    if (window.htmx) window.htmx.ajax("GET", address + query, { target: "#basket", swap: "outerHTML" });
    else location.reload();
  }

  /** Ask the server, which decides: the time is over by this clock, and the server may be a little behind. */
  function onExpired() {
    expired ??= { seats: [...seats], text: seatNames([...seats]) };
    if (expiryChecks++ < MAX_EXPIRY_CHECKS) setTimeout(refresh, 250 + Math.random() * 750);
  }

  /** Return the line that has a seat. @param {number} i */
  const lineOf = (i) => root.querySelector(`.basket-line[data-i~="${i}"]`);

  /** Return the names of seats as their lines have them. @param {number[]} numbers */
  const seatNames = (numbers) =>
    [...new Set(numbers.map(lineOf).filter((line) => line !== null))]
      .map((line) => line.querySelector(".where")?.textContent)
      // Translators: stands between the names of seats, as in "Stalls, row H, seat 26; Floor, 2 places".
      .join(pgettext("between names of seats", "; "));

  /** Follow a new basket: clocks, announcements, focus. @param {HTMLElement} next */
  function onSwapped(next) {
    const before = seats;
    const previousRoot = root;
    const at = focus;
    requestedAt = -ANSWER_MS;
    root = next;
    seats = readSeats(root);
    stopHoldClock();
    stopHoldClock = startHoldClock(root, performance.now(), onExpired);
    stopAdmissionClock();
    stopAdmissionClock = startAdmissionClock(root, performance.now());
    if (expired && seats.size === 0) showHoldExpired(page, root, expired);
    else announce(before, previousRoot);
    if (seats.size === 0 || root.dataset.until !== previousRoot.dataset.until) {
      expired = null;
      expiryChecks = 0;
    }
    if (hasFocus && !root.contains(document.activeElement)) {
      /** @type {HTMLElement | null} */
      const heading = root.querySelector("h2");
      (findControl(at) ?? heading)?.focus({ preventScroll: true });
    }
    if (!seats.size) document.body.classList.remove("basket-open");
    changed(seats);
  }

  /**
   * Return the control that had the focus, in the new basket: of a line with the same seats, or of a notice; else null.
   * @param {Control | null} at
   * @returns {HTMLElement | null}
   */
  function findControl(at) {
    if (!at) return null;
    if (at.label) return findAll(root, at.control).find(({ textContent }) => textContent === at.label) ?? null;
    const same = at.seats.map(lineOf).find(Boolean);
    return same?.querySelector(at.control) ?? null;
  }

  /**
   * Announce the notices, then what changed.
   * @param {Set<number>} before
   * @param {HTMLElement} previousRoot
   */
  function announce(before, previousRoot) {
    const notices = findAll(root, ".notices .notice");
    const urgent = notices.some((each) => each.getAttribute("role") === "alert");
    for (const each of notices) each.removeAttribute("role"); // announced here, so not a second time by the browser
    const words = joinSentences(...notices.map(noticeText), changesText(before, previousRoot, notices.length > 0));
    if (words) (urgent ? announceNow : announcePolite)(words);
  }

  /**
   * Return what changed since the basket before, as sentences.
   * @param {Set<number>} before
   * @param {HTMLElement} previousRoot
   * @param {boolean} explained whether a notice already says why seats are gone
   */
  function changesText(before, previousRoot, explained) {
    const got = [...seats].filter((i) => !before.has(i));
    const gone = [...before].filter((i) => !seats.has(i));
    const total = totalText(root);
    const sum = gettext("Total {total}.", { total: total ?? "" });
    if (got.length) return joinSentences(asSentence(seatNames(got)), untilText(root), sum);
    if (gone.length) {
      const rest = seats.size ? sum : gettext("Your basket is empty.");
      return explained ? rest : joinSentences(gettext("Given back."), rest);
    }
    if (root.dataset.until !== previousRoot.dataset.until && seats.size) return untilText(root);
    return seats.size && total !== totalText(previousRoot) ? sum : "";
  }

  new MutationObserver(() => {
    const next = document.getElementById("basket");
    if (next && next !== root) return onSwapped(next);
    if (!next) page.append(root); // the answer was only a message and left no basket
    changed(seats);
  }).observe(page, { childList: true });

  page.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    // the answer found no target because another one replaced the basket, or there was none: fetch the basket
    if (ctx.status !== "swapped") setTimeout(refresh, 500);
  });
  page.addEventListener("htmx:error", () => announceNow(noAnswerText()));
  page.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.target?.id === "basket") requestedAt = performance.now();
  });
  page.addEventListener("focusin", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    hasFocus = root.contains(target);
    focus = controlAt(target);
  });
  page.addEventListener("click", (event) => {
    const open = closestTo(event, ".seats-peek");
    const close = closestTo(event, ".basket-close");
    if (!open && !close) return;
    event.preventDefault();
    document.body.classList.toggle("basket-open", Boolean(open));
    /** @type {HTMLElement | null} */
    const next = root.querySelector(open ? ".basket-close" : ".seats-peek");
    next?.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.remove("basket-open");
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });

  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > HIDDEN_MS && root.dataset.until) refresh(); // another tab may have bought, a laptop may have slept
  });

  /** Return the fan's seats. */
  const seatsOf = () => seats;

  /**
   * Fetch the basket because the map says that seats of the fan are no longer held, unless an answer explains it within the time.
   * @param {number[]} lost
   */
  function seatsLost(lost) {
    const check = () => {
      if (performance.now() - requestedAt < ANSWER_MS) {
        setTimeout(check, RETRY_MS); // a request is under way
        return;
      }
      const stillMine = lost.filter((i) => seats.has(i));
      if (stillMine.length && !expired) refresh(stillMine);
    };
    setTimeout(check, RETRY_MS);
  }

  return { seats: seatsOf, seatsLost };
}
