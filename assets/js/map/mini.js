/** A small plan that shows where you are, while you are close on a small screen. */

const SVG = "http://www.w3.org/2000/svg";
const wide = matchMedia("(min-width: 56rem)");

/** Of a plan that draws no floors the seats themselves, as one shape. */
function floors(house) {
  const drawn = [...house.svg.querySelectorAll(".floor, .boards")].map((shape) => shape.cloneNode(true));
  if (house.svg.querySelector(".tier")) return drawn;
  const all = document.createElementNS(SVG, "path");
  all.setAttribute("class", "tier");
  all.setAttribute("d", house.seats.map(({ x, y }) => `M${x - 9} ${y - 9}h18v18h-18z`).join(""));
  return [...drawn, all];
}

/** @param {HTMLElement} wrap .mini-wrap @param {import("./house.js").House} house @param {import("./camera.js").Camera} camera */
export function mini(wrap, house, camera) {
  const svg = document.createElementNS(SVG, "svg"), seen = document.createElementNS(SVG, "rect"), [x, y, w, h] = camera.home;
  svg.setAttribute("class", "mini");
  svg.setAttribute("viewBox", camera.home.join(" "));
  svg.setAttribute("aria-hidden", "true");
  seen.setAttribute("class", "window");
  seen.setAttribute("rx", "20");
  svg.append(...floors(house), seen);
  wrap.replaceChildren(svg);

  camera.addEventListener("move", () => {
    const close = !wide.matches && camera.pitch > 12.5;
    if (wrap.hidden === close) wrap.hidden = !close;
    if (!close) return;
    const [left, top] = camera.unit(0, 0), [right, bottom] = camera.unit(camera.width, camera.height);
    const from = [Math.max(x, left), Math.max(y, top)], to = [Math.min(x + w, right), Math.min(y + h, bottom)];
    const box = { x: from[0], y: from[1], width: Math.max(40, to[0] - from[0]), height: Math.max(40, to[1] - from[1]) };
    for (const [name, value] of Object.entries(box)) seen.setAttribute(name, value);
  });
}
