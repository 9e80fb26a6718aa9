/** What hands do on the plan: drag, pinch, wheel, double tap; and, when nothing moved, a tap or a hover. */

const SLOP = 6, DOUBLE = 300;

/** @param {HTMLElement} plan @param {import("./camera.js").Camera} camera
 * @param {{tap: (at: {x: number, y: number, touch: boolean}) => void, hover: (at: {x: number, y: number} | null) => void}} tell points in units */
export function hands(plan, camera, tell) {
  const down = new Map();
  let moved = false, last = { time: 0, x: 0, y: 0 }, box = plan.getBoundingClientRect();

  const point = (event) => ({ x: event.clientX - box.left, y: event.clientY - box.top });
  const units = ({ x, y }) => {
    const [ux, uy] = camera.unit(x, y);
    return { x: ux, y: uy };
  };
  /** The middle of the fingers, and how far apart they are. */
  const spread = () => {
    const [a, b = a] = [...down.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };

  plan.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    box = plan.getBoundingClientRect();
    if (!down.size) moved = false;
    else moved = true; // a second finger is never a tap
    down.set(event.pointerId, { ...point(event), from: point(event) });
  });

  plan.addEventListener("pointermove", (event) => {
    const finger = down.get(event.pointerId);
    if (!finger) return void (event.pointerType !== "touch" && tell.hover(units(at(event))));
    const was = spread(), now = point(event);
    if (!moved && Math.hypot(now.x - finger.from.x, now.y - finger.from.y) < SLOP) return;
    if (!moved) plan.setPointerCapture(event.pointerId);
    moved = true;
    Object.assign(finger, now);
    const is = spread();
    camera.follow(is.x - was.x, is.y - was.y, down.size > 1 ? is.apart / was.apart : 1, was.x, was.y);
  });

  const at = (event) => ((box = plan.getBoundingClientRect()), point(event));

  plan.addEventListener("pointerup", (event) => {
    if (!down.delete(event.pointerId) || moved) return;
    const here = point(event), touch = event.pointerType === "touch";
    const again = touch && event.timeStamp - last.time < DOUBLE && Math.hypot(here.x - last.x, here.y - last.y) < 30;
    last = { time: again ? 0 : event.timeStamp, ...here };
    if (again && camera.pitch < 40) camera.zoom(2, here.x, here.y);
    else tell.tap({ ...units(here), touch });
  });
  plan.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  plan.addEventListener("lostpointercapture", (event) => down.delete(event.pointerId));
  plan.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && tell.hover(null));

  plan.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = at(event), lines = event.deltaMode === 1 ? 16 : 1;
      if (event.ctrlKey || !event.shiftKey) camera.follow(0, 0, Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 100 : 400)), x, y);
      else camera.follow(-event.deltaY * lines, 0);
    },
    { passive: false },
  );
}
