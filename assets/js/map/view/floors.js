/** The floors of a house that has several: one after the other, or all where none hides another. */

/** Whether parts of two floors lie over each other on the drawing. */
function stacked({ parts }) {
  return parts.some((one) => parts.some((other) => one.floor < other.floor && overlap(one.box, other.box)));
}

/** By more than a quarter of the smaller one: the corners of boxes round curved parts always do. */
function overlap(a, b) {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x), high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 && wide * high > Math.min(a.width * a.height, b.width * b.height) * 0.5;
}

/** @param {HTMLElement} map where the switch goes @param {import("../model/plan.js").House} house @param {import("./camera.js").Camera} camera */
export function floors(map, house, camera) {
  const over = stacked(house);
  house.begins = over ? house.floors[0] : "";
  house.floor = house.begins;
  house.svg.classList.toggle("stacked", over);
  if (house.floors.length < 2) return;
  const group = Object.assign(document.createElement("div"), { className: "segments map-floors" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Floor");
  const buttons = (over ? house.floors : ["", ...house.floors]).map((floor) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: floor || "All floors", value: floor });
    button.addEventListener("click", () => {
      house.showFloor(floor);
      if (!house.within(...camera.seen()).some((part) => house.isShown(part))) camera.fit();
    });
    return button;
  });
  group.append(...buttons);
  map.append(group);
  const say = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === house.floor)));
  house.addEventListener("floor", say);
  house.dispatchEvent(new Event("floor"));
}
