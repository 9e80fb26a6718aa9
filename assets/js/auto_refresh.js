/** Checks the page in the background, and reloads it when its content has changed. */

const page = document.querySelector("[data-again]");
const FAST_MS = 1_000;
const SLOW_MS = 5_000;
const FAST_FOR_MS = 60_000;

/** Every second for the first minute where a change is near, else every five; with a random part. */
function scheduleCheck() {
  const every = page.dataset.soon !== undefined && performance.now() < FAST_FOR_MS ? FAST_MS : SLOW_MS;
  setTimeout(check, every * (1 + Math.random() / 5));
}

async function check() {
  if (document.querySelector(".pay-now [aria-busy]")) return scheduleCheck(); // a payment is under way
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const next = /<main[^>]* data-again="([^"]*)"/.exec(await answer.text())?.[1];
    if (answer.status < 500 && next !== page.dataset.again) return reloadFromTop();
  } catch {
    /* no network: next time */
  }
  scheduleCheck();
}

/** Reloads and scrolls to the top: the browser would keep the old position, below the new tickets. */
function reloadFromTop() {
  history.scrollRestoration = "manual";
  location.reload();
}

if (page) scheduleCheck();
