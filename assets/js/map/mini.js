/** A small plan that shows where you are: on a small screen while you are close, of a large house also on a wide one,
 * with the name of the part in the middle. A tap on it goes there. */

const SVG = "http://www.w3.org/2000/svg";
const wide = matchMedia("(min-width: 56rem)");

/** The floors as they are drawn; of a plan that draws none its parts. */
function floors(house) {
  const drawn = [...house.svg.querySelectorAll(".floor, .boards")].map((shape) => shape.cloneNode(true));
  if (house.svg.querySelector(".tier")) return drawn;
  const parts = house.parts.map(({ node }) => {
    const shape = document.createElementNS(SVG, "path"), turn = node.getAttribute("transform");
    shape.setAttribute("class", "tier");
    shape.setAttribute("d", node.getAttribute("d"));
    if (turn) shape.setAttribute("transform", turn);
    return shape;
  });
  return [...drawn, ...parts];
}

/** @param {HTMLElement} wrap .mini-wrap @param {import("./house.js").House} house @param {import("./camera.js").Camera} camera */
export function mini(wrap, house, camera) {
  const svg = document.createElementNS(SVG, "svg"), seen = document.createElementNS(SVG, "rect"), [x, y, w, h] = camera.home, edge = Math.max(w, h) / 45;
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
    if (!drawn) svg.append(...floors(house), seen), (drawn = true);
    const [left, top, right, bottom] = camera.seen(), middle = house.large && house.under(camera.view.x, camera.view.y, 60);
    if (middle && here.textContent !== middle.name) here.textContent = middle.name;
    const from = [Math.max(x, left), Math.max(y, top)], to = [Math.min(x + w, right), Math.min(y + h, bottom)];
    const box = { x: from[0], y: from[1], width: Math.max(edge * 1.6, to[0] - from[0]), height: Math.max(edge * 1.6, to[1] - from[1]) };
    for (const [name, value] of Object.entries(box)) seen.setAttribute(name, value);
  }
  camera.addEventListener("move", follow);
  follow();
}
