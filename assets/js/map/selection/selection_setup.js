/** Connects everything that selects on the map: cards, party size, filters, best seats and basket. */

import { attachBasket } from "../../basket.js";
import { announcePolite } from "../../announce.js";
import { attachBestSeats } from "./best_seats.js";
import { SeatCard } from "./seat_card.js";
import { SeatSelection } from "./selection.js";
import { attachFilters } from "./filters.js";
import { PartySize } from "./party_selection.js";
import { readLevels, orderFeeOf, readTypes } from "../model/prices.js";
import { StandingCard } from "./standing_card.js";
import { OPEN } from "../model/seat_state.js";
import { createHoldForm } from "./hold_form.js";
import { leftText } from "../text.js";

/** Sets the selection up. @param {{page: HTMLElement, viewport: HTMLElement, plan: import("../model/plan.js").Plan, painter: import("../view/painter.js").SeatPainter,
 *   camera: import("../view/camera.js").Camera, activityLine: object}} all
 * @returns {{selection: SeatSelection, basket: ReturnType<typeof attachBasket>, prices: ReturnType<typeof readLevels>}} */
export function setUpSelection({ page, viewport, plan, painter, camera, activityLine }) {
  const facts = page.dataset;
  const max = Number(facts.max);
  const prices = readLevels(page);
  const orderFee = orderFeeOf(page, painter);
  const isOn = () => facts.sale === "on";
  const seatCardOptions = { types: readTypes(page), views: facts.views, orderFee };
  const holdForm = createHoldForm(
    { hold: document.getElementById("take"), release: document.getElementById("give") },
    painter,
  );
  const size = new PartySize(page.querySelector(".map-top .stepper"), max);
  const card = new SeatCard(page.querySelector(".seat-card"), camera, prices, facts.currency, seatCardOptions);
  const standing = new StandingCard(page.querySelector(".standing-card"), {
    viewport,
    painter,
    camera,
    prices,
    currency: facts.currency,
    max,
    size,
    isOn,
    orderFee,
  });
  const why = { held: "held by someone", sold: "sold", killed: "not for sale", open: "not among what you look for" };
  const refuse = (seat) => activityLine.showRefusal(seat, why[painter.lookOf(seat.i).split(" ")[0]]);
  const selection = new SeatSelection({
    plan,
    painter,
    camera,
    card,
    holdForm,
    size,
    standing,
    max,
    isOn,
    singles: facts.singles,
    refuse,
  });
  const basket = attachBasket(page, "map", (seats) => {
    holdForm.finish();
    painter.setMine(seats);
    selection.refresh();
    onBasketChange(seats);
  });
  painter.setMine(basket.seats());
  const onBasketChange = attachBestSeats(page, { viewport, plan, camera, size, mine: () => basket.seats() });
  const updateLink = syncListLink(page, size);
  attachFilters(page, prices, (shown) => {
    painter.setFilter(shown);
    selection.refresh();
    updateLink(shown);
    const count = plan.sections
      .flatMap((section) => painter.counts.openByLevel(section))
      .reduce((sum, [, each]) => sum + each, 0);
    announcePolite(`${leftText(count)} of what you look for.`);
  });
  showWheelchairsLeft(page.querySelector("[data-access-left]"), plan, painter);
  page.addEventListener("take-again", async ({ detail }) => {
    const [section, ...others] = new Set(detail.map((i) => plan.sectionOf(i)));
    if (section.kind === "standing" && !others.length) return standing.submitCount(section, detail.length); // any places do
    await plan.loadSeats(detail);
    const seats = detail.map((i) => plan.seats[i]);
    holdForm.hold(seats, seats.filter(({ flags }) => flags.includes("w")).length);
  });
  return { selection, basket, prices };
}

/** Shows how many wheelchair spaces are left. */
function showWheelchairsLeft(node, plan, painter) {
  if (!node) return;
  const numbers = plan.sections.flatMap(({ wheelchairs }) => wheelchairs);
  const count = () => numbers.filter((i) => painter.statuses.seats[i] === OPEN).length;
  const print = () => (node.textContent = leftText(count()));
  painter.counts.addEventListener("counted", print);
  print();
}

/** Gives the link to the list the filters of the map. @returns {(shown: {off: Set<number>, access: boolean}) => void} call it after each change */
function syncListLink(page, size) {
  const link = page.querySelector(".way a:not([aria-current])");
  const levels = [...page.querySelectorAll("[data-level-filter]")].map((button) => button.dataset.levelFilter);
  let shown = { off: new Set(), access: false };
  function write(now = shown) {
    shown = now;
    const params = levels
      .filter((level) => shown.off.size && !shown.off.has(Number(level)))
      .map((level) => ["level", level]);
    if (size.value > 1) params.push(["party", size.value]);
    if (shown.access) params.push(["access", "1"]);
    link.search = String(new URLSearchParams(params));
  }
  size.addEventListener("change", () => write());
  write();
  return write;
}
