/** Counts down by the server's clock. At zero each page fetches one small fragment, the same for all fans, or goes to the waiting
 * room; spread over seconds, the more of them the larger the venue. */

import { serverClock, pageReceivedAt } from "./clock.js";
import { replaceSale, fetchOpenSale } from "./sale.js";
import { announcePolite } from "./announce.js";

const DAYS = 172_800;

/** Starts every [data-countdown] in `root`: an ISO time, with data-now (the server's time at `since`), data-spread (ms), and
 * either data-opens, the fragment to fetch at zero, or data-goes, the page to go to.
 * @param {ParentNode} root @param {(fragment: HTMLElement, node: HTMLElement) => void} onOpened receives the fetched fragment @param {number} [since] */
export function startCountdowns(root, onOpened, since = pageReceivedAt()) {
  for (const node of root.querySelectorAll("[data-countdown]")) {
    tick(node, serverClock(node.dataset.now, since), onOpened);
  }
}

/** Counts down on a page with seats, then puts the open sale in the basket's place. A postponed sale is counted down again.
 * @param {HTMLElement} page contains #basket */
export function countDownToSale(page) {
  const onOpened = (fragment) => {
    replaceSale(page, fragment);
    startCountdowns(fragment, onOpened, performance.now());
  };
  startCountdowns(page, onOpened);
}

/** "2 days", "3:04:05". @param {number} seconds that are left, whole */
export function formatCountdown(seconds) {
  const days = Math.floor(seconds / 86_400);
  const two = (n) => String(n).padStart(2, "0");
  return seconds >= DAYS
    ? `${days} days`
    : `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

function tick(node, time, onOpened) {
  if (!node.isConnected) return; // it was replaced
  const { countdown, goes, spread } = node.dataset;
  const left = Math.max(0, (Date.parse(countdown) - time()) / 1000);
  const whole = Math.ceil(left);
  if (node.textContent !== formatCountdown(whole)) node.textContent = formatCountdown(whole);
  if (whole === 60) announcePolite(`One minute until ${goes ? "the waiting room" : "the sale"} opens.`);
  if (left > 0) return void setTimeout(() => tick(node, time, onOpened), (left * 1000) % 1000 || 1000); // on the full second
  setTimeout(() => (goes ? location.assign(goes) : fetchAndOpen(node, onOpened)), Math.random() * Number(spread));
}

async function fetchAndOpen(node, onOpened) {
  const fragment = await fetchOpenSale(node.dataset.opens, node.dataset.countdown);
  if (node.isConnected) onOpened(fragment, node);
}
