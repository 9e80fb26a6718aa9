/** Everything that selects on the map: cards, party size, filters, best seats and basket, connected with each other. */

/** @import { Filter } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { ActivityLine } from "../view/activity_line.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { SeatPainter } from "../view/painter.js" */
/** @import { HoldForm } from "./hold_form.js" */

import { attachBasket } from "../../basket.js";
import { announcePolite } from "../../announce.js";
import { find, findAll, findById } from "../../dom.js";
import { gettext, ngettext } from "../../language/translate.js";
import { readLevels, orderFeeOf, readTypes } from "../model/prices.js";
import { OPEN } from "../model/seat_state.js";
import { leftText, shortSeatText } from "../text.js";
import { attachBestSeats } from "./best_seats.js";
import { attachFilters } from "./filters.js";
import { createHoldForm } from "./hold_form.js";
import { PartySize } from "./party_size.js";
import { SeatCard } from "./seat_card.js";
import { SeatSelection } from "./selection.js";
import { StandingCard } from "./standing_card.js";

/**
 * @typedef {object} SetupParts
 * @property {HTMLElement} page
 * @property {HTMLElement} viewport
 * @property {Plan} plan
 * @property {SeatPainter} painter
 * @property {Camera} camera
 * @property {ActivityLine} activityLine
 */

/**
 * Return why a seat cannot be taken.
 * @param {string} seat its short name
 * @param {string} look
 */
function refusalText(seat, look) {
  if (look === "held") return gettext("{seat} is held by someone.", { seat });
  if (look === "sold") return gettext("{seat} is sold.", { seat });
  if (look === "killed") return gettext("{seat} is not for sale.", { seat });
  return gettext("{seat} is not among what you look for.", { seat });
}

/** Set the selection up. @param {SetupParts} parts */
export function setUpSelection({ page, viewport, plan, painter, camera, activityLine }) {
  const { currency = "", max: maxText, singles = "off", views = "" } = page.dataset;
  const max = Number(maxText);
  const prices = readLevels(page);
  const types = readTypes(page);
  const orderFee = orderFeeOf(page, painter);
  const isOn = () => page.dataset.sale === "on";
  const holdForm = createHoldForm({ hold: findById("take"), release: findById("give") }, painter);
  const size = new PartySize(page.querySelector(".map-top .stepper"), max);
  const cardOptions = { camera, levels: prices, currency, types, orderFee };
  const card = new SeatCard(find(page, ".seat-card"), { ...cardOptions, views });
  const standingOptions = { ...cardOptions, viewport, painter, max, size, isOn };
  const standing = new StandingCard(find(page, ".standing-card"), standingOptions);
  const parts = { plan, painter, camera, card, holdForm, size, standing, max, isOn, singles };
  const selection = new SeatSelection({
    ...parts,
    refuse: (seat) =>
      activityLine.showRefusal(refusalText(shortSeatText([seat]), painter.lookOf(seat.i).split(" ")[0])),
  });
  const basket = attachBasket(page, "map", (seats) => {
    holdForm.finish();
    painter.setMine(seats);
    selection.refresh();
    onBasketChange(seats);
  });
  painter.setMine(basket.seats());
  const onBasketChange = attachBestSeats(page, { viewport, plan, camera, size, mine: basket.seats });
  const updateLink = syncListLink(page, size);
  attachFilters(page, prices, (shown) => {
    painter.setFilter(shown);
    selection.refresh();
    updateLink(shown);
    const count = plan.sections
      .flatMap((section) => painter.counts.openByLevel(section))
      .reduce((sum, [, each]) => sum + each, 0);
    announcePolite(
      count
        ? ngettext("{count} left of what you look for.", "{count} left of what you look for.", count)
        : gettext("None left of what you look for."),
    );
  });
  showWheelchairsLeft(page.querySelector("[data-access-left]"), plan, painter);
  page.addEventListener("take-again", ({ detail }) => takeAgain(detail, { plan, standing, holdForm }));
  return { selection, basket, prices };
}

/**
 * Hold the seats of an expired hold again; of a standing area any places.
 * @param {number[]} numbers
 * @param {{plan: Plan, standing: StandingCard, holdForm: HoldForm}} parts
 */
async function takeAgain(numbers, { plan, standing, holdForm }) {
  const [section, ...others] = new Set(numbers.map((i) => plan.sectionOf(i)));
  if (section.kind === "standing" && !others.length) return standing.submitCount(section, numbers.length);
  await plan.loadSeats(numbers);
  const seats = numbers.map((i) => plan.seats[i]);
  holdForm.hold(seats, seats.filter(({ flags }) => flags.includes("w")).length);
}

/**
 * Show how many wheelchair spaces are left.
 * @param {HTMLElement | null} node
 * @param {Plan} plan
 * @param {SeatPainter} painter
 */
function showWheelchairsLeft(node, plan, painter) {
  if (!node) return;
  const numbers = plan.sections.flatMap(({ wheelchairs }) => wheelchairs);
  const print = () => {
    node.textContent = leftText(numbers.filter((i) => painter.statuses.seats[i] === OPEN).length);
  };
  painter.counts.addEventListener("counted", print);
  print();
}

/**
 * Give the link to the list the filters of the map.
 * @param {HTMLElement} page
 * @param {PartySize} size
 * @returns {(shown: Filter) => void} call it after each change
 */
function syncListLink(page, size) {
  /** @type {HTMLAnchorElement} */
  const link = find(page, ".way a:not([aria-current])");
  const levels = findAll(page, "[data-level-filter]").map((button) => button.dataset.levelFilter ?? "");
  /** @type {Filter} */
  let shown = { off: new Set(), access: false };
  function write(now = shown) {
    shown = now;
    const query = new URLSearchParams();
    for (const level of shown.off.size ? levels : []) {
      if (!shown.off.has(Number(level))) query.append("level", level);
    }
    if (size.value > 1) query.append("party", String(size.value));
    if (shown.access) query.append("access", "1");
    link.search = String(query);
  }
  size.addEventListener("change", () => write());
  write();
  return write;
}
