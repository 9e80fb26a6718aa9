/** Names the plan has written itself, beside their parts: none off the screen, none on another. */

const EDGE = 6;

/** Of two names that meet, that of the part with fewer places gives way: first how many are left of it, then all of it;
 * before the stage each does but those along an arc, whose box says little. @param {import("../model/plan.js").House} house @param {import("../model/counts.js").Counts} counts @param {import("./camera.js").Camera} camera */
export function namesApart(house, counts, camera) {
  const size = (name) => house.parts.reduce((sum, part) => sum + (part.name === name ? part.capacity : 0), 0);
  const names = [...house.svg.querySelectorAll(".section-name[data-s]")].sort((a, b) => size(b.dataset.s) - size(a.dataset.s));
  const stage = [...house.svg.querySelectorAll(".boards")].map((boards) => inUnits(boards));
  let laid = "", frame = 0;
  if (!names.length) return;

  function lay() {
    const { k } = camera.at, now = [k, camera.width, ...names.map((node) => node.textContent.length)].join(" ");
    if (laid === now || "moving" in house.svg.dataset) return;
    laid = now;
    const whole = camera.whole(), from = whole.x + EDGE / k, to = whole.x + camera.width / whole.k - EDGE / k, placed = [];
    for (const node of names) {
      const fits = ["", "name"].find((crowd) => {
        node.dataset.crowd = crowd;
        const { x, y, width, height } = node.getBBox(), shift = Math.max(from - x, 0) + Math.min(to - x - width, 0);
        const box = { x: x + shift, y, width, height }, free = ![...placed, ...(node.querySelector("textPath") ? [] : stage)].some((other) => meet(box, other));
        if (free) placed.push(box), node.setAttribute("transform", `translate(${shift.toFixed(1)} 0)`);
        return free;
      });
      if (fits === undefined) node.dataset.crowd = "none";
    }
  }

  /** After what was counted has been written. */
  const soon = () => (frame ||= requestAnimationFrame(() => ((frame = 0), lay())));
  counts.addEventListener("counted", soon);
  camera.addEventListener("move", soon);
  soon();
}

/** The box round a shape that may be scaled. */
function inUnits(shape) {
  const { x, y, width, height } = shape.getBBox(), k = shape.transform.baseVal.consolidate()?.matrix.a ?? 1;
  return { x: x * k, y: y * k, width: width * k, height: height * k };
}

const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
