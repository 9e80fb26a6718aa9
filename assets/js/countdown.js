/** Counts down by the house's clock. At zero no page is loaded again: each asks for one small fragment that is the same for
 * everybody, or goes to the waiting room; spread over seconds, the more of them the larger the house. */

import { houseClock, pageCame } from "./clock.js";
import { putSale, saleAt } from "./sale.js";
import { tell } from "./announce.js";

const DAYS = 172_800;

/** Every [data-countdown] in `root`: an ISO time, with data-now (the house's time, true at `since`), data-spread (ms) beside it,
 * and either data-opens, the fragment that is there then, or data-goes, the page to go to.
 * @param {ParentNode} root @param {(fragment: HTMLElement, node: HTMLElement) => void} opened hears what is there now @param {number} [since] */
export function countdowns(root, opened, since = pageCame()) {
  for (const node of root.querySelectorAll("[data-countdown]")) run(node, houseClock(node.dataset.now, since), opened);
}

/** The countdown of a page of seats: the sale opens in the basket's place. One that was put off is counted down anew.
 * @param {HTMLElement} page the house, in which #basket stands */
export function untilTheSale(page) {
  const opened = (fragment) => {
    putSale(page, fragment);
    countdowns(fragment, opened, performance.now());
  };
  countdowns(page, opened);
}

/** "2 days", "3:04:05". @param {number} seconds that are left, whole */
export function inWords(seconds) {
  const days = Math.floor(seconds / 86_400), two = (n) => String(n).padStart(2, "0");
  return seconds >= DAYS ? `${days} days` : `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

function run(node, time, opened) {
  if (!node.isConnected) return; // something else stands in its place
  const { countdown, goes, spread } = node.dataset, left = Math.max(0, (Date.parse(countdown) - time()) / 1000), whole = Math.ceil(left);
  if (node.textContent !== inWords(whole)) node.textContent = inWords(whole);
  if (whole === 60) tell(`One minute until ${goes ? "the waiting room" : "the sale"} opens.`);
  if (left > 0) return void setTimeout(() => run(node, time, opened), (left * 1000) % 1000 || 1000); // on the full second
  setTimeout(() => (goes ? location.assign(goes) : arrive(node, opened)), Math.random() * Number(spread));
}

async function arrive(node, opened) {
  const fragment = await saleAt(node.dataset.opens, node.dataset.countdown);
  if (node.isConnected) opened(fragment, node);
}
