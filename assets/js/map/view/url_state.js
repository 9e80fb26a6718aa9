/** The view in the page's URL, so that links, reloads and Back lead to the same view. */

/** @import { View } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Camera } from "./camera.js" */

/** @typedef {View & {floor: string}} FloorView */

const FORM = /^#at=(-?\d+),(-?\d+),(\d+(?:\.\d)?)(?:,(.+))?$/;
const REST_MS = 250;

/**
 * Return the view in a hash, or null.
 * @param {string} hash
 * @returns {FloorView | null}
 */
export function parseView(hash) {
  const [, x, y, pitch, floor = ""] = FORM.exec(hash) ?? [];
  if (x === undefined) return null;
  try {
    return { x: Number(x), y: Number(y), pitch: Number(pitch), floor: decodeURIComponent(floor) };
  } catch {
    return null; // the link was cut within a character
  }
}

/** Return the hash of a view. @param {FloorView} view */
export function formatView({ x, y, pitch, floor }) {
  return `#at=${Math.round(x)},${Math.round(y)},${Math.round(pitch * 10) / 10}${floor ? `,${encodeURIComponent(floor)}` : ""}`;
}

/**
 * Keep URL and camera in step.
 * @param {Camera} camera
 * @param {Plan} plan
 */
export function syncUrl(camera, plan) {
  let timer = 0;
  const currentUrl = () =>
    camera.isFitted && plan.floor === plan.defaultFloor
      ? location.pathname + location.search
      : formatView({ ...camera.view, floor: plan.floor });

  function write() {
    clearTimeout(timer);
    timer = 0;
    const now = currentUrl();
    if (now !== location.hash && now !== location.pathname + location.search + location.hash) {
      history.replaceState(history.state, "", now);
    }
  }
  const scheduleWrite = () => {
    clearTimeout(timer);
    timer = setTimeout(write, REST_MS);
  };

  /** Show the view in the URL; without one the whole plan. @param {boolean} animate */
  function restore(animate) {
    const view = parseView(location.hash);
    if (view && plan.floors.includes(view.floor)) plan.showFloor(view.floor);
    else if (plan.floor !== plan.defaultFloor) plan.showFloor(plan.defaultFloor);
    if (view) camera.goTo(view, animate);
    else if (animate) camera.fit();
  }

  restore(false);
  camera.addEventListener("move", scheduleWrite);
  plan.addEventListener("floor", scheduleWrite);
  camera.addEventListener("into", ({ detail: section }) => {
    if (timer) write(); // Back leads to the current view
    const { x, y } = section;
    history.pushState(null, "", formatView({ x, y, pitch: camera.pitch, floor: plan.floor }));
  });
  addEventListener("popstate", () => {
    clearTimeout(timer);
    restore(true);
  });
}
