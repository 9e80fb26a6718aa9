/** The hold's clock: a figure, a sentence, a seat a minute; calm, then warning at two minutes, last at thirty seconds. */

import { figure, houseClock } from "./clock.js";
import { warn } from "./announce.js";

const WARN = 120, LAST = 30;
const said = new Set();

/** Runs the clocks inside `root` (data-until, data-now) until stopped. `over` is called once, when the time is.
 * @param {HTMLElement} root @param {number} since performance.now() when data-now was true @returns {() => void} stops it */
export function holdClock(root, since, over) {
  const { until, now, last = "Check out now to keep them." } = root.dataset;
  if (!until) return () => {};
  const time = houseClock(now, since), ends = Date.parse(until), clock = root.querySelector(".clock");
  const figures = root.querySelectorAll("[data-clock]"), minutes = [...root.querySelectorAll(".minutes i")];
  const [title, more] = clock?.querySelectorAll(".says > *") ?? [], calm = [title?.textContent, more?.textContent];
  const extended = clock?.dataset.extended !== undefined;
  let timer = 0;

  const once = (key, words) => said.has(until + key) || (said.add(until + key), warn(words));
  const write = (node, words) => node && node.textContent !== words && (node.textContent = words);

  function words(left) {
    if (left > WARN) return calm;
    const seconds = Math.ceil(left);
    if (left > LAST) return [seconds > 90 ? "Two minutes left" : seconds > 60 ? "A good minute left" : "Less than a minute left", extended ? calm[0] : "Nobody is waiting: take five more."];
    return [`Your seats go back in ${seconds} ${seconds === 1 ? "second" : "seconds"}`, extended ? last : "Nobody is waiting: take five more."];
  }

  function tick() {
    const left = Math.max(0, (ends - time()) / 1000), whole = Math.ceil(left / 60);
    for (const node of figures) write(node, figure(left));
    minutes.forEach((node, i) => {
      node.className = i >= whole ? "gone" : i === whole - 1 ? "now" : "";
      if (i === whole - 1) node.style.setProperty("--part", (left / 60 - whole + 1).toFixed(3));
    });
    clock?.classList.toggle("warn", left <= WARN && left > LAST);
    clock?.classList.toggle("last", left <= LAST);
    const [first, second] = words(left);
    write(title, first);
    write(more, second);
    if (left <= LAST && left > 0) once("last", `${Math.ceil(left)} seconds left. Then your seats go back.`);
    else if (left <= WARN && left > LAST) once("warn", `${left > 90 ? "Two minutes" : "Less than two minutes"} left.${extended ? "" : " Nobody is waiting: you can take five more."}`);
    if (left > 0) timer = setTimeout(tick, 1000 - ((time() - ends) % 1000 + 1000) % 1000 + 5); // on the full second
    else over();
  }
  tick();
  return () => clearTimeout(timer);
}
