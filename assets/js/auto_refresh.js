/** Looks again without disturbing whoever reads, and loads the page when it has something else to say. */

const page = document.querySelector("[data-again]");
const OFTEN = 1_000, SELDOM = 5_000, SOON = 60_000;

/** Every second where the answer is near, for a minute; else, and then, every five. Not everybody in the same moment. */
function wait() {
  const every = page.dataset.soon !== undefined && performance.now() < SOON ? OFTEN : SELDOM;
  setTimeout(look, every * (1 + Math.random() / 5));
}

async function look() {
  if (document.querySelector(".pay-now [aria-busy]")) return wait(); // the bank is being asked: what it says comes first
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const next = /<main[^>]* data-again="([^"]*)"/.exec(await answer.text())?.[1];
    if (answer.status < 500 && next !== page.dataset.again) return anew();
  } catch {
    /* not now, then */
  }
  wait();
}

/** From its top: the browser would hold on to the words that stood there before, below the tickets that have come. */
function anew() {
  history.scrollRestoration = "manual";
  location.reload();
}

if (page) wait();
