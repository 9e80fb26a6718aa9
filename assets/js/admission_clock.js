/** The time inside of somebody who came in from the waiting room: said while it runs, two minutes before its end, and after. */

import { houseClock } from "./clock.js";
import { tell, warn } from "./announce.js";

const SOON = 120_000, LOOK = 30_000;
const WORDS = {
  soon: "Two minutes are left inside. What you hold by then you can still pay for.",
  over: "Your time inside is over. What you hold you can still pay for. To choose more seats, go to the waiting room.",
};
let said = "", kept = null;

/** @param {number} left in ms @returns {"in" | "soon" | "over"} */
export const insideIs = (left) => (left <= 0 ? "over" : left <= SOON ? "soon" : "in");

/** How long until it is to be looked at again: at the next change, and now and then for a laptop that slept. @param {number} left in ms */
export const nextLook = (left) => Math.max(50, Math.min(LOOK, left > SOON ? left - SOON : left));

/** Runs by the house's clock until stopped. @param {HTMLElement} root the basket: data-inside (ISO) where there is such an end,
 * data-now @param {number} since performance.now() when data-now was true @returns {() => void} stops it */
export function insideClock(root, since) {
  const { inside, now } = root.dataset, time = houseClock(now, since);
  if (inside) kept = { ends: Date.parse(inside), words: root.querySelector(".inside") };
  if (!kept) return () => {};
  let timer = 0;
  const look = () => {
    const left = kept.ends - time(), is = insideIs(left);
    if (is === "over" && !inside) remind(root);
    show(root, is);
    if (is !== "in" && said !== is + kept.ends) (said = is + kept.ends), is === "over" ? warn(WORDS.over) : tell(left > SOON * 0.9 ? WORDS.soon : WORDS.soon.replace("Two minutes are", "Less than two minutes are"));
    if (is !== "over") timer = setTimeout(look, nextLook(left));
  };
  const seen = () => document.hidden || (clearTimeout(timer), look());
  document.addEventListener("visibilitychange", seen);
  look();
  return () => (clearTimeout(timer), document.removeEventListener("visibilitychange", seen));
}

function show(root, is) {
  root.dataset.insideNow = is;
  for (const node of root.querySelectorAll("[data-inside-is]")) node.hidden = !node.dataset.insideIs.split(" ").includes(is);
}

/** An answer from after the end knows of no time inside any more; unless it says so itself, the page goes on saying it. */
function remind(root) {
  if (root.querySelector('.inside, .saying a[href^="/waiting-rooms/"], .sale-says')) return;
  const before = root.querySelector(".basket-foot"), words = kept.words?.cloneNode(true);
  if (words) before ? before.before(words) : root.querySelector(".basket-body")?.append(words);
}
