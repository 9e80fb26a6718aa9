/** Makes the map usable by keyboard: one tab stop; arrows from seat to seat or, from afar, from section to section; a ring around
 * the current one, and a sentence at each move. */

import { announcePolite } from "../../announce.js";
import { nextSection } from "../model/arrow_navigation.js";
import { describeSection, describeSeat } from "../text.js";

const SVG = "http://www.w3.org/2000/svg";
const DIRECTIONS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const AROUND = 340;

/** Attaches the keys. @param {HTMLElement} viewport @param {{plan: import("../model/plan.js").Plan, painter: object, camera: import("../view/camera.js").Camera,
 *   selection: import("./selection.js").SeatSelection, visible: import("../view/visible_seats.js").VisibleSeats, levels: Map<number, import("../model/prices.js").Level>,
 *   currency: string, focal: [number, number], list: HTMLAnchorElement}} all */
export function attachKeyboard(viewport, all) {
  const { plan, painter, camera, selection, visible, focal } = all;
  const ring = document.createElementNS(SVG, "circle");
  ring.setAttribute("class", "seat-ring");
  ring.setAttribute("r", "13");
  /** The current seat or section. */
  let seat = null;
  let section = null;
  let pressed = false;
  let moves = 0;

  const distanceFrom =
    (from) =>
    ({ x, y }) =>
      Math.hypot(x - from[0], y - from[1]);
  const nearest = (things, from) =>
    things.reduce((best, each) => (!best || distanceFrom(from)(each) < distanceFrom(from)(best) ? each : best), null);
  const shownSections = () => plan.sections.filter((each) => plan.isShown(each));

  function clearFocus() {
    ring.remove();
    section?.node.classList.remove("on");
    [seat, section] = [null, null];
  }

  function goToSeat(next) {
    if (!next) return;
    clearFocus();
    seat = next;
    ring.setAttribute("cx", seat.x);
    ring.setAttribute("cy", seat.y);
    plan.svg.append(ring);
    camera.reveal({ x: seat.x, y: seat.y });
    selection.pointAt(seat, true);
    announcePolite(describeSeat(seat, all));
  }

  function goToSection(next) {
    if (!next) return;
    clearFocus();
    selection.pointAt(null);
    section = next;
    section.node.classList.add("on");
    section.node.parentNode.append(section.node); // draws its ring above its neighbours
    if (!camera.isFitted) camera.reveal({ x: section.x, y: section.y });
    announcePolite(describeSection(section, all));
  }

  /** Runs `then` once the seats are loaded, unless another key was pressed meanwhile. */
  async function afterLoading(sections, then) {
    const move = ++moves;
    await plan.load(sections).catch(() => {});
    if (move === moves) then();
  }
  const sectionsAround = ({ x, y }) =>
    plan.sectionsIn(x - AROUND, y - AROUND, x + AROUND, y + AROUND).filter((each) => plan.isShown(each));

  /** One of the fan's own, else an open one near the stage; in a large plan one near the middle of the viewport. */
  function firstSeat() {
    const { x, y } = camera.view;
    const from = plan.large ? [x, y] : focal;
    const known = shownSections().flatMap(({ seats }) => seats);
    const mine = plan.large ? null : known.find(({ i }) => painter.mine.has(i));
    return (
      mine ??
      nearest(
        known.filter((each) => painter.isOpen(each)),
        from,
      ) ??
      nearest(known, from)
    );
  }

  function start() {
    if (!visible.showsSeats) {
      return goToSection(
        nearest(
          shownSections().filter((each) => painter.openCount(each)),
          focal,
        ) ?? shownSections()[0],
      );
    }
    const first = firstSeat();
    if (first) goToSeat(first);
    else goToSection(nearest(shownSections(), [camera.view.x, camera.view.y])); // there are only standing areas
  }

  function enterSection() {
    if (section.kind === "standing") return selection.openStanding?.(section, { x: section.x, y: section.y });
    const entered = section;
    camera.reveal(entered);
    afterLoading([entered], () => {
      const open = entered.seats.filter((each) => painter.isOpen(each)).sort((a, b) => a.rank - b.rank);
      goToSeat(open[0] ?? entered.seats[0]);
    });
  }

  function leaveSection() {
    if (seat && selection.pointed) return selection.pointAt(null); // first the card
    if (!plan.large) return;
    const from = section ?? plan.sectionOf(seat.i);
    camera.fit();
    goToSection(from);
  }

  function arrow(direction) {
    if (section) return goToSection(nextSection(section, direction, shownSections()) ?? section);
    const from = seat;
    afterLoading(plan.large ? sectionsAround(from) : [], () => {
      const next = plan.nextSeat(from, direction) ?? plan.nextSeatBeyondRow(from, direction);
      if (next) return goToSeat(next);
      const area = nextSection(
        from,
        direction,
        sectionsAround(from).filter(({ kind }) => kind === "standing"),
      );
      if (area) goToSection(area);
      else goToSeat(from);
    });
  }

  function goToNeighbour(by) {
    const from = section ?? plan.sectionOf(seat.i);
    const shown = shownSections();
    const next = shown[shown.indexOf(from) + by];
    if (!next) return;
    if (section && !visible.showsSeats) return goToSection(next);
    if (next.kind === "standing") return (camera.reveal(next), goToSection(next));
    if (plan.large) camera.reveal(next);
    afterLoading([next], () => goToSeat(next.seats[0]));
  }

  function goToEnd(direction) {
    if (seat) return goToSeat(plan.rowEnd(seat, direction));
    goToSection(direction === "left" ? shownSections()[0] : shownSections().at(-1));
  }

  const zoomAround = (by) => camera.zoomBy(by, ...camera.toPixels((seat ?? section).x, (seat ?? section).y));
  const activate = () => (section ? enterSection() : selection.toggle(seat));
  const keys = {
    Home: () => goToEnd("left"),
    End: () => goToEnd("right"),
    PageUp: () => goToNeighbour(-1),
    PageDown: () => goToNeighbour(1),
    Enter: activate,
    " ": activate,
    "+": () => zoomAround(1.6),
    "=": () => zoomAround(1.6),
    "-": () => zoomAround(1 / 1.6),
    0: () => camera.fit(),
    l: () => location.assign(all.list.href),
    Escape: leaveSection,
  };

  viewport.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    const key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!direction && !key) return;
    event.preventDefault();
    if (!seat && !section) return start();
    if (seat && plan.large && !visible.showsSeats && direction) return goToSection(plan.sectionOf(seat.i)); // zoomed out since
    if (direction) arrow(direction);
    else if (!event.repeat || key !== activate) key();
  });
  viewport.addEventListener("pointerdown", () => (pressed = true));
  viewport.addEventListener("focus", () => {
    if (!pressed) last.seat ? goToSeat(last.seat) : start(); // a click brings the focus too, but has its own target
    pressed = false;
  });
  const last = { seat: null };
  viewport.addEventListener("blur", () => {
    pressed = false;
    moves++;
    if (seat || section) selection.pointAt(null);
    last.seat = visible.showsSeats ? seat : null;
    clearFocus();
  });
  if (document.activeElement === viewport) start(); // focused before the seats were loaded
}
