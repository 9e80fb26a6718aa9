/** The list page: offers shrink to the seats that are left, taken seats say so, reopened seats are mentioned. Without script
 * the same forms and links work. */

/** @import { SeatStatuses } from "./map/model/seat_state.js" */

import { attachBasket } from "./basket.js";
import { countDownToSale } from "./countdown.js";
import "./best_form.js";
import { closestTo, find, findAll, findById } from "./dom.js";
import { gettext, ngettext } from "./language/translate.js";
import { showCounts, unlistedSeats } from "./list/counts.js";
import { reloadInPlace } from "./list/reload.js";
import { SeatOffer } from "./list/seat_offer.js";
import { followMap } from "./map/model/live_map.js";
import { showConnection } from "./map/view/connection_badge.js";
import { HELD, OPEN } from "./map/model/seat_state.js";
import { enableSaleControls } from "./sale.js";
import { announceNow } from "./announce.js";

const page = findById("seat-map");
const facts = page.dataset;
const isOn = () => facts.sale === "on";
/** @type {SeatStatuses | null} */
let statuses = null;
/** @type {Uint8Array | null} the level of each seat, from 1 */
let levels = null;
/** @type {SeatOffer[]} */
let offers = [];
/** @type {Set<number> | null} open seats that the list left out when it was rendered */
let knownUnlisted = null;
let frame = 0;

/** Read the offers of the current list. Seats that are open but not listed now were left out by the server. */
function read() {
  if (isOn()) enableSaleControls(page); // the list was requested before the sale opened
  offers = findAll(page, "[data-run]").map((node) => new SeatOffer(node, isOn));
  knownUnlisted = null;
  show();
}

/** Show the current statuses in all offers and counts. */
function show() {
  if (!statuses?.head) return;
  const { seats } = statuses;
  const own = basket.seats();
  const isOpen = (/** @type {number} */ i) => seats[i] === OPEN && !own.has(i);
  for (const offer of offers) offer.show(isOpen, own);
  showCounts(page, seats, levels);
  if (levels) showAddedSeats(seats, levels);
}

/**
 * Show how many seats are open now that were not when the list was rendered.
 * @param {Uint8Array} seats statuses
 * @param {Uint8Array} levels
 */
function showAddedSeats(seats, levels) {
  const look = findById("look");
  const now = unlistedSeats(look, seats, levels);
  /** @type {HTMLElement | null} */
  const line = look.querySelector(".more-came");
  knownUnlisted ??= now;
  const known = knownUnlisted;
  for (const i of known) if (!now.has(i)) known.delete(i);
  const addedCount = [...now].filter((i) => !known.has(i)).length;
  if (!line) return;
  line.hidden = !addedCount;
  find(line, "span").textContent = ngettext(
    "One more seat is open here now.",
    "{count} more seats are open here now.",
    addedCount,
  );
}

/** Update the list once a frame: many seats change at once. */
function scheduleShow() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    show();
  });
}

/** Announce that seats of the focused offer were taken. @param {number[]} seats that changed */
function announceAtFocus(seats) {
  const offer = offers.find(({ node }) => node.contains(document.activeElement));
  if (!offer) return;
  const own = basket.seats();
  const isGone = offer.seats.some((i) => seats.includes(i) && statuses?.seats[i] !== OPEN && !own.has(i));
  if (isGone && !page.querySelector(".htmx-request")) {
    const seats = find(offer.node, ".where").textContent;
    // Translators: {state} says what is left of these seats, such as "Just gone".
    announceNow(gettext("{seats}: {state}.", { seats, state: offer.note.textContent }));
  }
}

countDownToSale(page);
const basket = attachBasket(page, "list", show);
read();
reloadInPlace(page, read);
followMap(
  { seats: facts.seats ?? "", socket: facts.socket ?? "", pass: facts.pass ?? "", plan: Number(facts.plan) },
  {
    changed(seats, now, first) {
      statuses = now;
      if (first) return show();
      scheduleShow();
      const lost = seats.filter((i) => basket.seats().has(i) && now.seats[i] !== HELD);
      if (lost.length) basket.seatsLost(lost);
      else requestAnimationFrame(() => announceAtFocus(seats));
    },
    live: (is, why) => showConnection(page.querySelector(".live"), page.querySelector(".activity-text"), is, why),
    rearranged: () => location.reload(),
  },
);

/** Load the levels; without an answer the counts by level stay as rendered. @param {string} address */
async function loadLevels(address) {
  const answer = await fetch(address);
  const text = answer.ok ? await answer.text() : "";
  if (!text) return;
  levels = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47);
  show();
}

if (facts.levels) loadLevels(facts.levels);

page.addEventListener(
  "click",
  (event) => {
    if (!closestTo(event, "button[aria-disabled=true]")) return;
    // an offer that is gone keeps its place and the focus, but does nothing
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
page.addEventListener("take-again", ({ detail }) => {
  /** @type {HTMLFormElement} */
  const form = findById("take");
  for (const input of findAll(form, "[name=seats]")) input.remove();
  for (const i of detail) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seats", value: String(i) }));
  }
  form.requestSubmit();
});
