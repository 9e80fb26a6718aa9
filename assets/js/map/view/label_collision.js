/** Keeps the section names of a drawing on the screen and apart from each other. */

const EDGE = 6;

/** Of two names that overlap, that of the smaller section shrinks: first its count is hidden, then the name; so does a name on
 * the stage, except along an arc, whose box says little. @param {import("../model/plan.js").Plan} plan @param {import("../model/counts.js").Counts} counts @param {import("./camera.js").Camera} camera */
export function separateLabels(plan, counts, camera) {
  const size = (name) =>
    plan.sections.reduce((sum, section) => sum + (section.name === name ? section.capacity : 0), 0);
  const names = [...plan.svg.querySelectorAll(".section-name[data-s]")].sort(
    (a, b) => size(b.dataset.s) - size(a.dataset.s),
  );
  const stage = [...plan.svg.querySelectorAll(".boards")].map((boards) => boxInUnits(boards));
  let laidOut = "";
  let frame = 0;
  if (!names.length) return;

  function layOut() {
    const { k } = camera.at;
    const now = [k, camera.width, ...names.map((node) => node.textContent.length)].join(" ");
    if (laidOut === now || "moving" in plan.svg.dataset) return;
    laidOut = now;
    const fitted = camera.wholePlan();
    const from = fitted.x + EDGE / k;
    const to = fitted.x + camera.width / fitted.k - EDGE / k;
    const placed = [];
    for (const node of names) {
      const fits = ["", "name"].find((crowd) => {
        node.dataset.crowd = crowd;
        const { x, y, width, height } = node.getBBox();
        const shift = Math.max(from - x, 0) + Math.min(to - x - width, 0);
        const box = { x: x + shift, y, width, height };
        const free = ![...placed, ...(node.querySelector("textPath") ? [] : stage)].some((other) =>
          overlaps(box, other),
        );
        if (free) (placed.push(box), node.setAttribute("transform", `translate(${shift.toFixed(1)} 0)`));
        return free;
      });
      if (fits === undefined) node.dataset.crowd = "none";
    }
  }

  /** Runs after the counts have been written. */
  const schedule = () => (frame ||= requestAnimationFrame(() => ((frame = 0), layOut())));
  counts.addEventListener("counted", schedule);
  camera.addEventListener("move", schedule);
  schedule();
}

/** The box round a shape in units, with its scale. */
function boxInUnits(shape) {
  const { x, y, width, height } = shape.getBBox();
  const k = shape.transform.baseVal.consolidate()?.matrix.a ?? 1;
  return { x: x * k, y: y * k, width: width * k, height: height * k };
}

const overlaps = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
