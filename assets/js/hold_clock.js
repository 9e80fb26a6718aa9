/** The clock of a hold: a figure, a sentence, one seat a minute; a warning from two minutes on, another from thirty seconds on. */

import { formatClock, serverClock } from "./clock.js";
import { announceNow } from "./announce.js";
import { findAll, setText } from "./dom.js";
import { joinSentences } from "./language/sentences.js";
import { gettext, ngettext } from "./language/translate.js";

const WARN_SECONDS = 120;
const LAST_SECONDS = 30;
/** @type {Set<string>} */
const announced = new Set();

/** Return the title of the last two minutes. @param {number} seconds */
function warningTitle(seconds) {
  if (seconds > 90) return gettext("Two minutes left");
  return seconds > 60 ? gettext("A good minute left") : gettext("Less than a minute left");
}

/** Return the title of the last seconds. @param {number} seconds */
const lastTitle = (seconds) =>
  ngettext("Your seats go back in {count} second", "Your seats go back in {count} seconds", seconds);

/** Return the announcement of the last seconds. @param {number} seconds */
const lastAnnouncement = (seconds) =>
  ngettext("{count} second left. Then your seats go back.", "{count} seconds left. Then your seats go back.", seconds);

/**
 * Put nodes back in their place: among them may be a time that another script writes in the device's zone.
 * @param {HTMLElement | undefined} parent
 * @param {Node[]} nodes
 */
function putBack(parent, nodes) {
  if (parent && parent.firstChild !== nodes[0]) parent.replaceChildren(...nodes);
}

/**
 * Start the clocks inside `root`, by the server's time.
 * @param {HTMLElement} root data-until, data-now; data-last is the sentence of the last seconds
 * @param {number} since performance.now() when data-now was true
 * @param {() => void} onExpired called once, at the end
 * @returns {() => void} stops them
 */
export function startHoldClock(root, since, onExpired) {
  const { until, now = "", last = gettext("Check out now to keep them.") } = root.dataset;
  if (!until) return () => {};
  const time = serverClock(now, since);
  const ends = Date.parse(until);
  /** @type {HTMLElement | null} */
  const clock = root.querySelector(".clock");
  const figures = findAll(root, "[data-clock]");
  const minutes = findAll(root, ".minutes i");
  const [title, more] = clock ? findAll(clock, ".says > *") : [];
  const initial = [title, more].map((node) => [...(node?.childNodes ?? [])]);
  const extended = clock?.dataset.extended !== undefined;
  let timer = 0;

  /**
   * Announce a sentence once for each end.
   * @param {string} key
   * @param {string} sentence
   */
  function announceOnce(key, sentence) {
    if (announced.has(until + key)) return;
    announced.add(until + key);
    announceNow(sentence);
  }

  /** Write title and text of the clock. @param {number} seconds that are left, whole */
  function write(seconds) {
    if (seconds > WARN_SECONDS) {
      putBack(title, initial[0]);
      putBack(more, initial[1]);
      return;
    }
    const isLast = seconds <= LAST_SECONDS;
    setText(title, isLast ? lastTitle(seconds) : warningTitle(seconds));
    if (!extended) setText(more, gettext("Nobody is waiting: take five more."));
    else if (isLast) setText(more, last);
    else setText(more, initial[0].map(({ textContent }) => textContent).join(""));
  }

  /** Announce the two warnings. @param {number} left seconds */
  function announceWarning(left) {
    if (left > WARN_SECONDS || left <= 0) return;
    if (left <= LAST_SECONDS) return announceOnce("last", lastAnnouncement(Math.ceil(left)));
    const offer = extended ? "" : gettext("Nobody is waiting: you can take five more.");
    announceOnce(
      "warn",
      joinSentences(left > 90 ? gettext("Two minutes left.") : gettext("Less than two minutes left."), offer),
    );
  }

  function tick() {
    const left = Math.max(0, (ends - time()) / 1000);
    const whole = Math.ceil(left / 60);
    for (const node of figures) setText(node, formatClock(left));
    minutes.forEach((node, i) => {
      node.className = i >= whole ? "gone" : i === whole - 1 ? "now" : "";
      if (i === whole - 1) node.style.setProperty("--part", (left / 60 - whole + 1).toFixed(3));
    });
    clock?.classList.toggle("warn", left <= WARN_SECONDS && left > LAST_SECONDS);
    clock?.classList.toggle("last", left <= LAST_SECONDS);
    write(Math.ceil(left));
    announceWarning(left);
    if (left <= 0) return onExpired();
    const pastFullSecond = (((time() - ends) % 1000) + 1000) % 1000;
    timer = setTimeout(tick, 1000 - pastFullSecond + 5);
  }
  tick();
  return () => clearTimeout(timer);
}
