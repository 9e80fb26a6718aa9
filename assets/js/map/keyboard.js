/** The map without a pointer: one tab stop, arrows from seat to seat, a ring around the one you are on, a sentence at each move. */

import { tell } from "../say.js";
import { list, special, spoken, where } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const WAYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const IS = { held: "held by someone", sold: "sold", killed: "not for sale" };

/** @param {HTMLElement} plan @param {{house: object, painter: object, camera: object, choose: import("./choose.js").Choose,
 *   levels: Map<number, import("./prices.js").Level>, currency: string, focal: [number, number], listAddress: string}} all */
export function keyboard(plan, { house, painter, camera, choose, levels, currency, focal, listAddress }) {
  const ring = document.createElementNS(SVG, "circle");
  ring.setAttribute("class", "seat-ring");
  ring.setAttribute("r", "13");
  let on = null, pressed = false;

  const open = (seat) => seat && painter.isOpen(seat);
  function first() {
    const mine = house.seats.find((seat) => seat && painter.mine.has(seat.i));
    const away = ({ x, y }) => Math.hypot(x - focal[0], y - focal[1]);
    return mine ?? house.seats.filter(open).sort((a, b) => away(a) - away(b))[0] ?? house.seats.find(Boolean);
  }

  /** "Stalls, row H, seat 26, A, 84 euros, open, next to the aisle, 27 is open too. Takes 26 and 27, 168 euros." */
  function sentence(seat) {
    const level = levels.get(painter.level[seat.i]), look = painter.look(seat.i).split(" ")[0], filtered = !open(seat) && look === "open";
    const words = [where([seat]), level?.name === seat.section ? "" : level?.name, level && spoken(level.amount, currency), look === "mine" ? "yours" : filtered ? "open, of a price you left out" : IS[look] ?? "open"];
    if (seat.flags) words.push(special(seat.flags).toLowerCase());
    if (!open(seat)) return `${words.filter(Boolean).join(", ")}.`;
    const wish = choose.wish(seat), beside = [house.seats[seat.left], house.seats[seat.right]].filter(open).map(({ label }) => label);
    if (wish.length < 2 && beside.length) words.push(`${list(beside)} ${beside.length > 1 ? "are" : "is"} open too`);
    const takes = wish.length > 1 ? ` Takes ${list(wish.map(({ label }) => label))}, ${spoken(choose.card.sum(choose.leveled(wish)), currency)}.` : "";
    return `${words.filter(Boolean).join(", ")}.${takes}`;
  }

  function go(seat) {
    if (!seat) return;
    on = seat;
    ring.setAttribute("cx", seat.x);
    ring.setAttribute("cy", seat.y);
    house.svg.append(ring);
    camera.show(seat);
    choose.point(seat, true);
    tell(sentence(seat));
  }

  function act() {
    choose.act(on);
  }

  const keys = {
    Home: () => go(house.end(on, "left")),
    End: () => go(house.end(on, "right")),
    PageUp: () => go(house.section(on, -1)),
    PageDown: () => go(house.section(on, 1)),
    Enter: act,
    " ": act,
    "+": () => camera.zoom(1.6, ...camera.pixel(on.x, on.y)),
    "=": () => camera.zoom(1.6, ...camera.pixel(on.x, on.y)),
    "-": () => camera.zoom(1 / 1.6, ...camera.pixel(on.x, on.y)),
    0: () => camera.fit(),
    l: () => location.assign(listAddress),
    Escape: () => choose.point(null),
  };

  plan.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key], key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!way && !key) return;
    event.preventDefault();
    if (!on || !ring.isConnected) return go(on ?? first());
    if (way) go(house.step(on, way) ?? on);
    else if (!event.repeat || key !== act) key();
  });
  plan.addEventListener("pointerdown", () => (pressed = true));
  plan.addEventListener("focus", () => {
    if (!pressed) go(on ?? first()); // a click brings the focus too, but means a place of its own
    pressed = false;
  });
  plan.addEventListener("blur", () => {
    pressed = false;
    if (ring.isConnected) choose.point(null);
    ring.remove();
  });
}
