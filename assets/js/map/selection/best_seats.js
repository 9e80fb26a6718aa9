/** Runs the best seats form in its sheet, and moves the map to the seats that the server held. "Show me another" is a form of the
 * basket with the same action. */

import "../../best_form.js";

const SVG = "http://www.w3.org/2000/svg";
const MARKED_MS = 8_000;
const isBestRequest = (ctx) => /\/holds\/best(\?|$)/.test(ctx?.request?.action ?? "");
/** A notice of the basket may offer seats anywhere in the plan. */
const isFromNotice = (event) => Boolean(event.target.closest?.(".notices"));

/** Attaches the form. @param {HTMLElement} page @param {{viewport: HTMLElement, plan: import("../model/plan.js").Plan, camera: import("../view/camera.js").Camera,
 *   size: import("./party_selection.js").PartySize, mine: () => Set<number>}} all @returns {(mine: Set<number>) => void} call it after each basket */
export function attachBestSeats(page, { viewport, plan, camera, size, mine }) {
  const sheet = document.getElementById("best-sheet");
  const form = sheet?.querySelector("form");
  const party = form?.elements.party;
  let before = null;
  let isSearch = false;
  let markers = null;
  let timer = 0;

  /** The form and the stepper over the map share the party size. */
  sheet?.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    party.value = size.value > 1 ? size.value : party.value;
    (form.querySelector("[autofocus]") ?? party).focus({ preventScroll: true });
  });
  viewport.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "b" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      (event.preventDefault(), sheet?.showPopover());
    }
  });
  party?.addEventListener("input", () => Number(party.value) >= 1 && size.set(Number(party.value)));

  page.addEventListener("htmx:before:request", (event) => {
    isSearch = isBestRequest(event.detail.ctx);
    before = isSearch || isFromNotice(event) ? new Set(mine()) : null;
  });

  /** Moves the map to the seats, and marks each with a ring. */
  async function showSeats(numbers) {
    await plan.loadSeats(numbers).catch(() => {});
    const seats = numbers.map((i) => plan.seats[i]).filter(Boolean);
    if (!seats.length) return;
    const middle = (of) => seats.reduce((sum, seat) => sum + seat[of], 0) / seats.length;
    const floor = plan.sectionOf(numbers[0]).floor;
    if (floor && plan.floor && plan.floor !== floor) plan.showFloor(floor);
    const widest = Math.max(...seats.map(({ x, y }) => Math.hypot(x - middle("x"), y - middle("y"))));
    if (isSearch || plan.large) camera.centerOn(middle("x"), middle("y"), widest > 120 ? 24 : undefined);
    else camera.reveal({ x: middle("x"), y: middle("y") });
    markSeats(seats.filter(({ label }) => label));
  }

  function markSeats(seats) {
    markers?.remove();
    clearTimeout(timer);
    markers = document.createElementNS(SVG, "g");
    markers.setAttribute("class", "found");
    for (const { x, y } of seats) {
      const ring = markers.appendChild(document.createElementNS(SVG, "circle"));
      for (const [name, value] of [
        ["cx", x],
        ["cy", y],
        ["r", 13],
      ]) {
        ring.setAttribute(name, value);
      }
    }
    plan.svg.append(markers);
    timer = setTimeout(() => markers.remove(), MARKED_MS);
  }

  /** Shows the new seats of a basket if it answers a search or a notice. @param {Set<number>} now */
  return function onBasket(now) {
    if (!before) return;
    const taken = [...now].filter((i) => !before.has(i));
    before = null;
    if (sheet?.matches(":popover-open")) sheet.hidePopover();
    if (taken.length) showSeats(taken);
  };
}
