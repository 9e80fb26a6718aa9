/** The map without a pointer: one tab stop; arrows from seat to seat and, from afar, from part to part; a ring around where you are, a sentence at each move. */

import { tell } from "../../announce.js";
import { nextPart } from "../model/arrow_navigation.js";
import { partSentence, seatSentence } from "../sentences.js";

const SVG = "http://www.w3.org/2000/svg";
const WAYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const AROUND = 340;

/** @param {HTMLElement} plan @param {{house: import("../model/plan.js").House, painter: object, camera: import("../view/camera.js").Camera,
 *   choose: import("./selection.js").Choose, near: import("../view/visible_seats.js").Near, levels: Map<number, import("../model/prices.js").Level>,
 *   currency: string, focal: [number, number], list: HTMLAnchorElement}} all */
export function keyboard(plan, all) {
  const { house, painter, camera, choose, near, focal } = all;
  const ring = document.createElementNS(SVG, "circle");
  ring.setAttribute("class", "seat-ring");
  ring.setAttribute("r", "13");
  /** Where the keys are: on a seat, or on a part. */
  let seat = null, part = null, pressed = false, moves = 0;

  const away = (from) => ({ x, y }) => Math.hypot(x - from[0], y - from[1]);
  const nearest = (things, from) => things.reduce((best, each) => (!best || away(from)(each) < away(from)(best) ? each : best), null);
  const seen = () => house.parts.filter((each) => house.isShown(each));

  function leave() {
    ring.remove();
    part?.node.classList.remove("on");
    [seat, part] = [null, null];
  }

  function goSeat(next) {
    if (!next) return;
    leave();
    seat = next;
    ring.setAttribute("cx", seat.x);
    ring.setAttribute("cy", seat.y);
    house.svg.append(ring);
    camera.show({ x: seat.x, y: seat.y });
    choose.point(seat, true);
    tell(seatSentence(seat, all));
  }

  function goPart(next) {
    if (!next) return;
    leave();
    choose.point(null);
    part = next;
    part.node.classList.add("on");
    part.node.parentNode.append(part.node); // its ring over its neighbours
    if (!camera.fitted) camera.show({ x: part.x, y: part.y });
    tell(partSentence(part, all));
  }

  /** Does what needs seats that are perhaps still to come; whoever pressed another key meanwhile went elsewhere. */
  async function after(parts, then) {
    const move = ++moves;
    await house.load(parts).catch(() => {});
    if (move === moves) then();
  }
  const around = ({ x, y }) => house.within(x - AROUND, y - AROUND, x + AROUND, y + AROUND).filter((each) => house.isShown(each));

  /** Mine, else an open one near the stage; in a large house near the middle of what is seen. */
  function firstSeat() {
    const { x, y } = camera.view, from = house.large ? [x, y] : focal, known = seen().flatMap(({ seats }) => seats);
    const mine = house.large ? null : known.find(({ i }) => painter.mine.has(i));
    return mine ?? nearest(known.filter((each) => painter.isOpen(each)), from) ?? nearest(known, from);
  }

  function begin() {
    if (!near.close) return goPart(nearest(seen().filter((each) => painter.left(each)), focal) ?? seen()[0]);
    const first = firstSeat();
    if (first) goSeat(first);
    else goPart(nearest(seen(), [camera.view.x, camera.view.y])); // there are only standing areas
  }

  function into() {
    if (part.kind === "standing") return choose.stand?.(part, { x: part.x, y: part.y });
    const into = part;
    camera.show(into);
    after([into], () => {
      const open = into.seats.filter((each) => painter.isOpen(each)).sort((a, b) => a.rank - b.rank);
      goSeat(open[0] ?? into.seats[0]);
    });
  }

  function out() {
    if (seat && choose.pointed) return choose.point(null); // first the card
    if (!house.large) return;
    const from = part ?? house.partOf(seat.i);
    camera.fit();
    goPart(from);
  }

  function arrow(way) {
    if (part) return goPart(nextPart(part, way, seen()) ?? part);
    const from = seat;
    after(house.large ? around(from) : [], () => {
      const next = house.step(from, way) ?? house.beyond(from, way);
      if (next) return goSeat(next);
      const area = nextPart(from, way, around(from).filter(({ kind }) => kind === "standing"));
      if (area) goPart(area);
      else goSeat(from);
    });
  }

  function turnTo(by) {
    const from = part ?? house.partOf(seat.i), shown = seen(), next = shown[shown.indexOf(from) + by];
    if (!next) return;
    if (part && !near.close) return goPart(next);
    if (next.kind === "standing") return camera.show(next), goPart(next);
    if (house.large) camera.show(next);
    after([next], () => goSeat(next.seats[0]));
  }

  function toEnd(way) {
    if (seat) return goSeat(house.end(seat, way));
    goPart(way === "left" ? seen()[0] : seen().at(-1));
  }

  const zoom = (by) => camera.zoom(by, ...camera.pixel((seat ?? part).x, (seat ?? part).y));
  const act = () => (part ? into() : choose.act(seat));
  const keys = {
    Home: () => toEnd("left"),
    End: () => toEnd("right"),
    PageUp: () => turnTo(-1),
    PageDown: () => turnTo(1),
    Enter: act,
    " ": act,
    "+": () => zoom(1.6),
    "=": () => zoom(1.6),
    "-": () => zoom(1 / 1.6),
    0: () => camera.fit(),
    l: () => location.assign(all.list.href),
    Escape: out,
  };

  plan.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key], key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!way && !key) return;
    event.preventDefault();
    if (!seat && !part) return begin();
    if (seat && house.large && !near.close && way) return goPart(house.partOf(seat.i)); // one has gone out since
    if (way) arrow(way);
    else if (!event.repeat || key !== act) key();
  });
  plan.addEventListener("pointerdown", () => (pressed = true));
  plan.addEventListener("focus", () => {
    if (!pressed) last.seat ? goSeat(last.seat) : begin(); // a click brings the focus too, but means a place of its own
    pressed = false;
  });
  const last = { seat: null };
  plan.addEventListener("blur", () => {
    pressed = false;
    moves++;
    if (seat || part) choose.point(null);
    last.seat = near.close ? seat : null;
    leave();
  });
  if (document.activeElement === plan) begin(); // who came before the seats did
}
