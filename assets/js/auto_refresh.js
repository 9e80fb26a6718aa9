/** Background checks of a page, which is reloaded when its content has changed. */

import { fetchInLanguage } from "./language/requests.js";

/** @type {HTMLElement | null} */
const page = document.querySelector("[data-again]");
const FAST_MS = 1_000;
const SLOW_MS = 5_000;
const FAST_FOR_MS = 60_000;

/**
 * Schedule the next check: every second for the first minute where a change is near, else every five; with a random part.
 * @param {HTMLElement} page
 */
function scheduleCheck(page) {
  const every = page.dataset.soon !== undefined && performance.now() < FAST_FOR_MS ? FAST_MS : SLOW_MS;
  setTimeout(() => check(page), every * (1 + Math.random() / 5));
}

/** Reload the page if the server renders another state of it. @param {HTMLElement} page */
async function check(page) {
  if (document.querySelector(".pay-now [aria-busy]")) return scheduleCheck(page); // a payment is under way
  try {
    const answer = await fetchInLanguage(location.href, { headers: { Accept: "text/html" } });
    const next = /<main[^>]* data-again="([^"]*)"/.exec(await answer.text())?.[1];
    if (answer.status < 500 && next !== page.dataset.again) return reloadFromTop();
  } catch {
    /* no network: next time */
  }
  scheduleCheck(page);
}

/** Reload and scroll to the top: the browser would keep the old position, below the new tickets. */
function reloadFromTop() {
  history.scrollRestoration = "manual";
  location.reload();
}

if (page) scheduleCheck(page);
