/** The sale as it is now: one small fragment, the same for everybody, asked for until the house has it, and put in its place. */

import { tell } from "./announce.js";

const FIRST = 1_000, MOST = 30_000;

/** How long to wait before the next try, in ms: twice as long each time, never everybody in the same moment.
 * @param {number} tries that failed so far @param {number} [asked] what the house asked for (Retry-After) */
export const pause = (tries, asked = 0, chance = Math.random()) => Math.max(asked, Math.min(MOST, FIRST * 2 ** tries)) * (0.75 + chance / 2);

/** @param {string} address of the fragment @param {string} moment the sale was to begin: an answer from just before it
 * (a cache may keep one for a second) is asked for again @returns {Promise<HTMLElement>} */
export async function saleAt(address, moment) {
  for (let tries = 0; ; tries++) {
    const { fragment, later } = await ask(address);
    const early = fragment?.querySelector("[data-countdown]")?.dataset.countdown === moment;
    if (fragment && !early) return fragment;
    await new Promise((done) => setTimeout(done, pause(early ? 0 : tries, later)));
  }
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return { later: Number(answer.headers.get("retry-after")) * 1000 || 0 };
    const read = document.createElement("template");
    read.innerHTML = await answer.text();
    return { fragment: read.content.querySelector("#basket") };
  } catch {
    return {}; // no network just now
  }
}

/** Puts the sale of a page of seats in the basket's place; what waited for it can be used from then on.
 * @param {HTMLElement} page the house, in which #basket stands @param {HTMLElement} fragment the #basket that is there now */
export function putSale(page, fragment) {
  document.getElementById("basket").replaceWith(document.adoptNode(fragment));
  const { sale } = (page.dataset.sale = fragment.dataset.sale, fragment.dataset);
  if (sale === "on") openSale(page);
  tell(sale === "on" ? "The sale is open. Choose your seats." : `${fragment.querySelector("h2, .over").textContent}.`);
}

/** What stands in `root` with [data-from-sale] was hidden or disabled until now. @param {ParentNode} root */
export function openSale(root) {
  for (const node of root.querySelectorAll("[data-from-sale]")) for (const each of ["hidden", "disabled", "data-from-sale"]) node.removeAttribute(each);
}
