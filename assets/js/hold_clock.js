/** Runs the clock of a hold: a figure, a sentence, one seat a minute; a warning from two minutes on, another from thirty seconds on. */

import { formatClock, serverClock } from "./clock.js";
import { announceNow } from "./announce.js";

const WARN_SECONDS = 120;
const LAST_SECONDS = 30;
const announced = new Set();

/** Runs the clocks inside `root` (data-until, data-now) until stopped. `onExpired` is called once, at the end.
 * @param {HTMLElement} root @param {number} since performance.now() when data-now was true @returns {() => void} stops it */
export function startHoldClock(root, since, onExpired) {
  const { until, now, last = "Check out now to keep them." } = root.dataset;
  if (!until) return () => {};
  const time = serverClock(now, since);
  const ends = Date.parse(until);
  const clock = root.querySelector(".clock");
  const figures = root.querySelectorAll("[data-clock]");
  const minutes = [...root.querySelectorAll(".minutes i")];
  const [title, more] = clock?.querySelectorAll(".says > *") ?? [];
  const initialText = [title?.textContent, more?.textContent];
  const extended = clock?.dataset.extended !== undefined;
  let timer = 0;

  const announceOnce = (key, sentence) =>
    announced.has(until + key) || (announced.add(until + key), announceNow(sentence));
  const write = (node, text) => node && node.textContent !== text && (node.textContent = text);

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

  function tick() {
    const left = Math.max(0, (ends - time()) / 1000);
    const whole = Math.ceil(left / 60);
    for (const node of figures) write(node, formatClock(left));
    minutes.forEach((node, i) => {
      node.className = i >= whole ? "gone" : i === whole - 1 ? "now" : "";
      if (i === whole - 1) node.style.setProperty("--part", (left / 60 - whole + 1).toFixed(3));
    });
    clock?.classList.toggle("warn", left <= WARN_SECONDS && left > LAST_SECONDS);
    clock?.classList.toggle("last", left <= LAST_SECONDS);
    const [first, second] = titleAndText(left);
    write(title, first);
    write(more, second);
    if (left <= LAST_SECONDS && left > 0) {
      announceOnce("last", `${Math.ceil(left)} seconds left. Then your seats go back.`);
    } else if (left <= WARN_SECONDS && left > LAST_SECONDS) {
      announceOnce(
        "warn",
        `${left > 90 ? "Two minutes" : "Less than two minutes"} left.${extended ? "" : " Nobody is waiting: you can take five more."}`,
      );
    }
    if (left > 0) {
      timer = setTimeout(tick, 1000 - ((((time() - ends) % 1000) + 1000) % 1000) + 5);
    } // on the full second
    else onExpired();
  }
  tick();
  return () => clearTimeout(timer);
}
