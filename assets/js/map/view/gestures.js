/** Gestures on the map: pointer events become drag, pinch, wheel, double tap, tap and hover. */

/** @import { Point } from "../types.js" */
/** @import { Camera } from "./camera.js" */

/**
 * @typedef {object} GestureCallbacks points in units
 * @property {(at: Point & {touch: boolean}) => void} tap
 * @property {(at: Point | null) => void} hover
 */

const TAP_SLOP = 6;
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_SLOP = 30;
const DOUBLE_TAP_MAX_PITCH = 40;
const LINE_PX = 16;

/**
 * Attach the listeners.
 * @param {HTMLElement} viewport
 * @param {Camera} camera
 * @param {GestureCallbacks} callbacks
 */
export function attachGestures(viewport, camera, callbacks) {
  /** @type {Map<number, Point & {from: Point}>} the fingers, in CSS pixels, and where each began */
  const down = new Map();
  let moved = false;
  let last = { time: 0, x: 0, y: 0 };
  let box = viewport.getBoundingClientRect();

  /** Return where an event is in the viewport. @param {MouseEvent} event */
  const point = (event) => ({ x: event.clientX - box.left, y: event.clientY - box.top });

  /** Return where an event is in the viewport, which may have moved. @param {MouseEvent} event */
  function measuredPoint(event) {
    box = viewport.getBoundingClientRect();
    return point(event);
  }

  /** Return a point in units. @param {Point} at */
  const units = ({ x, y }) => {
    const [ux, uy] = camera.toUnits(x, y);
    return { x: ux, y: uy };
  };

  /** Return the middle of the fingers, and how far apart they are. */
  const spread = () => {
    const [a, b = a] = [...down.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };

  viewport.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    moved = down.size > 0; // a second finger is never a tap
    const from = measuredPoint(event);
    down.set(event.pointerId, { ...from, from });
  });

  viewport.addEventListener("pointermove", (event) => {
    const finger = down.get(event.pointerId);
    if (!finger) {
      if (event.pointerType !== "touch") callbacks.hover(units(measuredPoint(event)));
      return;
    }
    const was = spread();
    const now = point(event);
    if (!moved && Math.hypot(now.x - finger.from.x, now.y - finger.from.y) < TAP_SLOP) return;
    if (!moved) viewport.setPointerCapture(event.pointerId);
    moved = true;
    Object.assign(finger, now);
    const is = spread();
    camera.drag(is.x - was.x, is.y - was.y, down.size > 1 ? is.apart / was.apart : 1, was.x, was.y);
  });

  viewport.addEventListener("pointerup", (event) => {
    if (!down.delete(event.pointerId) || moved) return;
    const here = point(event);
    const touch = event.pointerType === "touch";
    const soon = event.timeStamp - last.time < DOUBLE_TAP_MS;
    const again = touch && soon && Math.hypot(here.x - last.x, here.y - last.y) < DOUBLE_TAP_SLOP;
    last = { time: again ? 0 : event.timeStamp, ...here };
    if (again && camera.pitch < DOUBLE_TAP_MAX_PITCH) camera.zoomBy(2, here.x, here.y);
    else callbacks.tap({ ...units(here), touch });
  });
  viewport.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  viewport.addEventListener("lostpointercapture", (event) => down.delete(event.pointerId));
  viewport.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") callbacks.hover(null);
  });

  viewport.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = measuredPoint(event);
      const pixels = -event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
      if (event.shiftKey && !event.ctrlKey) camera.drag(pixels, 0);
      else camera.drag(0, 0, Math.exp(pixels / (event.ctrlKey ? 100 : 400)), x, y);
    },
    { passive: false },
  );
}
