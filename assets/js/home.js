/** Runs the front page: counts down to sales, and shows those that have opened. */

import { startCountdowns } from "./countdown.js";
import { announcePolite } from "./announce.js";

/** Shows a sale that has opened. @param {HTMLElement} fragment the sale as fetched @param {HTMLElement} node its countdown */
function showOpened(fragment, node) {
  const postponed = fragment.querySelector("[data-countdown]");
  if (postponed) return restart(node, postponed);
  if (!["on", "waits"].includes(fragment.dataset.sale)) {
    return node.replaceWith(
      Object.assign(document.createElement("span"), {
        className: "note",
        textContent: fragment.querySelector("h2").textContent,
      }),
    );
  }
  const { countdown, event, show } = node.dataset;
  const title = node.closest("li").querySelector("h3").textContent;
  for (const line of document.querySelectorAll("[data-sale-at]")) {
    if (line.dataset.saleAt === countdown && line.dataset.saleOf === event) markOnSale(line);
  }
  node.replaceWith(
    Object.assign(document.createElement("a"), {
      className: "button primary",
      href: `/performances/${show}`,
      textContent: "On sale now",
    }),
  );
  announcePolite(`${title} is on sale now.`);
}

/** Counts down to the new time of a postponed sale. */
function restart(node, { dataset: { countdown, now } }) {
  Object.assign(node.dataset, { countdown, now });
  startCountdowns(node.parentElement, showOpened, performance.now());
}

/** Marks another mention of the same sale as open. */
function markOnSale(line) {
  line.textContent = "On sale now";
  const status = line.closest(".status");
  status?.classList.replace("info", "good");
  status?.querySelector("use").setAttribute("href", "#i-seat");
}

startCountdowns(document, showOpened);
