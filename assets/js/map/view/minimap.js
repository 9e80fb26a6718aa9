/** A small plan that shows where you are: on a small screen while you are close, of a large house also on a wide one,
 * with the name of the part in the middle, and where places of mine are. A tap on it goes there. */

const SVG = "http://www.w3.org/2000/svg";
const wide = matchMedia("(min-width: 56rem)");

/** The shape of a part. */
function shape({ node }, kind) {
  const copy = document.createElementNS(SVG, "path"), turn = node.getAttribute("transform");
  copy.setAttribute("class", kind);
  copy.setAttribute("d", node.getAttribute("d"));
  if (turn) copy.setAttribute("transform", turn);
  return copy;
}

/** The floors as they are drawn; of a plan that draws none its parts. */
function floors(house) {
  const drawn = [...house.svg.querySelectorAll(".floor, .boards")].map((shape) => shape.cloneNode(true));
  if (house.svg.querySelector(".tier")) return drawn;
  return [...drawn, ...house.parts.map((part) => shape(part, "tier"))];
}

/** @param {HTMLElement} wrap .mini-wrap @param {import("../model/plan.js").House} house @param {import("./camera.js").Camera} camera
 * @param {import("../model/counts.js").Counts} counts */
export function mini(wrap, house, camera, counts) {
  const svg = document.createElementNS(SVG, "svg"), seen = document.createElementNS(SVG, "rect"), yours = document.createElementNS(SVG, "g"), [x, y, w, h] = camera.home, edge = Math.max(w, h) / 45;
  svg.setAttribute("class", "mini");
  svg.setAttribute("viewBox", camera.home.join(" "));
  svg.setAttribute("aria-hidden", "true");
  seen.setAttribute("class", "window");
  for (const [name, value] of [["rx", edge * 0.8], ["stroke-width", edge]]) seen.setAttribute(name, value);
  const here = Object.assign(document.createElement("p"), { className: "here" });
  here.setAttribute("aria-hidden", "true"); // the keys say it with every seat
  wrap.replaceChildren(svg, here);
  wrap.classList.toggle("large", house.large);
  let drawn = false;

  svg.addEventListener("click", ({ clientX, clientY }) => {
    const at = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    camera.stand({ x: at.x, y: at.y, pitch: camera.pitch });
  });

  function follow() {
    const close = (house.large || !wide.matches) && camera.pitch > (house.large ? 7 : 12.5);
    if (wrap.hidden === close) wrap.hidden = !close;
    if (!close) return;
    if (!drawn) svg.append(...floors(house), yours, seen), (drawn = true);
    const [left, top, right, bottom] = camera.seen(), middle = house.large && house.under(camera.view.x, camera.view.y, 60);
    if (middle && here.textContent !== middle.name) here.textContent = middle.name;
    const from = [Math.max(x, left), Math.max(y, top)], to = [Math.min(x + w, right), Math.min(y + h, bottom)];
    const box = { x: from[0], y: from[1], width: Math.max(edge * 1.6, to[0] - from[0]), height: Math.max(edge * 1.6, to[1] - from[1]) };
    for (const [name, value] of Object.entries(box)) seen.setAttribute(name, value);
  }
  /** Only when it is another part than before: much is counted while a house sells out. */
  function own() {
    const parts = house.parts.filter((part) => counts.mine(part)), said = parts.map(({ n }) => n).join(" ");
    if (yours.dataset.parts !== said) yours.replaceChildren(...parts.map((part) => shape(part, "has-mine")));
    yours.dataset.parts = said;
  }
  counts.addEventListener("counted", own);
  camera.addEventListener("move", follow);
  own();
  follow();
}
