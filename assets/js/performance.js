/** The map page: brings the drawing, the statuses and the levels together, and everything that listens to them. */

import { basket } from "./basket.js";
import { countdowns } from "./countdown.js";
import { Camera } from "./map/camera.js";
import { Card } from "./map/card.js";
import { Choose } from "./map/choose.js";
import { counting } from "./map/counts.js";
import { follow } from "./map/follow.js";
import { hands } from "./map/hands.js";
import { happening } from "./map/happening.js";
import { House } from "./map/house.js";
import { keyboard } from "./map/keyboard.js";
import { mini } from "./map/mini.js";
import { Painter } from "./map/painter.js";
import { Size } from "./map/party.js";
import { filters, levelsOf } from "./map/prices.js";
import { room } from "./map/room.js";
import { HELD } from "./map/statuses.js";
import { taking } from "./map/take.js";

const page = document.getElementById("house"), plan = page.querySelector(".plan"), facts = page.dataset;

async function text(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

async function start() {
  const [drawing, levels] = await Promise.all([text(facts.drawing), text(facts.levels)]);
  const svg = document.importNode(new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement, true);
  svg.setAttribute("aria-hidden", "true");
  const house = new House(svg), painter = new Painter(house, levels), count = counting(house, page), foot = happening(house, page);
  const where = { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) };
  let digest = facts.levels.split("/").at(-1), shown = null;

  painter.statuses = follow(where, {
    changed(seats, statuses, first) {
      painter.statuses = statuses;
      const lost = first ? [] : seats.filter((i) => painter.mine.has(i) && statuses.seats[i] !== HELD);
      const others = seats.filter((i) => !painter.mine.has(i) && !painter.busy.has(i));
      if (first) painter.paintAll();
      else painter.paint(seats, true), foot.changed(others, statuses);
      count(painter);
      shown ??= show();
      shown.choose.again();
      if (lost.length) shown.mine.lost(lost);
    },
    live: (is, why) => foot.live(is, why),
    rearranged: () => location.reload(),
    async levels(now) {
      if (now === digest) return;
      painter.levels = await text(facts.levels.replace(digest, (digest = now)));
      painter.paintAll();
      count(painter);
    },
  });

  /** Once the first picture is painted: the plan in the page, and all that answers to hands. */
  function show() {
    plan.removeAttribute("aria-busy");
    const camera = new Camera(svg, plan, room), prices = levelsOf(page), most = Number(facts.max);
    const card = new Card(page.querySelector(".seat-card"), camera, prices, facts.currency);
    const take = taking(document.getElementById("take"), painter), size = new Size(page.querySelector(".stepper"), most);
    const why = { held: "held by someone", sold: "sold", killed: "not for sale", open: `one more than the ${most} each person may take` };
    const refuse = (seat) => foot.refuse(seat, why[painter.look(seat.i).split(" ")[0]]);
    const choose = new Choose({ house, painter, camera, card, take, size, most, sale: facts.sale, refuse });
    const mine = basket(page, "map", (seats) => {
      take.done();
      painter.own(seats);
      choose.again();
    });
    painter.own(mine.mine());
    hands(plan, camera, { tap: (at) => choose.tap(at), hover: (at) => choose.hover(at) });
    const focal = svg.dataset.focal.split(" ").map(Number);
    keyboard(plan, { house, painter, camera, choose, levels: prices, currency: facts.currency, focal, listAddress: facts.list });
    mini(page.querySelector(".mini-wrap"), house, camera);
    filters(page, (off) => {
      painter.off = off;
      painter.paintAll();
    });
    const ways = { in: () => camera.zoom(1.6), out: () => camera.zoom(1 / 1.6), fit: () => camera.fit() };
    for (const button of page.querySelectorAll(".zoom [data-zoom]")) button.addEventListener("click", () => ways[button.dataset.zoom]());
    page.addEventListener("take-again", (event) => take.take(event.detail.map((i) => house.seats[i])));
    return { choose, mine };
  }
}

countdowns();
start().catch((error) => {
  console.error(error);
  const waits = page.querySelector(".plan-waits");
  plan.removeAttribute("aria-busy");
  waits.replaceChildren("The map could not be drawn. ", Object.assign(document.createElement("a"), { href: facts.list, textContent: "Choose from the list" }));
});
