/** The map by keyboard: one tab stop; arrows from seat to seat or, from afar, from section to section; a ring around the
 * current one, and a sentence at each move. */

/** @import { Direction, Point, Seat } from "../types.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { VisibleSeats } from "../view/visible_seats.js" */
/** @import { MapState } from "./descriptions.js" */

import { announcePolite } from "../../announce.js";
import { createSvg, setAttributes } from "../../dom.js";
import { nextSection } from "../model/arrow_navigation.js";
import { describeSection, describeSeat } from "./descriptions.js";

/**
 * @typedef {object} KeyboardParts
 * @property {Camera} camera
 * @property {VisibleSeats} visible
 * @property {Point} focal the point that seats are best near
 * @property {HTMLAnchorElement} list the link to the list
 */

/** @type {Record<string, Direction>} */
const DIRECTIONS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const AROUND = 340;

/**
 * Return the one that is nearest to a point; undefined if there are none.
 * @template {Point} Thing
 * @param {Thing[]} things
 * @param {Point} from
 * @returns {Thing | undefined}
 */
function nearestTo(things, from) {
  const [first, ...others] = things;
  const distance = (/** @type {Point} */ { x, y }) => Math.hypot(x - from.x, y - from.y);
  return others.reduce((best, each) => (distance(each) < distance(best) ? each : best), first);
}

/**
 * Attach the keys.
 * @param {HTMLElement} viewport
 * @param {MapState & KeyboardParts} map
 */
export function attachKeyboard(viewport, map) {
  const { plan, painter, camera, selection, visible, focal } = map;
  const ring = createSvg("circle", { class: "seat-ring", r: 13 });
  /** @type {Seat | null} the current seat, if it is one */
  let seat = null;
  /** @type {Section | null} the current section, if it is one */
  let section = null;
  /** @type {Seat | null} the current seat when the focus was lost */
  let lastSeat = null;
  let pressed = false;
  let moves = 0;

  const shownSections = () => plan.sections.filter((each) => plan.isShown(each));

  function clearFocus() {
    ring.remove();
    section?.node.classList.remove("on");
    seat = null;
    section = null;
  }

  /** Make a seat the current one. @param {Seat | undefined} next */
  function goToSeat(next) {
    if (!next) return;
    clearFocus();
    seat = next;
    setAttributes(ring, { cx: next.x, cy: next.y });
    plan.svg.append(ring);
    camera.reveal({ x: next.x, y: next.y });
    selection.pointAt(next, true);
    announcePolite(describeSeat(next, map));
  }

  /** Make a section the current one. @param {Section | undefined} next */
  function goToSection(next) {
    if (!next) return;
    clearFocus();
    selection.pointAt(null);
    section = next;
    next.node.classList.add("on");
    next.node.parentNode?.append(next.node); // draws its ring above its neighbours
    if (!camera.isFitted) camera.reveal({ x: next.x, y: next.y });
    announcePolite(describeSection(next, map));
  }

  /**
   * Call `then` once the seats are loaded, unless another key was pressed meanwhile.
   * @param {Section[]} sections
   * @param {() => void} then
   */
  async function afterLoading(sections, then) {
    const move = ++moves;
    await plan.load(sections).catch(() => {});
    if (move === moves) then();
  }

  /** Return the shown sections near a point. @param {Point} at */
  const sectionsAround = ({ x, y }) =>
    plan.sectionsIn(x - AROUND, y - AROUND, x + AROUND, y + AROUND).filter((each) => plan.isShown(each));

  /** Return one of the fan's own seats, else an open one near the stage; in a large plan one near the middle of the viewport. */
  function firstSeat() {
    const from = plan.large ? camera.view : focal;
    const known = shownSections().flatMap(({ seats }) => seats);
    const mine = plan.large ? undefined : known.find(({ i }) => painter.mine.has(i));
    const open = known.filter((each) => painter.isOpen(each));
    return mine ?? nearestTo(open, from) ?? nearestTo(known, from);
  }

  /** Go to the first seat or section. */
  function start() {
    const shown = shownSections();
    if (!visible.showsSeats) {
      const open = shown.filter((each) => painter.openCount(each));
      return goToSection(nearestTo(open, focal) ?? shown[0]);
    }
    const first = firstSeat();
    if (first) goToSeat(first);
    else goToSection(nearestTo(shown, camera.view)); // there are only standing areas
  }

  /** Go to the best open seat of a section, or open the card of a standing area. @param {Section} entered */
  function enterSection(entered) {
    if (entered.kind === "standing") return selection.openStanding(entered, { x: entered.x, y: entered.y });
    camera.reveal(entered);
    afterLoading([entered], () => {
      const open = entered.seats.filter((each) => painter.isOpen(each)).sort((a, b) => a.rank - b.rank);
      goToSeat(open[0] ?? entered.seats[0]);
    });
  }

  /** Return the current section, or that of the current seat. */
  const currentSection = () => section ?? (seat ? plan.sectionOf(seat.i) : undefined);

  /** Close the card; if there is none, go out to the whole of a large plan. */
  function leaveSection() {
    if (seat && selection.pointed) return selection.pointAt(null);
    if (!plan.large) return;
    const from = currentSection();
    camera.fit();
    goToSection(from);
  }

  /** Move in a direction. @param {Direction} direction */
  function arrow(direction) {
    if (section) return goToSection(nextSection(section, direction, shownSections()) ?? section);
    if (!seat) return;
    const from = seat;
    afterLoading(plan.large ? sectionsAround(from) : [], () => {
      const next = plan.nextSeat(from, direction) ?? plan.nextSeatBeyondRow(from, direction);
      if (next) return goToSeat(next);
      const standing = sectionsAround(from).filter(({ kind }) => kind === "standing");
      const area = nextSection(from, direction, standing);
      if (area) goToSection(area);
      else goToSeat(from);
    });
  }

  /** Go to the section before or after the current one, in the order of the plan. @param {-1 | 1} by */
  function goToNeighbour(by) {
    const from = currentSection();
    const shown = shownSections();
    const next = from && shown[shown.indexOf(from) + by];
    if (!next) return;
    if (section && !visible.showsSeats) return goToSection(next);
    if (next.kind === "standing" || plan.large) camera.reveal(next);
    if (next.kind === "standing") return goToSection(next);
    afterLoading([next], () => goToSeat(next.seats[0]));
  }

  /** Go to one end of the row, or to the first or last section. @param {"left" | "right"} direction */
  function goToEnd(direction) {
    if (seat) return goToSeat(plan.rowEnd(seat, direction));
    const shown = shownSections();
    goToSection(direction === "left" ? shown[0] : shown.at(-1));
  }

  /** Zoom around the current seat or section. @param {number} by over 1 is in */
  function zoomAround(by) {
    const at = seat ?? section;
    if (at) camera.zoomBy(by, ...camera.toPixels(at.x, at.y));
  }

  function activate() {
    if (section) enterSection(section);
    else selection.toggle(seat);
  }

  /** @type {Record<string, () => void>} */
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
    l: () => location.assign(map.list.href),
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
  viewport.addEventListener("pointerdown", () => {
    pressed = true;
  });
  viewport.addEventListener("focus", () => {
    const byKeyboard = !pressed; // a click brings the focus too, but has its own target
    pressed = false;
    if (!byKeyboard) return;
    if (lastSeat) goToSeat(lastSeat);
    else start();
  });
  viewport.addEventListener("blur", () => {
    pressed = false;
    moves++;
    if (seat || section) selection.pointAt(null);
    lastSeat = visible.showsSeats ? seat : null;
    clearFocus();
  });
  if (document.activeElement === viewport) start(); // focused before the seats were loaded
}
