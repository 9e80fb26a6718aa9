/** The minimap: a small plan with the visible box, the name of the section in the middle and the fan's own places. On a small
 * screen it is shown while zoomed in, of a large plan also on a wide one. A tap on it goes there. */

/** @import { Counts } from "../model/counts.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "./camera.js" */

import { createSvg, findAll, setAttributes } from "../../dom.js";

const wideScreen = matchMedia("(min-width: 56rem)");
const LARGE_FROM_PITCH = 7;
const FROM_PITCH = 12.5;
const SECTION_REACH = 60;

/**
 * Return a copy of the shape of a section.
 * @param {Section} section
 * @param {string} kind its class
 */
function shape({ node }, kind) {
  const copy = createSvg("path", { class: kind, d: node.getAttribute("d") ?? "" });
  const transform = node.getAttribute("transform");
  if (transform) copy.setAttribute("transform", transform);
  return copy;
}

/** Return copies of the drawn floors; the sections of a plan without them. @param {Plan} plan */
function floorShapes(plan) {
  const drawn = findAll(plan.svg, ".floor, .boards").map((node) => node.cloneNode(true));
  if (plan.svg.querySelector(".tier")) return drawn;
  return [...drawn, ...plan.sections.map((section) => shape(section, "tier"))];
}

/**
 * Create the minimap.
 * @param {HTMLElement} wrap .mini-wrap
 * @param {Plan} plan
 * @param {Camera} camera
 * @param {Counts} counts
 */
export function createMinimap(wrap, plan, camera, counts) {
  const [x, y, w, h] = camera.bounds;
  const edge = Math.max(w, h) / 45;
  const svg = createSvg("svg", { class: "mini", viewBox: camera.bounds.join(" "), "aria-hidden": "true" });
  const frame = createSvg("rect", { class: "window", rx: edge * 0.8, "stroke-width": edge });
  const mineLayer = createSvg("g");
  const here = Object.assign(document.createElement("p"), { className: "here" });
  here.setAttribute("aria-hidden", "true"); // the keyboard announces it with every seat
  wrap.replaceChildren(svg, here);
  wrap.classList.toggle("large", plan.large);
  let drawn = false;

  svg.addEventListener("click", ({ clientX, clientY }) => {
    const at = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM()?.inverse());
    camera.goTo({ x: at.x, y: at.y, pitch: camera.pitch });
  });

  /** Show the visible box and the section in its middle. */
  function update() {
    const close = (plan.large || !wideScreen.matches) && camera.pitch > (plan.large ? LARGE_FROM_PITCH : FROM_PITCH);
    if (wrap.hidden === close) wrap.hidden = !close;
    if (!close) return;
    if (!drawn) svg.append(...floorShapes(plan), mineLayer, frame);
    drawn = true;
    const middle = plan.large && plan.sectionAt(camera.view.x, camera.view.y, SECTION_REACH);
    if (middle && here.textContent !== middle.name) here.textContent = middle.name;
    const [left, top, right, bottom] = camera.visibleBounds();
    const from = [Math.max(x, left), Math.max(y, top)];
    const to = [Math.min(x + w, right), Math.min(y + h, bottom)];
    setAttributes(frame, {
      x: from[0],
      y: from[1],
      width: Math.max(edge * 1.6, to[0] - from[0]),
      height: Math.max(edge * 1.6, to[1] - from[1]),
    });
  }

  /** Mark the sections with the fan's own places, only when they change: counts change often during a sale. */
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
