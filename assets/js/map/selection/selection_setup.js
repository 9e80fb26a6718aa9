/** All that chooses on the map: the card, the party, the filters, standing places, the best seats, and the basket that answers. */

import { basket } from "../../basket.js";
import { tell } from "../../announce.js";
import { best } from "./best_seats.js";
import { Card } from "./seat_card.js";
import { Choose } from "./selection.js";
import { filters } from "./filters.js";
import { Size } from "./party_selection.js";
import { levelsOf, onceOf, typesOf } from "../model/prices.js";
import { Standing } from "./standing_card.js";
import { OPEN } from "../model/seat_state.js";
import { taking } from "./hold_form.js";
import { left } from "../text.js";

/** @param {{page: HTMLElement, plan: HTMLElement, house: import("../model/plan.js").House, painter: import("../view/painter.js").Painter,
 *   camera: import("../view/camera.js").Camera, foot: object}} all
 * @returns {{choose: Choose, mine: ReturnType<typeof basket>, prices: ReturnType<typeof levelsOf>}} */
export function choosing({ page, plan, house, painter, camera, foot }) {
  const facts = page.dataset, most = Number(facts.max), prices = levelsOf(page), once = onceOf(page, painter), isOn = () => facts.sale === "on", names = { types: typesOf(page), views: facts.views, once };
  const take = taking({ take: document.getElementById("take"), give: document.getElementById("give") }, painter);
  const size = new Size(page.querySelector(".map-top .stepper"), most);
  const card = new Card(page.querySelector(".seat-card"), camera, prices, facts.currency, names);
  const standing = new Standing(page.querySelector(".stand-card"), { plan, painter, camera, prices, currency: facts.currency, most, size, isOn, once });
  const why = { held: "held by someone", sold: "sold", killed: "not for sale", open: "not among what you look for" };
  const refuse = (seat) => foot.refuse(seat, why[painter.look(seat.i).split(" ")[0]]);
  const choose = new Choose({ house, painter, camera, card, take, size, standing, most, isOn, singles: facts.singles, refuse });
  const mine = basket(page, "map", (seats) => {
    take.done();
    painter.own(seats);
    choose.again();
    answered(seats);
  });
  painter.own(mine.mine());
  const answered = best(page, { plan, house, camera, size, mine: () => mine.mine() });
  const link = listLink(page, size);
  filters(page, prices, (shown) => {
    painter.show(shown);
    choose.again();
    link(shown);
    const count = house.parts.flatMap((part) => painter.counts.wanted(part)).reduce((sum, [, each]) => sum + each, 0);
    tell(`${left(count)} of what you look for.`);
  });
  spaces(page.querySelector("[data-access-left]"), house, painter);
  page.addEventListener("take-again", async ({ detail }) => {
    const [part, ...others] = new Set(detail.map((i) => house.partOf(i)));
    if (part.kind === "standing" && !others.length) return standing.take(part, detail.length); // any places do
    await house.ready(detail);
    const seats = detail.map((i) => house.seats[i]);
    take.take(seats, seats.filter(({ flags }) => flags.includes("w")).length);
  });
  return { choose, mine, prices };
}

/** How many wheelchair spaces are left, kept. */
function spaces(node, house, painter) {
  if (!node) return;
  const numbers = house.parts.flatMap(({ access }) => access), count = () => numbers.filter((i) => painter.statuses.seats[i] === OPEN).length;
  const print = () => (node.textContent = left(count()));
  painter.counts.addEventListener("counted", print);
  print();
}

/** The list is asked for what the map shows. @returns {(shown: {off: Set<number>, access: boolean}) => void} hears what is looked for */
function listLink(page, size) {
  const link = page.querySelector(".way a:not([aria-current])"), levels = [...page.querySelectorAll("[data-level-filter]")].map((button) => button.dataset.levelFilter);
  let shown = { off: new Set(), access: false };
  function write(now = shown) {
    shown = now;
    const asked = levels.filter((level) => shown.off.size && !shown.off.has(Number(level))).map((level) => ["level", level]);
    if (size.now > 1) asked.push(["party", size.now]);
    if (shown.access) asked.push(["access", "1"]);
    link.search = String(new URLSearchParams(asked));
  }
  size.addEventListener("change", () => write());
  write();
  return write;
}
