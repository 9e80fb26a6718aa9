/** The map page: brings the drawing, the statuses and the levels together, and everything that listens to them. */

import { untilTheSale } from "./countdown.js";
import { address } from "./map/view/url_state.js";
import { Camera } from "./map/view/camera.js";
import { choosing } from "./map/selection/selection_setup.js";
import { Counts } from "./map/model/counts.js";
import { floors } from "./map/view/floors.js";
import { follow } from "./map/model/live_map.js";
import { hands } from "./map/view/gestures.js";
import { happening } from "./map/view/activity_line.js";
import { House } from "./map/model/plan.js";
import { keyboard } from "./map/selection/keyboard.js";
import { mini } from "./map/view/minimap.js";
import { Near } from "./map/view/visible_seats.js";
import { Overview } from "./map/view/overview.js";
import { Painter } from "./map/view/painter.js";
import { room } from "./map/view/room.js";
import { HELD } from "./map/model/seat_state.js";

const page = document.getElementById("house"), plan = page.querySelector(".plan"), facts = page.dataset;

async function text(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

async function start() {
  const levelsText = text(facts.levels), drawing = await text(facts.drawing);
  const svg = document.importNode(new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement, true);
  svg.setAttribute("aria-hidden", "true");
  const house = new House(svg, facts.drawing), counts = new Counts(house, page), overview = new Overview(house, counts);
  const [levels] = await Promise.all([levelsText, house.large || house.load([])]);
  const painter = new Painter(house, counts, levels), foot = happening(house, page, painter);
  const where = { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) };
  let digest = facts.levels.split("/").at(-1), shown = null;

  painter.statuses = follow(where, {
    changed(seats, statuses, first) {
      painter.statuses = statuses;
      const lost = first ? [] : seats.filter((i) => painter.mine.has(i) && statuses.seats[i] !== HELD);
      const others = seats.filter((i) => !painter.mine.has(i) && !painter.busy.has(i));
      if (first) counts.all(statuses.seats, painter.level);
      else painter.paintSoon(seats), counts.changed(seats, statuses.seats), foot.changed(others, statuses);
      shown ??= show();
      shown.choose.again();
      if (lost.length) shown.mine.lost(lost);
    },
    live: (is, why) => foot.live(is, why),
    rearranged: () => location.reload(),
    async levels(now) {
      if (now === digest) return;
      painter.levels = await text(facts.levels.replace(digest, (digest = now)));
      counts.all(painter.statuses.seats, painter.level);
    },
  });

  /** Once the first picture is known: the plan in the page, and all that answers to hands. */
  function show() {
    plan.removeAttribute("aria-busy");
    const camera = new Camera(svg, plan, () => room(house));
    floors(page.querySelector(".map"), house, camera);
    address(camera, house);
    overview.follow(camera);
    const near = new Near(house, camera, painter);
    const { choose, mine, prices } = choosing({ page, plan, house, painter, camera, foot });
    hands(plan, camera, { tap: (at) => choose.tap(at), hover: (at) => choose.hover(at) });
    const focal = svg.dataset.focal.split(" ").map(Number);
    keyboard(plan, { house, painter, camera, near, choose, levels: prices, currency: facts.currency, focal, list: page.querySelector(".way a:not([aria-current])") });
    mini(page.querySelector(".mini-wrap"), house, camera, counts);
    const ways = { in: () => camera.zoom(1.6), out: () => camera.zoom(1 / 1.6), fit: () => camera.fit() };
    for (const button of page.querySelectorAll(".zoom [data-zoom]")) button.addEventListener("click", () => ways[button.dataset.zoom]());
    return { choose, mine };
  }
}

untilTheSale(page);
start().catch((error) => {
  console.error(error);
  const waits = page.querySelector(".plan-waits");
  plan.removeAttribute("aria-busy");
  waits.replaceChildren("The map could not be drawn. ", Object.assign(document.createElement("a"), { href: facts.list, textContent: "Choose from the list" }));
});
