/** The front page: sales that have not begun count down by the house's clock, and turn into sales that are on. */

import { countdowns } from "./countdown.js";
import { tell } from "./announce.js";

/** @param {HTMLElement} fragment what the house says of the sale now @param {HTMLElement} node the figure that was counted down */
function opened(fragment, node) {
  const again = fragment.querySelector("[data-countdown]");
  if (again) return moved(node, again);
  if (!["on", "waits"].includes(fragment.dataset.sale)) return node.replaceWith(Object.assign(document.createElement("span"), { className: "note", textContent: fragment.querySelector("h2").textContent }));
  const { countdown, event, show } = node.dataset, title = node.closest("li").querySelector("h3").textContent;
  for (const line of document.querySelectorAll("[data-sale-at]")) if (line.dataset.saleAt === countdown && line.dataset.saleOf === event) onSale(line);
  node.replaceWith(Object.assign(document.createElement("a"), { className: "button primary", href: `/performances/${show}`, textContent: "On sale now" }));
  tell(`${title} is on sale now.`);
}

/** It begins at another time than it did when this page was made. */
function moved(node, { dataset: { countdown, now } }) {
  Object.assign(node.dataset, { countdown, now });
  countdowns(node.parentElement, opened, performance.now());
}

/** A word about when the sale begins, elsewhere on the page, of the same event and moment. */
function onSale(line) {
  line.textContent = "On sale now";
  const status = line.closest(".status");
  status?.classList.replace("info", "good");
  status?.querySelector("use").setAttribute("href", "#i-seat");
}

countdowns(document, opened);
