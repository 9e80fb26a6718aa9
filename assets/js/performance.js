/** Runs the map page: loads drawing, statuses and levels, and connects everything that depends on them. */

import { countDownToSale } from "./countdown.js";
import { syncUrl } from "./map/view/url_state.js";
import { Camera } from "./map/view/camera.js";
import { setUpSelection } from "./map/selection/selection_setup.js";
import { Counts } from "./map/model/counts.js";
import { addFloorSwitch } from "./map/view/floors.js";
import { followMap } from "./map/model/live_map.js";
import { attachGestures } from "./map/view/gestures.js";
import { createActivityLine } from "./map/view/activity_line.js";
import { Plan } from "./map/model/plan.js";
import { attachKeyboard } from "./map/selection/keyboard.js";
import { createMinimap } from "./map/view/minimap.js";
import { VisibleSeats } from "./map/view/visible_seats.js";
import { Overview } from "./map/view/overview.js";
import { SeatPainter } from "./map/view/painter.js";
import { mapMargins } from "./map/view/layout.js";
import { HELD } from "./map/model/seat_state.js";

const page = document.getElementById("seat-map");
const viewport = page.querySelector(".plan");
const facts = page.dataset;

async function fetchText(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

async function start() {
  const levelsText = fetchText(facts.levels);
  const drawing = await fetchText(facts.drawing);
  const svg = document.importNode(new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement, true);
  svg.setAttribute("aria-hidden", "true");
  const plan = new Plan(svg, facts.drawing);
  const counts = new Counts(plan, page);
  const overview = new Overview(plan, counts);
  const [levels] = await Promise.all([levelsText, plan.large || plan.load([])]);
  const painter = new SeatPainter(plan, counts, levels);
  const activityLine = createActivityLine(plan, page, painter);
  const where = { seats: facts.seats, socket: facts.socket, pass: facts.pass, plan: Number(facts.plan) };
  let digest = facts.levels.split("/").at(-1);
  let shown = null;

  painter.statuses = followMap(where, {
    changed(seats, statuses, first) {
      painter.statuses = statuses;
      const lost = first ? [] : seats.filter((i) => painter.mine.has(i) && statuses.seats[i] !== HELD);
      const others = seats.filter((i) => !painter.mine.has(i) && !painter.pending.has(i));
      if (first) counts.recount(statuses.seats, painter.level);
      else {
        (painter.paintSoon(seats),
          counts.applyChanges(seats, statuses.seats),
          activityLine.seatsChanged(others, statuses));
      }
      shown ??= showMap();
      shown.selection.refresh();
      if (lost.length) shown.basket.seatsLost(lost);
    },
    live: (is, why) => activityLine.setLive(is, why),
    rearranged: () => location.reload(),
    async levels(now) {
      if (now === digest) return;
      painter.levels = await fetchText(facts.levels.replace(digest, (digest = now)));
      counts.recount(painter.statuses.seats, painter.level);
    },
  });

  /** Puts the plan into the page, once the first statuses are known, and attaches everything interactive. */
  function showMap() {
    viewport.removeAttribute("aria-busy");
    const camera = new Camera(svg, viewport, () => mapMargins(plan));
    addFloorSwitch(page.querySelector(".map"), plan, camera);
    syncUrl(camera, plan);
    overview.attachCamera(camera);
    const visible = new VisibleSeats(plan, camera, painter);
    const { selection, basket, prices } = setUpSelection({ page, viewport, plan, painter, camera, activityLine });
    attachGestures(viewport, camera, { tap: (at) => selection.tap(at), hover: (at) => selection.hover(at) });
    const focal = svg.dataset.focal.split(" ").map(Number);
    attachKeyboard(viewport, {
      plan,
      painter,
      camera,
      visible,
      selection,
      levels: prices,
      currency: facts.currency,
      focal,
      list: page.querySelector(".way a:not([aria-current])"),
    });
    createMinimap(page.querySelector(".mini-wrap"), plan, camera, counts);
    const actions = { in: () => camera.zoomBy(1.6), out: () => camera.zoomBy(1 / 1.6), fit: () => camera.fit() };
    for (const button of page.querySelectorAll(".zoom [data-zoom]")) {
      button.addEventListener("click", () => actions[button.dataset.zoom]());
    }
    return { selection, basket };
  }
}

countDownToSale(page);
start().catch((error) => {
  console.error(error);
  const placeholder = page.querySelector(".plan-waits");
  viewport.removeAttribute("aria-busy");
  placeholder.replaceChildren(
    "The map could not be drawn. ",
    Object.assign(document.createElement("a"), { href: facts.list, textContent: "Choose from the list" }),
  );
});
