/** Runs the list page: offers shrink to the seats that are left, taken seats say so, reopened seats are mentioned. Without script
 * the same forms and links work. */

import { attachBasket } from "./basket.js";
import { countDownToSale } from "./countdown.js";
import "./best_form.js";
import { showCounts, unlistedSeats } from "./list/counts.js";
import { reloadInPlace } from "./list/reload.js";
import { SeatOffer } from "./list/seat_offer.js";
import { followMap } from "./map/model/live_map.js";
import { showConnection } from "./map/view/connection_badge.js";
import { OPEN } from "./map/model/seat_state.js";
import { enableSaleControls } from "./sale.js";
import { announceNow } from "./announce.js";

const page = document.getElementById("seat-map");
const facts = page.dataset;
const isOn = () => facts.sale === "on";
let statuses = null;
let levels = null;
let offers = [];
let knownUnlisted = null;
let drawing = 0;

/** Reads the offers of the current list. Seats that are open but not listed now were left out by the server. */
function read() {
  if (isOn()) enableSaleControls(page); // the list was requested before the sale opened
  offers = [...page.querySelectorAll("[data-run]")].map((node) => new SeatOffer(node, isOn));
  knownUnlisted = null;
  show();
}

function show() {
  if (!statuses?.head) return;
  const own = basket.seats();
  const isOpen = (i) => statuses.seats[i] === OPEN && !own.has(i);
  for (const offer of offers) offer.show(isOpen, own);
  showCounts(page, statuses.seats, levels);
  if (levels) showAddedSeats();
}

function showAddedSeats() {
  const look = document.getElementById("look");
  const now = unlistedSeats(look, statuses.seats, levels);
  const line = look.querySelector(".more-came");
  knownUnlisted ??= now;
  for (const i of knownUnlisted) if (!now.has(i)) knownUnlisted.delete(i);
  const addedCount = [...now].filter((i) => !knownUnlisted.has(i)).length;
  if (!line) return;
  line.hidden = !addedCount;
  line.querySelector("span").textContent =
    addedCount === 1 ? "One more seat is open here now." : `${addedCount} more seats are open here now.`;
}

/** Updates the list once a frame: many seats change at once. */
const scheduleShow = () => (drawing ||= requestAnimationFrame(() => ((drawing = 0), show())));

/** Announces that seats of the focused offer were taken. */
function announceAtFocus(seats) {
  const offer = offers.find(({ node }) => node.contains(document.activeElement));
  const own = basket.seats();
  const goneCount = offer?.seats.filter((i) => seats.includes(i) && statuses.seats[i] !== OPEN && !own.has(i)).length;
  if (goneCount && !page.querySelector(".htmx-request")) {
    announceNow(`${offer.node.querySelector(".where").textContent}: ${offer.note.textContent}.`);
  }
}

countDownToSale(page);
const basket = attachBasket(page, "list", show);
read();
reloadInPlace(page, read);
followMap(
  { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) },
  {
    changed(seats, now, first) {
      statuses = now;
      if (first) return show();
      scheduleShow();
      const lost = seats.filter((i) => basket.seats().has(i) && now.seats[i] !== 1);
      if (lost.length) basket.seatsLost(lost);
      else requestAnimationFrame(() => announceAtFocus(seats));
    },
    live: (is, why) => showConnection(page.querySelector(".live"), page.querySelector(".activity-text"), is, why),
    rearranged: () => location.reload(),
  },
);
if (facts.levels) {
  fetch(facts.levels)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => text && ((levels = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47)), show()));
}

// an offer that is gone keeps its place and the focus, but does nothing
page.addEventListener(
  "click",
  (event) => event.target.closest?.("button[aria-disabled=true]") && (event.preventDefault(), event.stopPropagation()),
  true,
);
page.addEventListener("take-again", (event) => {
  const form = document.getElementById("take");
  form.querySelectorAll("[name=seats]").forEach((input) => input.remove());
  for (const i of event.detail) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seats", value: i }));
  }
  form.requestSubmit();
});
