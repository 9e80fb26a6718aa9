/** Runs the basket beside the seats: which seats are mine, its clocks, what is announced, and how a phone opens it. */

import { pageReceivedAt } from "./clock.js";
import { startHoldClock } from "./hold_clock.js";
import { startAdmissionClock } from "./admission_clock.js";
import { announcePolite, announceNow } from "./announce.js";
import { showHoldExpired } from "./hold_expired.js";

const ANSWER_MS = 15_000;
const RETRY_MS = 600;
const NO_ANSWER =
  "The house did not answer. Nothing is charged. If the seats became yours, they show in a moment; if not, take them again.";

const readSeats = (root) => new Set((root?.dataset.seats ?? "").split(" ").filter(Boolean).map(Number));

/** Describes a control of a line or notice, so that it can be found again after the basket was replaced. */
function controlAt(target) {
  if (target.matches?.(".notices .button")) {
    return { seats: [], control: ".notices .button", label: target.textContent };
  }
  const line = target.closest?.(".basket-line");
  const kind = ["select.kind", "select.of", ".drop.one", ".drop"].find((each) => target.matches(each));
  return line && kind ? { seats: line.dataset.i.split(" ").map(Number), control: kind } : null;
}

/** Title and text of a notice as sentences. */
function noticeText(notice) {
  const words = ["strong", "strong + span:not(.actions)"].map((part) => notice.querySelector(part)?.textContent.trim());
  return words
    .filter(Boolean)
    .map((each) => (/[.!?]$/.test(each) ? each : `${each}.`))
    .join(" ");
}

/** Attaches the basket. @param {HTMLElement} page contains #basket @param {(seats: Set<number>) => void} changed called after each answer
 * @param {"map" | "list"} view @returns {{seats: () => Set<number>, seatsLost: (seats: number[]) => void}} */
export function attachBasket(page, view, changed) {
  const address = `/performances/${page.dataset.performance}/basket?view=${view}`;
  let root = document.getElementById("basket");
  let seats = readSeats(root);
  let hasFocus = false;
  let focus = null;
  let requestedAt = -ANSWER_MS;
  let expired = null;
  let expiryChecks = 0;
  let stopHoldClock = startHoldClock(root, pageReceivedAt(), onExpired);
  let stopAdmissionClock = startAdmissionClock(root, pageReceivedAt());

  /** Fetches the basket again. @param {number[]} [lost] seats that are not held any more: the answer explains it and offers the nearest */
  function refresh(lost = []) {
    const query = lost.length ? `&lost=${lost.join("+")}` : "";
    if (window.htmx) window.htmx.ajax("GET", address + query, { target: "#basket", swap: "outerHTML" });
    else location.reload();
  }

  /** The time is over by this clock; the server decides, and may be a little behind. */
  function onExpired() {
    expired ??= { seats: [...seats], text: seatNames(seats) };
    if (expiryChecks++ < 20) setTimeout(refresh, 250 + Math.random() * 750);
  }

  const line = (i, of = root) => of.querySelector(`.basket-line[data-i~="${i}"]`);
  const seatNames = (numbers) =>
    [...new Set([...numbers].map((i) => line(i)).filter(Boolean))]
      .map((each) => each.querySelector(".where").textContent)
      .join("; ");

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
    if (seats.size === 0 || root.dataset.until !== previousRoot.dataset.until) [expired, expiryChecks] = [null, 0];
    if (hasFocus && !root.contains(document.activeElement)) {
      (findControl(at) ?? root.querySelector("h2"))?.focus({ preventScroll: true });
    }
    if (!seats.size) document.body.classList.remove("basket-open");
    changed(seats);
  }

  /** Finds the control that had the focus: of a line with the same seats, or of a notice. */
  function findControl(at) {
    if (at?.label) {
      return [...root.querySelectorAll(at.control)].find(({ textContent }) => textContent === at.label) ?? null;
    }
    const same = at?.seats.map((i) => line(i)).find(Boolean);
    return same?.querySelector(at.control) ?? null;
  }

  /** Announces the notices, then what changed. */
  function announce(before, previousRoot) {
    const notices = [...root.querySelectorAll(".notices .notice")];
    const urgent = notices.some((each) => each.getAttribute("role") === "alert");
    for (const each of notices) each.removeAttribute("role"); // announced here, so not a second time by the browser
    const words = [...notices.map(noticeText), changes(before, previousRoot, notices.length > 0)]
      .filter(Boolean)
      .join(" ");
    if (words) (urgent ? announceNow : announcePolite)(words);
  }

  /** @param {boolean} explained whether a notice already says why seats are gone */
  function changes(before, previousRoot, explained) {
    const got = [...seats].filter((i) => !before.has(i));
    const gone = [...before].filter((i) => !seats.has(i));
    const sum = (of) => of.querySelector(".sums .total .money")?.textContent;
    const until = root.querySelector(".clock .says b")?.textContent;
    if (got.length) return `${seatNames(got)}. ${until}. Total ${sum(root)}.`;
    if (gone.length) {
      return [explained ? "" : "Given back.", seats.size ? `Total ${sum(root)}.` : "Your basket is empty."]
        .join(" ")
        .trim();
    }
    if (root.dataset.until !== previousRoot.dataset.until && seats.size) return `${until}.`;
    return seats.size && sum(root) !== sum(previousRoot) ? `Total ${sum(root)}.` : "";
  }

  new MutationObserver(() => {
    const next = document.getElementById("basket");
    if (next && next !== root) return onSwapped(next);
    if (!next) page.append(root); // the answer was only a message and left no basket
    changed(seats);
  }).observe(page, { childList: true });

  // the answer found no target because another one replaced the basket, or there was none: fetch the basket
  page.addEventListener(
    "htmx:finally:request",
    ({ detail: { ctx } }) => ctx.status === "swapped" || setTimeout(refresh, 500),
  );

  page.addEventListener("htmx:error", () => announceNow(NO_ANSWER));
  page.addEventListener(
    "htmx:before:request",
    ({ detail: { ctx } }) => ctx.target?.id === "basket" && (requestedAt = performance.now()),
  );
  page.addEventListener("focusin", ({ target }) => {
    hasFocus = root.contains(target);
    focus = controlAt(target);
  });
  page.addEventListener("click", (event) => {
    const open = event.target.closest(".seats-peek");
    const close = event.target.closest(".basket-close");
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
    seats: () => seats,
    /** Seats of mine are no longer held, says the map. Fetches the basket, unless an answer explains it within the time. */
    seatsLost(lost) {
      const check = () => {
        if (performance.now() - requestedAt < ANSWER_MS) return void setTimeout(check, RETRY_MS); // a request is under way
        const stillMine = lost.filter((i) => seats.has(i));
        if (stillMine.length && !expired) refresh(stillMine);
      };
      setTimeout(check, RETRY_MS);
    },
  };
}
