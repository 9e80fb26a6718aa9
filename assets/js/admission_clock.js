/** The clock of a fan's admission from the waiting room: shown while it lasts, announced two minutes before its end and at its end. */

import { serverClock } from "./clock.js";
import { announcePolite, announceNow } from "./announce.js";
import { findAll } from "./dom.js";
import { gettext } from "./language/translate.js";

/** @typedef {"in" | "soon" | "over"} AdmissionPhase */

const SOON_MS = 120_000;
const CHECK_MS = 30_000;
let announced = "";
/** @type {{ends: number, words: Element | null} | null} its end, ms since 1970, and the notice as first rendered */
let current = null;

/**
 * Return the phase with so much time left.
 * @param {number} left in ms
 * @returns {AdmissionPhase}
 */
export const admissionPhase = (left) => (left <= 0 ? "over" : left <= SOON_MS ? "soon" : "in");

/**
 * Return the milliseconds until the next check: at the next change, and at least every 30 s because laptops sleep.
 * @param {number} left in ms
 */
export const nextCheckDelay = (left) => Math.max(50, Math.min(CHECK_MS, left > SOON_MS ? left - SOON_MS : left));

/**
 * Start the clock, by the server's time.
 * @param {HTMLElement} root the basket: data-inside (ISO, the end), if any, and data-now
 * @param {number} since performance.now() when data-now was true
 * @returns {() => void} stops it
 */
export function startAdmissionClock(root, since) {
  const { inside, now = "" } = root.dataset;
  const time = serverClock(now, since);
  if (inside) current = { ends: Date.parse(inside), words: root.querySelector(".admission-clock") };
  if (!current) return () => {};
  const admission = current;
  let timer = 0;
  const check = () => {
    const left = admission.ends - time();
    const phase = admissionPhase(left);
    if (phase === "over" && !inside) restoreNotice(root, admission.words);
    show(root, phase);
    announce(phase, left, admission.ends);
    if (phase !== "over") timer = setTimeout(check, nextCheckDelay(left));
  };
  const onVisible = () => {
    if (document.hidden) return;
    clearTimeout(timer);
    check();
  };
  document.addEventListener("visibilitychange", onVisible);
  check();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisible);
  };
}

/**
 * Announce a phase once for each end.
 * @param {AdmissionPhase} phase
 * @param {number} left in ms
 * @param {number} ends
 */
function announce(phase, left, ends) {
  if (phase === "in" || announced === phase + ends) return;
  announced = phase + ends;
  if (phase === "over") announceNow(overText());
  else announcePolite(left > SOON_MS * 0.9 ? soonText() : soonerText());
}

const soonText = () => gettext("Two minutes are left inside. What you hold by then you can still pay for.");
const soonerText = () => gettext("Less than two minutes are left inside. What you hold by then you can still pay for.");
const overText = () =>
  gettext(
    "Your time inside is over. What you hold you can still pay for. To choose more seats, go to the waiting room.",
  );

/**
 * Show the sentences of a phase.
 * @param {HTMLElement} root
 * @param {AdmissionPhase} phase
 */
function show(root, phase) {
  root.dataset.insideNow = phase;
  for (const node of findAll(root, "[data-inside-is]")) {
    node.hidden = !node.dataset.insideIs?.split(" ").includes(phase);
  }
}

/**
 * Put the notice back into a basket that was rendered after the end and does not mention it.
 * @param {HTMLElement} root
 * @param {Element | null} notice
 */
function restoreNotice(root, notice) {
  if (root.querySelector('.admission-clock, .notices a[href^="/waiting-rooms/"], .sale-says')) return;
  if (!notice) return;
  const copy = notice.cloneNode(true);
  const before = root.querySelector(".basket-foot");
  if (before) before.before(copy);
  else root.querySelector(".basket-body")?.append(copy);
}
