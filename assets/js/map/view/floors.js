/** The switch between the floors of a plan: one at a time, or all where none hides another. */

/** @import { Box } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Camera } from "./camera.js" */

import { gettext } from "../../language/translate.js";

/** Return whether sections of two floors overlap on the drawing. @param {Plan} plan */
function floorsOverlap({ sections }) {
  return sections.some((one) => sections.some((other) => one.floor < other.floor && overlap(one.box, other.box)));
}

/**
 * Return whether boxes overlap by more than half of the smaller one: the corners of boxes round curved sections always
 * overlap a little.
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 && width * height > Math.min(a.width * a.height, b.width * b.height) * 0.5;
}

/**
 * Add the switch, where the plan has several floors.
 * @param {HTMLElement} map
 * @param {Plan} plan
 * @param {Camera} camera
 */
export function addFloorSwitch(map, plan, camera) {
  const overlapping = floorsOverlap(plan);
  plan.defaultFloor = overlapping ? plan.floors[0] : "";
  plan.floor = plan.defaultFloor;
  plan.svg.classList.toggle("stacked", overlapping);
  if (plan.floors.length < 2) return;
  const group = Object.assign(document.createElement("div"), { className: "segments map-floors" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", gettext("Floor"));
  const buttons = (overlapping ? plan.floors : ["", ...plan.floors]).map((floor) => {
    const properties = { type: "button", textContent: floor || gettext("All floors"), value: floor };
    const button = Object.assign(document.createElement("button"), properties);
    button.addEventListener("click", () => {
      plan.showFloor(floor);
      if (!plan.sectionsIn(...camera.visibleBounds()).some((section) => plan.isShown(section))) camera.fit();
    });
    return button;
  });
  group.append(...buttons);
  map.append(group);
  const showPressed = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === plan.floor));
  };
  plan.addEventListener("floor", showPressed);
  plan.dispatchEvent(new Event("floor"));
}
