/** A small plan that shows where you are, while you are close on a small screen. */

const SVG = "http://www.w3.org/2000/svg";
const wide = matchMedia("(min-width: 56rem)");

/** @param {HTMLElement} wrap .mini-wrap @param {import("./camera.js").Camera} camera */
export function mini(wrap, camera) {
  const svg = document.createElementNS(SVG, "svg"), seen = document.createElementNS(SVG, "rect"), [x, y, w, h] = camera.home;
  svg.setAttribute("class", "mini");
  svg.setAttribute("viewBox", camera.home.join(" "));
  svg.setAttribute("aria-hidden", "true");
  for (const shape of camera.svg.querySelectorAll(".floor, .boards")) svg.append(shape.cloneNode(true));
  seen.setAttribute("class", "window");
  seen.setAttribute("rx", "20");
  svg.append(seen);
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
