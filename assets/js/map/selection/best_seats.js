/** The best seats form in its sheet; the map moves to the seats that the server held. "Show me another" is a form of the
 * basket with the same action. */

/** @import { Seat } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { PartySize } from "./party_size.js" */

import "../../best_form.js";
import { closestTo, createSvg, find } from "../../dom.js";

/**
 * @typedef {object} BestSeatsParts
 * @property {HTMLElement} viewport
 * @property {Plan} plan
 * @property {Camera} camera
 * @property {PartySize} size
 * @property {() => Set<number>} mine
 */

const MARKED_MS = 8_000;
/** Seats farther from their middle than this are shown from farther away. In units. */
const WIDE = 120;
const WIDE_PITCH = 24;

/** Return whether a request is for the best seats. @param {HtmxRequest} request */
const isBestRequest = (request) => /\/holds\/best(\?|$)/.test(request.request?.action ?? "");

/** Return whether an event is from a notice of the basket: one may offer seats anywhere in the plan. @param {Event} event */
const isFromNotice = (event) => closestTo(event, ".notices") !== null;

/**
 * Attach the form.
 * @param {HTMLElement} page
 * @param {BestSeatsParts} parts
 * @returns {(mine: Set<number>) => void} call it after each basket
 */
export function attachBestSeats(page, { viewport, plan, camera, size, mine }) {
  const sheet = document.getElementById("best-sheet");
  const form = sheet?.querySelector("form");
  /** @type {Set<number> | null} the fan's seats before a search, or a notice, was answered */
  let before = null;
  let isSearch = false;
  /** @type {SVGGElement | null} */
  let markers = null;
  let timer = 0;

  viewport.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "b" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    sheet?.showPopover();
  });
  if (sheet && form) sharePartySize(sheet, form, size);

  page.addEventListener("htmx:before:request", (event) => {
    isSearch = isBestRequest(event.detail.ctx);
    before = isSearch || isFromNotice(event) ? new Set(mine()) : null;
  });

  /** Move the map to the seats, and mark each with a ring. @param {number[]} numbers */
  async function showSeats(numbers) {
    await plan.loadSeats(numbers).catch(() => {});
    const seats = numbers.map((i) => plan.seats[i]).filter(Boolean);
    if (!seats.length) return;
    const x = seats.reduce((sum, seat) => sum + seat.x, 0) / seats.length;
    const y = seats.reduce((sum, seat) => sum + seat.y, 0) / seats.length;
    const { floor } = plan.sectionOf(numbers[0]);
    if (floor && plan.floor && plan.floor !== floor) plan.showFloor(floor);
    const widest = Math.max(...seats.map((seat) => Math.hypot(seat.x - x, seat.y - y)));
    if (isSearch || plan.large) camera.centerOn(x, y, widest > WIDE ? WIDE_PITCH : undefined);
    else camera.reveal({ x, y });
    markSeats(seats.filter(({ label }) => label));
  }

  /** Draw a ring around each seat for some seconds. @param {Seat[]} seats */
  function markSeats(seats) {
    markers?.remove();
    clearTimeout(timer);
    const rings = createSvg("g", { class: "found" });
    rings.append(...seats.map(({ x, y }) => createSvg("circle", { cx: x, cy: y, r: 13 })));
    plan.svg.append(rings);
    markers = rings;
    timer = setTimeout(() => rings.remove(), MARKED_MS);
  }

  /** Show the new seats of a basket if it answers a search or a notice. @param {Set<number>} now */
  return function onBasket(now) {
    if (!before) return;
    const known = before;
    const taken = [...now].filter((i) => !known.has(i));
    before = null;
    if (sheet?.matches(":popover-open")) sheet.hidePopover();
    if (taken.length) showSeats(taken);
  };
}

/**
 * Keep the party size of the form and that of the stepper over the map the same.
 * @param {HTMLElement} sheet
 * @param {HTMLFormElement} form
 * @param {PartySize} size
 */
function sharePartySize(sheet, form, size) {
  /** @type {HTMLInputElement} */
  const party = find(form, "[name=party]");
  sheet.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    if (size.value > 1) party.value = String(size.value);
    /** @type {HTMLElement | null} */
    const first = form.querySelector("[autofocus]");
    (first ?? party).focus({ preventScroll: true });
  });
  party.addEventListener("input", () => {
    if (Number(party.value) >= 1) size.set(Number(party.value));
  });
}
