/** The clock of a hold: a figure, a sentence, one seat a minute; a warning from two minutes on, another from thirty seconds on. */

import { formatClock, serverClock } from "./clock.js";
import { announceNow } from "./announce.js";
import { findAll, setText } from "./dom.js";

const WARN_SECONDS = 120;
const LAST_SECONDS = 30;
/** @type {Set<string>} */
const announced = new Set();

/**
 * Start the clocks inside `root`, by the server's time.
 * @param {HTMLElement} root data-until, data-now; data-last is the sentence of the last seconds
 * @param {number} since performance.now() when data-now was true
 * @param {() => void} onExpired called once, at the end
 * @returns {() => void} stops them
 */
export function startHoldClock(root, since, onExpired) {
  const { until, now = "", last = "Check out now to keep them." } = root.dataset;
  if (!until) return () => {};
  const time = serverClock(now, since);
  const ends = Date.parse(until);
  /** @type {HTMLElement | null} */
  const clock = root.querySelector(".clock");
  const figures = findAll(root, "[data-clock]");
  const minutes = findAll(root, ".minutes i");
  const [title, more] = clock ? findAll(clock, ".says > *") : [];
  const initialText = [title?.textContent, more?.textContent];
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

  /** Return title and text of the clock. @param {number} left seconds */
  function titleAndText(left) {
    if (left > WARN_SECONDS) return initialText;
    const seconds = Math.ceil(left);
    if (left > LAST_SECONDS) {
      return [
        seconds > 90 ? "Two minutes left" : seconds > 60 ? "A good minute left" : "Less than a minute left",
        extended ? initialText[0] : "Nobody is waiting: take five more.",
      ];
    }
    return [
      `Your seats go back in ${seconds} ${seconds === 1 ? "second" : "seconds"}`,
      extended ? last : "Nobody is waiting: take five more.",
    ];
  }

  /** Announce the two warnings. @param {number} left seconds */
  function announceWarning(left) {
    if (left > WARN_SECONDS || left <= 0) return;
    if (left <= LAST_SECONDS) return announceOnce("last", `${Math.ceil(left)} seconds left. Then your seats go back.`);
    const minutesText = left > 90 ? "Two minutes" : "Less than two minutes";
    announceOnce("warn", `${minutesText} left.${extended ? "" : " Nobody is waiting: you can take five more."}`);
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
    const [first, second] = titleAndText(left);
    setText(title, first);
    setText(more, second);
    announceWarning(left);
    if (left <= 0) return onExpired();
    const pastFullSecond = (((time() - ends) % 1000) + 1000) % 1000;
    timer = setTimeout(tick, 1000 - pastFullSecond + 5);
  }
  tick();
  return () => clearTimeout(timer);
}
