/** The best seats, found by the house: the form in its sheet, and the way to what was found. "Show me another" is a form of the
 * basket that asks the same question again. */

import "../../best_form.js";

const SVG = "http://www.w3.org/2000/svg", SHOWN = 8_000;
const asks = (ctx) => /\/holds\/best(\?|$)/.test(ctx?.request?.action ?? "");
/** What a notice of the basket offers may lie anywhere in the house. */
const offered = (event) => Boolean(event.target.closest?.(".saying"));

/** @param {HTMLElement} page @param {{plan: HTMLElement, house: import("../model/plan.js").House, camera: import("../view/camera.js").Camera,
 *   size: import("./party_selection.js").Size, mine: () => Set<number>}} all @returns {(mine: Set<number>) => void} hears each basket */
export function best(page, { plan, house, camera, size, mine }) {
  const sheet = document.getElementById("best-sheet"), form = sheet?.querySelector("form"), party = form?.elements.party;
  let before = null, closer = false, rings = null, timer = 0;

  /** The form and the stepper over the map mean the same party. */
  sheet?.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    party.value = size.now > 1 ? size.now : party.value;
    (form.querySelector("[autofocus]") ?? party).focus({ preventScroll: true });
  });
  plan.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "b" && !event.ctrlKey && !event.metaKey && !event.altKey) event.preventDefault(), sheet?.showPopover();
  });
  party?.addEventListener("input", () => Number(party.value) >= 1 && size.set(Number(party.value)));

  page.addEventListener("htmx:before:request", (event) => {
    closer = asks(event.detail.ctx);
    before = closer || offered(event) ? new Set(mine()) : null;
  });

  /** To the seats, with a ring around each until something else is done. */
  async function goTo(numbers) {
    await house.ready(numbers).catch(() => {});
    const seats = numbers.map((i) => house.seats[i]).filter(Boolean);
    if (!seats.length) return;
    const middle = (of) => seats.reduce((sum, seat) => sum + seat[of], 0) / seats.length, floor = house.partOf(numbers[0]).floor;
    if (floor && house.floor && house.floor !== floor) house.showFloor(floor);
    const widest = Math.max(...seats.map(({ x, y }) => Math.hypot(x - middle("x"), y - middle("y"))));
    if (closer || house.large) camera.look(middle("x"), middle("y"), widest > 120 ? 24 : undefined);
    else camera.show({ x: middle("x"), y: middle("y") });
    mark(seats.filter(({ label }) => label));
  }

  function mark(seats) {
    rings?.remove();
    clearTimeout(timer);
    rings = document.createElementNS(SVG, "g");
    rings.setAttribute("class", "found");
    for (const { x, y } of seats) {
      const ring = rings.appendChild(document.createElementNS(SVG, "circle"));
      for (const [name, value] of [["cx", x], ["cy", y], ["r", 13]]) ring.setAttribute(name, value);
    }
    house.svg.append(rings);
    timer = setTimeout(() => rings.remove(), SHOWN);
  }

  /** The basket is another one. If that is the answer to the question, what is new in it was found. @param {Set<number>} now */
  return function answered(now) {
    if (!before) return;
    const found = [...now].filter((i) => !before.has(i));
    before = null;
    if (sheet?.matches(":popover-open")) sheet.hidePopover();
    if (found.length) goTo(found);
  };
}
