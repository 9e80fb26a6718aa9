/** Shows a small plan with the visible box, the name of the section in the middle and the fan's own places: on a small screen
 * while zoomed in, of a large plan also on a wide one. A tap on it goes there. */

const SVG = "http://www.w3.org/2000/svg";
const wideScreen = matchMedia("(min-width: 56rem)");

/** Copies the shape of a section. */
function shape({ node }, kind) {
  const copy = document.createElementNS(SVG, "path");
  const transform = node.getAttribute("transform");
  copy.setAttribute("class", kind);
  copy.setAttribute("d", node.getAttribute("d"));
  if (transform) copy.setAttribute("transform", transform);
  return copy;
}

/** Copies the drawn floors; the sections of a plan without them. */
function floorShapes(plan) {
  const drawn = [...plan.svg.querySelectorAll(".floor, .boards")].map((shape) => shape.cloneNode(true));
  if (plan.svg.querySelector(".tier")) return drawn;
  return [...drawn, ...plan.sections.map((section) => shape(section, "tier"))];
}

/** Creates the minimap. @param {HTMLElement} wrap .mini-wrap @param {import("../model/plan.js").Plan} plan @param {import("./camera.js").Camera} camera
 * @param {import("../model/counts.js").Counts} counts */
export function createMinimap(wrap, plan, camera, counts) {
  const svg = document.createElementNS(SVG, "svg");
  const frame = document.createElementNS(SVG, "rect");
  const mineLayer = document.createElementNS(SVG, "g");
  const [x, y, w, h] = camera.bounds;
  const edge = Math.max(w, h) / 45;
  svg.setAttribute("class", "mini");
  svg.setAttribute("viewBox", camera.bounds.join(" "));
  svg.setAttribute("aria-hidden", "true");
  frame.setAttribute("class", "window");
  for (const [name, value] of [
    ["rx", edge * 0.8],
    ["stroke-width", edge],
  ]) {
    frame.setAttribute(name, value);
  }
  const here = Object.assign(document.createElement("p"), { className: "here" });
  here.setAttribute("aria-hidden", "true"); // the keyboard announces it with every seat
  wrap.replaceChildren(svg, here);
  wrap.classList.toggle("large", plan.large);
  let drawn = false;

  svg.addEventListener("click", ({ clientX, clientY }) => {
    const at = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    camera.goTo({ x: at.x, y: at.y, pitch: camera.pitch });
  });

  function update() {
    const close = (plan.large || !wideScreen.matches) && camera.pitch > (plan.large ? 7 : 12.5);
    if (wrap.hidden === close) wrap.hidden = !close;
    if (!close) return;
    if (!drawn) (svg.append(...floorShapes(plan), mineLayer, frame), (drawn = true));
    const [left, top, right, bottom] = camera.visibleBounds();
    const middle = plan.large && plan.sectionAt(camera.view.x, camera.view.y, 60);
    if (middle && here.textContent !== middle.name) here.textContent = middle.name;
    const from = [Math.max(x, left), Math.max(y, top)];
    const to = [Math.min(x + w, right), Math.min(y + h, bottom)];
    const box = {
      x: from[0],
      y: from[1],
      width: Math.max(edge * 1.6, to[0] - from[0]),
      height: Math.max(edge * 1.6, to[1] - from[1]),
    };
    for (const [name, value] of Object.entries(box)) frame.setAttribute(name, value);
  }
  /** Marks the sections with the fan's own places, only when they change: counts change often during a sale. */
  function showMine() {
    const sections = plan.sections.filter((section) => counts.mineCount(section));
    const numbers = sections.map(({ number }) => number).join(" ");
    if (mineLayer.dataset.sections !== numbers) {
      mineLayer.replaceChildren(...sections.map((section) => shape(section, "has-mine")));
    }
    mineLayer.dataset.sections = numbers;
  }
  counts.addEventListener("counted", showMine);
  camera.addEventListener("move", update);
  showMine();
  update();
}
