/** Adds the switch between the floors of a plan: one at a time, or all where none hides another. */

/** Whether sections of two floors overlap on the drawing. */
function floorsOverlap({ sections }) {
  return sections.some((one) => sections.some((other) => one.floor < other.floor && overlap(one.box, other.box)));
}

/** Whether boxes overlap by more than half of the smaller one: the corners of boxes round curved sections always do a little. */
function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 && width * height > Math.min(a.width * a.height, b.width * b.height) * 0.5;
}

/** Adds the switch. @param {HTMLElement} map @param {import("../model/plan.js").Plan} plan @param {import("./camera.js").Camera} camera */
export function addFloorSwitch(map, plan, camera) {
  const overlapping = floorsOverlap(plan);
  plan.defaultFloor = overlapping ? plan.floors[0] : "";
  plan.floor = plan.defaultFloor;
  plan.svg.classList.toggle("stacked", overlapping);
  if (plan.floors.length < 2) return;
  const group = Object.assign(document.createElement("div"), { className: "segments map-floors" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Floor");
  const buttons = (overlapping ? plan.floors : ["", ...plan.floors]).map((floor) => {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: floor || "All floors",
      value: floor,
    });
    button.addEventListener("click", () => {
      plan.showFloor(floor);
      if (!plan.sectionsIn(...camera.visibleBounds()).some((section) => plan.isShown(section))) camera.fit();
    });
    return button;
  });
  group.append(...buttons);
  map.append(group);
  const showPressed = () =>
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === plan.floor)));
  plan.addEventListener("floor", showPressed);
  plan.dispatchEvent(new Event("floor"));
}
