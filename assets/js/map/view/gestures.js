/** Turns pointer events on the viewport into drag, pinch, wheel, double tap, tap and hover. */

const TAP_SLOP = 6;
const DOUBLE_TAP_MS = 300;

/** Attaches the listeners. @param {HTMLElement} viewport @param {import("./camera.js").Camera} camera
 * @param {{tap: (at: {x: number, y: number, touch: boolean}) => void, hover: (at: {x: number, y: number} | null) => void}} callbacks points in units */
export function attachGestures(viewport, camera, callbacks) {
  const down = new Map();
  let moved = false;
  let last = { time: 0, x: 0, y: 0 };
  let box = viewport.getBoundingClientRect();

  const point = (event) => ({ x: event.clientX - box.left, y: event.clientY - box.top });
  const units = ({ x, y }) => {
    const [ux, uy] = camera.toUnits(x, y);
    return { x: ux, y: uy };
  };
  /** The middle of the fingers, and how far apart they are. */
  const spread = () => {
    const [a, b = a] = [...down.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };

  viewport.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    box = viewport.getBoundingClientRect();
    if (!down.size) moved = false;
    else moved = true; // a second finger is never a tap
    down.set(event.pointerId, { ...point(event), from: point(event) });
  });

  viewport.addEventListener("pointermove", (event) => {
    const finger = down.get(event.pointerId);
    if (!finger) return void (event.pointerType !== "touch" && callbacks.hover(units(at(event))));
    const was = spread();
    const now = point(event);
    if (!moved && Math.hypot(now.x - finger.from.x, now.y - finger.from.y) < TAP_SLOP) return;
    if (!moved) viewport.setPointerCapture(event.pointerId);
    moved = true;
    Object.assign(finger, now);
    const is = spread();
    camera.drag(is.x - was.x, is.y - was.y, down.size > 1 ? is.apart / was.apart : 1, was.x, was.y);
  });

  const at = (event) => ((box = viewport.getBoundingClientRect()), point(event));

  viewport.addEventListener("pointerup", (event) => {
    if (!down.delete(event.pointerId) || moved) return;
    const here = point(event);
    const touch = event.pointerType === "touch";
    const again =
      touch && event.timeStamp - last.time < DOUBLE_TAP_MS && Math.hypot(here.x - last.x, here.y - last.y) < 30;
    last = { time: again ? 0 : event.timeStamp, ...here };
    if (again && camera.pitch < 40) camera.zoomBy(2, here.x, here.y);
    else callbacks.tap({ ...units(here), touch });
  });
  viewport.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  viewport.addEventListener("lostpointercapture", (event) => down.delete(event.pointerId));
  viewport.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && callbacks.hover(null));

  viewport.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = at(event);
      const lines = event.deltaMode === 1 ? 16 : 1;
      if (event.ctrlKey || !event.shiftKey) {
        camera.drag(0, 0, Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 100 : 400)), x, y);
      } else camera.drag(-event.deltaY * lines, 0);
    },
    { passive: false },
  );
}
