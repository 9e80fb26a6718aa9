/** Fetches the fragment of a sale, the same for all fans, until the sale is open, and puts it into the page. */

import { announcePolite } from "./announce.js";

const FIRST_MS = 1_000;
const MAX_MS = 30_000;

/** Milliseconds before the next try: doubled each time, with a random part.
 * @param {number} tries that failed so far @param {number} [retryAfter] Retry-After, in ms */
export const retryDelay = (tries, retryAfter = 0, random = Math.random()) =>
  Math.max(retryAfter, Math.min(MAX_MS, FIRST_MS * 2 ** tries)) * (0.75 + random / 2);

/** Fetches the fragment until the sale is open. @param {string} address @param {string} startsAt when the sale begins: an answer
 * from before it (a cache keeps one for a second) is fetched again @returns {Promise<HTMLElement>} */
export async function fetchOpenSale(address, startsAt) {
  for (let tries = 0; ; tries++) {
    const { fragment, retryAfter } = await fetchFragment(address);
    const early = fragment?.querySelector("[data-countdown]")?.dataset.countdown === startsAt;
    if (fragment && !early) return fragment;
    await new Promise((done) => setTimeout(done, retryDelay(early ? 0 : tries, retryAfter)));
  }
}

async function fetchFragment(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return { retryAfter: Number(answer.headers.get("retry-after")) * 1000 || 0 };
    const read = document.createElement("template");
    read.innerHTML = await answer.text();
    return { fragment: read.content.querySelector("#basket") };
  } catch {
    return {}; // no network just now
  }
}

/** Puts the sale in the basket's place, and enables what waited for it.
 * @param {HTMLElement} page contains #basket @param {HTMLElement} fragment the new #basket */
export function replaceSale(page, fragment) {
  document.getElementById("basket").replaceWith(document.adoptNode(fragment));
  const { sale } = ((page.dataset.sale = fragment.dataset.sale), fragment.dataset);
  if (sale === "on") enableSaleControls(page);
  announcePolite(
    sale === "on" ? "The sale is open. Choose your seats." : `${fragment.querySelector("h2, .over").textContent}.`,
  );
}

/** Shows and enables what is marked [data-from-sale]. @param {ParentNode} root */
export function enableSaleControls(root) {
  for (const node of root.querySelectorAll("[data-from-sale]")) {
    for (const each of ["hidden", "disabled", "data-from-sale"]) node.removeAttribute(each);
  }
}
