/** Counts down to the on-sale by the house's clock, and loads the page again at zero, not everybody in the same moment. */

import { houseClock, pageCame } from "./clock.js";
import { tell } from "./say.js";

const SPREAD = 1_500, DAYS = 172_800;

/** Every [data-countdown] on the page: an ISO time, with data-now beside it. */
export function countdowns() {
  for (const node of document.querySelectorAll("[data-countdown]")) run(node, houseClock(node.dataset.now, pageCame()));
}

function run(node, time) {
  const left = Math.max(0, (Date.parse(node.dataset.countdown) - time()) / 1000), whole = Math.ceil(left);
  const days = Math.floor(whole / 86_400), two = (n) => String(n).padStart(2, "0");
  const hours = `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  const words = whole >= DAYS ? `${days} days` : hours;
  if (node.textContent !== words) node.textContent = words;
  if (whole === 60) tell("One minute until the sale opens.");
  if (left > 0) return void setTimeout(() => run(node, time), 1000 - ((left * 1000) % 1000) < 20 ? 1000 : (left * 1000) % 1000 || 1000);
  tell("The sale is open. The page loads again.");
  setTimeout(() => location.reload(), Math.random() * SPREAD);
}
