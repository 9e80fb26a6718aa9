/** The map page: loads drawing, statuses and levels, and connects everything that depends on them. */

/** @import { SeatStatuses } from "./map/model/seat_state.js" */

import { countDownToSale } from "./countdown.js";
import { find, findAll, findById } from "./dom.js";
import { gettext } from "./language/translate.js";
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

const page = findById("seat-map");
const viewport = find(page, ".plan");
const facts = page.dataset;
const { levels: levelsUrl = "", drawing: drawingUrl = "", seats = "", socket = "", pass = "", currency = "" } = facts;

/** Fetch a text. @param {string} url @throws {Error} the answer is not a success */
async function fetchText(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

/** Load the drawing into this document. @param {string} url */
async function fetchDrawing(url) {
  const parsed = new DOMParser().parseFromString(await fetchText(url), "image/svg+xml");
  const root = /** @type {SVGSVGElement} */ (/** @type {Element} */ (parsed.documentElement));
  const svg = document.importNode(root, true);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** Load everything and show the map. Rejected where a part of it cannot be loaded. */
async function start() {
  const levelsText = fetchText(levelsUrl);
  const svg = await fetchDrawing(drawingUrl);
  const plan = new Plan(svg, drawingUrl);
  const counts = new Counts(plan, page);
  const overview = new Overview(plan, counts);
  const [levels] = await Promise.all([levelsText, plan.large || plan.load([])]);
  const painter = new SeatPainter(plan, counts, levels);
  const activityLine = createActivityLine(plan, page, painter);
  const levelsFolder = levelsUrl.slice(0, levelsUrl.lastIndexOf("/") + 1);
  let digest = levelsUrl.slice(levelsFolder.length);
  /** @type {ReturnType<typeof showMap> | null} */
  let shown = null;

  const statuses = followMap(
    { seats, socket, pass, plan: Number(facts.plan) },
    {
      changed(seats, statuses, first) {
        painter.statuses = statuses;
        const lost = first ? [] : seats.filter((i) => painter.mine.has(i) && statuses.seats[i] !== HELD);
        if (first) counts.recount(statuses.seats, painter.level);
        else showChanges(seats, statuses);
        shown ??= showMap();
        shown.selection.refresh();
        if (lost.length) shown.basket.seatsLost(lost);
      },
      live: (is, why) => activityLine.setLive(is, why),
      rearranged: () => location.reload(),
      async levels(now) {
        if (now === digest) return;
        digest = now;
        painter.setLevels(await fetchText(levelsFolder + now));
        counts.recount(painter.statuses.seats, painter.level);
      },
    },
  );
  painter.statuses = statuses;

  /**
   * Show what others, or the fan, changed.
   * @param {number[]} seats
   * @param {SeatStatuses} statuses
   */
  function showChanges(seats, statuses) {
    const others = seats.filter((i) => !painter.mine.has(i) && !painter.pending.has(i));
    painter.paintSoon(seats);
    counts.applyChanges(seats, statuses.seats);
    activityLine.seatsChanged(others, statuses);
  }

  /** Put the plan into the page, once the first statuses are known, and attach everything interactive. */
  function showMap() {
    viewport.removeAttribute("aria-busy");
    const camera = new Camera(svg, viewport, () => mapMargins(plan));
    addFloorSwitch(find(page, ".map"), plan, camera);
    syncUrl(camera, plan);
    overview.attachCamera(camera);
    const visible = new VisibleSeats(plan, camera, painter);
    const { selection, basket, prices } = setUpSelection({ page, viewport, plan, painter, camera, activityLine });
    attachGestures(viewport, camera, { tap: (at) => selection.tap(at), hover: (at) => selection.hover(at) });
    const [x, y] = (svg.dataset.focal ?? "").split(" ").map(Number);
    /** @type {HTMLAnchorElement} */
    const list = find(page, ".way a:not([aria-current])");
    const map = { plan, painter, camera, visible, selection, levels: prices, currency, focal: { x, y }, list };
    attachKeyboard(viewport, map);
    createMinimap(find(page, ".mini-wrap"), plan, camera, counts);
    attachZoomButtons(camera);
    return { selection, basket };
  }
}

/** Attach the buttons beside the map. @param {Camera} camera */
function attachZoomButtons(camera) {
  /** @type {Record<string, () => void>} */
  const actions = { in: () => camera.zoomBy(1.6), out: () => camera.zoomBy(1 / 1.6), fit: () => camera.fit() };
  for (const button of findAll(page, ".zoom [data-zoom]")) {
    button.addEventListener("click", () => actions[button.dataset.zoom ?? ""]());
  }
}

countDownToSale(page);
start().catch((error) => {
  console.error(error);
  viewport.removeAttribute("aria-busy");
  find(page, ".plan-waits").replaceChildren(
    gettext("The map could not be drawn."),
    " ",
    Object.assign(document.createElement("a"), { href: facts.list, textContent: gettext("Choose from the list") }),
  );
});
