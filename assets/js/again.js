/** Looks again every five seconds (every second where the answer is near), without disturbing whoever reads, and loads the page when it has something else to say. */

const page = document.querySelector("[data-again]");
const soon = page?.dataset.again.endsWith("-soon") || page?.dataset.again === "bank", EVERY = soon ? 1_000 : 5_000, SPREAD = EVERY / 5;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-again]");
    if (next?.dataset.again !== page.dataset.again) return location.reload();
  } catch {
    /* not now, then */
  }
  setTimeout(look, EVERY + Math.random() * SPREAD);
}

if (page) setTimeout(look, EVERY + Math.random() * SPREAD);
