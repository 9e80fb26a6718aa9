/** The front page: counts down to sales, and shows those that have opened. */

import { startCountdowns } from "./countdown.js";
import { announcePolite } from "./announce.js";
import { find, findAll } from "./dom.js";
import { gettext } from "./language/translate.js";

/**
 * Show a sale that has opened in the place of its countdown.
 * @param {HTMLElement} fragment the sale as fetched
 * @param {HTMLElement} node its countdown
 */
function showOpened(fragment, node) {
  /** @type {HTMLElement | null} */
  const postponed = fragment.querySelector("[data-countdown]");
  if (postponed) return restart(node, postponed);
  if (!["on", "waits"].includes(fragment.dataset.sale ?? "")) {
    const textContent = find(fragment, "h2").textContent;
    return node.replaceWith(Object.assign(document.createElement("span"), { className: "note", textContent }));
  }
  const { countdown, event, show } = node.dataset;
  const title = node.closest("li")?.querySelector("h3")?.textContent ?? "";
  for (const line of findAll(document, "[data-sale-at]")) {
    if (line.dataset.saleAt === countdown && line.dataset.saleOf === event) markOnSale(line);
  }
  node.replaceWith(
    Object.assign(document.createElement("a"), {
      className: "button primary",
      href: `/performances/${show}`,
      textContent: gettext("On sale now"),
    }),
  );
  announcePolite(gettext("{title} is on sale now.", { title }));
}

/**
 * Count down to the new time of a postponed sale.
 * @param {HTMLElement} node
 * @param {HTMLElement} postponed the countdown as fetched
 */
function restart(node, { dataset: { countdown, now } }) {
  Object.assign(node.dataset, { countdown, now });
  if (node.parentElement) startCountdowns(node.parentElement, showOpened, performance.now());
}

/** Mark another mention of the same sale as open. @param {HTMLElement} line */
function markOnSale(line) {
  line.textContent = gettext("On sale now");
  const status = line.closest(".status");
  status?.classList.replace("info", "good");
  status?.querySelector("use")?.setAttribute("href", "#i-seat");
}

startCountdowns(document, showOpened);
