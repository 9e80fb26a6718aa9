/** The fragment of a sale, the same for all fans: fetched until the sale is open, then put into the page. */

import { announcePolite } from "./announce.js";
import { find, findAll, findById } from "./dom.js";
import { fetchInLanguage } from "./language/requests.js";
import { asSentence } from "./language/sentences.js";
import { gettext } from "./language/translate.js";

const FIRST_MS = 1_000;
const MAX_MS = 30_000;

/**
 * Return the milliseconds before the next try: doubled each time, with a random part.
 * @param {number} tries that failed so far
 * @param {number} [retryAfter] Retry-After, in ms
 * @param {number} [random] from 0 to 1
 */
export const retryDelay = (tries, retryAfter = 0, random = Math.random()) =>
  Math.max(retryAfter, Math.min(MAX_MS, FIRST_MS * 2 ** tries)) * (0.75 + random / 2);

/**
 * Fetch the fragment until the sale is open, and return it.
 * @param {string} address
 * @param {string} startsAt when the sale begins: an answer from before it (a cache keeps one for a second) is fetched again
 * @returns {Promise<HTMLElement>}
 */
export async function fetchOpenSale(address, startsAt) {
  for (let tries = 0; ; tries++) {
    const { fragment, retryAfter } = await fetchFragment(address);
    /** @type {HTMLElement | null | undefined} */
    const countdown = fragment?.querySelector("[data-countdown]");
    const early = countdown?.dataset.countdown === startsAt;
    if (fragment && !early) return fragment;
    await new Promise((done) => setTimeout(done, retryDelay(early ? 0 : tries, retryAfter)));
  }
}

/**
 * Fetch the fragment once. Without an answer the result is empty.
 * @param {string} address
 * @returns {Promise<{fragment?: HTMLElement | null, retryAfter?: number}>} `retryAfter` in ms
 */
async function fetchFragment(address) {
  try {
    const answer = await fetchInLanguage(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return { retryAfter: Number(answer.headers.get("retry-after")) * 1000 || 0 };
    const read = document.createElement("template");
    read.innerHTML = await answer.text();
    return { fragment: read.content.querySelector("#basket") };
  } catch {
    return {}; // no network just now
  }
}

/**
 * Put the sale in the basket's place, and enable what waited for it.
 * @param {HTMLElement} page contains #basket
 * @param {HTMLElement} fragment the new #basket
 */
export function replaceSale(page, fragment) {
  const { sale } = fragment.dataset;
  findById("basket").replaceWith(document.adoptNode(fragment));
  page.dataset.sale = sale;
  if (sale === "on") enableSaleControls(page);
  announcePolite(
    sale === "on"
      ? gettext("The sale is open. Choose your seats.")
      : asSentence(find(fragment, "h2, .over").textContent),
  );
}

/** Show and enable what is marked [data-from-sale]. @param {ParentNode} root */
export function enableSaleControls(root) {
  for (const node of findAll(root, "[data-from-sale]")) {
    for (const each of ["hidden", "disabled", "data-from-sale"]) node.removeAttribute(each);
  }
}
