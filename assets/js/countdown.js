/** Countdowns by the server's clock. At zero each page fetches one small fragment, the same for all fans, or goes to the
 * waiting room; spread over seconds, the more of them the larger the venue. */

import { formatCountdown, serverClock, pageReceivedAt } from "./clock.js";
import { findAll } from "./dom.js";
import { gettext } from "./language/translate.js";
import { replaceSale, fetchOpenSale } from "./sale.js";
import { announcePolite } from "./announce.js";

/** @typedef {(fragment: HTMLElement, node: HTMLElement) => void} OnOpened receives the fetched fragment and the countdown */

/**
 * Start every [data-countdown] in `root`: an ISO time, with data-now (the server's time at `since`), data-spread (ms), and
 * either data-opens, the fragment to fetch at zero, or data-goes, the page to go to.
 * @param {ParentNode} root
 * @param {OnOpened} onOpened
 * @param {number} [since]
 */
export function startCountdowns(root, onOpened, since = pageReceivedAt()) {
  for (const node of findAll(root, "[data-countdown]")) {
    tick(node, serverClock(node.dataset.now ?? "", since), onOpened);
  }
}

/**
 * Count down on a page with seats, then put the open sale in the basket's place. A postponed sale is counted down again.
 * @param {HTMLElement} page contains #basket
 */
export function countDownToSale(page) {
  /** @type {OnOpened} */
  const onOpened = (fragment) => {
    replaceSale(page, fragment);
    startCountdowns(fragment, onOpened, performance.now());
  };
  startCountdowns(page, onOpened);
}

/**
 * Show the time that is left, now and on each full second.
 * @param {HTMLElement} node
 * @param {() => number} time
 * @param {OnOpened} onOpened
 */
function tick(node, time, onOpened) {
  if (!node.isConnected) return; // it was replaced
  const { countdown = "", goes, spread } = node.dataset;
  const left = Math.max(0, (Date.parse(countdown) - time()) / 1000);
  const whole = Math.ceil(left);
  if (node.textContent !== formatCountdown(whole)) node.textContent = formatCountdown(whole);
  if (whole === 60) {
    announcePolite(
      goes ? gettext("One minute until the waiting room opens.") : gettext("One minute until the sale opens."),
    );
  }
  if (left > 0) {
    setTimeout(() => tick(node, time, onOpened), (left * 1000) % 1000 || 1000);
    return;
  }
  setTimeout(() => (goes ? location.assign(goes) : fetchAndOpen(node, onOpened)), Math.random() * Number(spread));
}

/**
 * Fetch the open sale and report it, unless its countdown was replaced meanwhile.
 * @param {HTMLElement} node
 * @param {OnOpened} onOpened
 */
async function fetchAndOpen(node, onOpened) {
  const { opens = "", countdown = "" } = node.dataset;
  const fragment = await fetchOpenSale(opens, countdown);
  if (node.isConnected) onOpened(fragment, node);
}
