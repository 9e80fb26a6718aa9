/** Runs the clock of a fan's admission from the waiting room: shown while it lasts, announced two minutes before its end and at it. */

import { serverClock } from "./clock.js";
import { announcePolite, announceNow } from "./announce.js";

const SOON_MS = 120_000;
const CHECK_MS = 30_000;
const TEXTS = {
  soon: "Two minutes are left inside. What you hold by then you can still pay for.",
  over: "Your time inside is over. What you hold you can still pay for. To choose more seats, go to the waiting room.",
};
let announced = "";
let current = null;

/** The phase with so much time left. @param {number} left in ms @returns {"in" | "soon" | "over"} */
export const admissionPhase = (left) => (left <= 0 ? "over" : left <= SOON_MS ? "soon" : "in");

/** Milliseconds until the next check: at the next change, and at least every 30 s because laptops sleep. @param {number} left in ms */
export const nextCheckDelay = (left) => Math.max(50, Math.min(CHECK_MS, left > SOON_MS ? left - SOON_MS : left));

/** Runs by the server's clock until stopped. @param {HTMLElement} root the basket: data-inside (ISO, the end), if any, and
 * data-now @param {number} since performance.now() when data-now was true @returns {() => void} stops it */
export function startAdmissionClock(root, since) {
  const { inside, now } = root.dataset;
  const time = serverClock(now, since);
  if (inside) current = { ends: Date.parse(inside), words: root.querySelector(".admission-clock") };
  if (!current) return () => {};
  let timer = 0;
  const check = () => {
    const left = current.ends - time();
    const phase = admissionPhase(left);
    if (phase === "over" && !inside) restoreNotice(root);
    show(root, phase);
    if (phase !== "in" && announced !== phase + current.ends) {
      ((announced = phase + current.ends),
        phase === "over"
          ? announceNow(TEXTS.over)
          : announcePolite(
              left > SOON_MS * 0.9 ? TEXTS.soon : TEXTS.soon.replace("Two minutes are", "Less than two minutes are"),
            ));
    }
    if (phase !== "over") timer = setTimeout(check, nextCheckDelay(left));
  };
  const onVisible = () => document.hidden || (clearTimeout(timer), check());
  document.addEventListener("visibilitychange", onVisible);
  check();
  return () => (clearTimeout(timer), document.removeEventListener("visibilitychange", onVisible));
}

function show(root, phase) {
  root.dataset.insideNow = phase;
  for (const node of root.querySelectorAll("[data-inside-is]")) {
    node.hidden = !node.dataset.insideIs.split(" ").includes(phase);
  }
}

/** Puts the notice back into a basket that was rendered after the end and does not mention it. */
function restoreNotice(root) {
  if (root.querySelector('.admission-clock, .notices a[href^="/waiting-rooms/"], .sale-says')) return;
  const before = root.querySelector(".basket-foot");
  const words = current.words?.cloneNode(true);
  if (words) before ? before.before(words) : root.querySelector(".basket-body")?.append(words);
}
