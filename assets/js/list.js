/** The list page, kept honest: runs that shrank offer what is left of them, seats that went say so, seats that came free are
 * told. Without script it is the same forms and links. */

import { basket } from "./basket.js";
import { untilTheSale } from "./countdown.js";
import "./best_form.js";
import { showCounts, unlisted } from "./list/counts.js";
import { looks } from "./list/reload.js";
import { Run } from "./list/seat_offer.js";
import { follow } from "./map/model/live_map.js";
import { sign } from "./map/view/connection_badge.js";
import { OPEN } from "./map/model/seat_state.js";
import { openSale } from "./sale.js";
import { warn } from "./announce.js";

const page = document.getElementById("house"), facts = page.dataset;
const isOn = () => facts.sale === "on";
let statuses = null, levels = null, runs = [], known = null, drawing = 0;

/** The lines of the list that is there now. What is open and not in it now was left out on purpose. */
function read() {
  if (isOn()) openSale(page); // a list that was asked for just before
  runs = [...page.querySelectorAll("[data-run]")].map((node) => new Run(node, isOn));
  known = null;
  show();
}

function show() {
  if (!statuses?.have) return;
  const own = mine.mine(), isOpen = (i) => statuses.seats[i] === OPEN && !own.has(i);
  for (const run of runs) run.show(isOpen, own);
  showCounts(page, statuses.seats, levels);
  if (levels) tellWhatCame();
}

function tellWhatCame() {
  const look = document.getElementById("look"), now = unlisted(look, statuses.seats, levels), line = look.querySelector(".more-came");
  known ??= now;
  for (const i of known) if (!now.has(i)) known.delete(i);
  const came = [...now].filter((i) => !known.has(i)).length;
  if (!line) return;
  line.hidden = !came;
  line.querySelector("span").textContent = came === 1 ? "One more seat is open here now." : `${came} more seats are open here now.`;
}

/** Many seats go at once: the list is looked through once a frame. */
const soon = () => (drawing ||= requestAnimationFrame(() => ((drawing = 0), show())));

/** The focus stands on what has just gone: whoever cannot see it is told. */
function warnAtFocus(seats) {
  const run = runs.find(({ node }) => node.contains(document.activeElement)), own = mine.mine();
  const went = run?.seats.filter((i) => seats.includes(i) && statuses.seats[i] !== OPEN && !own.has(i)).length;
  if (went && !page.querySelector(".htmx-request")) warn(`${run.node.querySelector(".where").textContent}: ${run.note.textContent}.`);
}

untilTheSale(page);
const mine = basket(page, "list", show);
read();
looks(page, read);
follow(
  { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) },
  {
    changed(seats, now, first) {
      statuses = now;
      if (first) return show();
      soon();
      const lost = seats.filter((i) => mine.mine().has(i) && now.seats[i] !== 1);
      if (lost.length) mine.lost(lost);
      else requestAnimationFrame(() => warnAtFocus(seats));
    },
    live: (is, why) => sign(page.querySelector(".live"), page.querySelector(".went"), is, why),
    rearranged: () => location.reload(),
  },
);
if (facts.levels)
  fetch(facts.levels)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => text && ((levels = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 47)), show()));

// what is gone keeps its place and the focus, and takes nothing
page.addEventListener("click", (event) => event.target.closest?.("button[aria-disabled=true]") && (event.preventDefault(), event.stopPropagation()), true);
page.addEventListener("take-again", (event) => {
  const form = document.getElementById("take");
  form.querySelectorAll("[name=seats]").forEach((input) => input.remove());
  for (const i of event.detail) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seats", value: i }));
  form.requestSubmit();
});
