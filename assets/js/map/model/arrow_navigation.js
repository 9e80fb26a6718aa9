/** Finds the seat or section that an arrow key leads to, in the frame of the seat: a curved row counts as straight. */

const SEAT_PITCH = 20;
const REACH_UNITS = 900;
const REACH_BEYOND_ROW = 16 * SEAT_PITCH;

/** Measures other seats from this one: how far ahead in the direction, how far to the side. */
function frame(seat, direction) {
  const sideways = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const angle = (-seat.rotation * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (other) => {
    const dx = other.x - seat.x;
    const dy = other.y - seat.y;
    const x = dx * cos - dy * sin;
    const y = dx * sin + dy * cos;
    return { ahead: sign * (sideways ? x : y), aside: Math.abs(sideways ? y : x) };
  };
}

function nearestInDirection(seat, direction, others, spread, reach = Infinity) {
  const measure = frame(seat, direction);
  let nearest = null;
  let lowestCost = Infinity;
  for (const other of others) {
    if (other === seat) continue;
    const { ahead, aside } = measure(other);
    if (ahead < SEAT_PITCH / 4 || ahead > reach || aside > ahead * spread) continue;
    const cost = ahead + aside * 1.5;
    if (cost < lowestCost) [nearest, lowestCost] = [other, cost];
  }
  return nearest;
}

/** The known seats of the sections around, on the shown floors. */
function* seatsAround(plan, { x, y }, reach) {
  const sections = plan.large ? plan.sectionsIn(x - reach, y - reach, x + reach, y + reach) : plan.sections;
  for (const section of sections) if (plan.isShown(section)) yield* section.seats;
}

/** The next seat, or null: left and right stay in the row and cross aisles, up and down find the nearest seat of any row.
 * @param {import("./plan.js").Plan} plan @param {import("./seat_chunks.js").Seat} seat @param {"left" | "right" | "up" | "down"} direction */
export function nextSeat(plan, seat, direction) {
  return direction === "left" || direction === "right"
    ? nearestInDirection(seat, direction, plan.row(seat), 0.7)
    : nearestInDirection(seat, direction, seatsAround(plan, seat, REACH_UNITS), 1.2);
}

/** The next seat beyond the end of the row, or null. */
export function nextSeatBeyondRow(plan, seat, direction) {
  return nearestInDirection(seat, direction, seatsAround(plan, seat, REACH_BEYOND_ROW), 0.5, REACH_BEYOND_ROW);
}

/** The last seat of the row on one side. */
export function rowEnd(plan, seat, direction) {
  const visited = new Set([seat]);
  for (let next = seat; ;) {
    const neighbour = nearestInDirection(next, direction, plan.row(next), 0.7);
    if (!neighbour || visited.has(neighbour)) return next;
    visited.add((next = neighbour));
  }
}

/** The section whose middle comes next in the direction, or null. @param {{x: number, y: number}} from @param {import("./sections.js").Section[]} sections */
export function nextSection(from, direction, sections) {
  return nearestInDirection(
    { x: from.x, y: from.y, rotation: 0 },
    direction,
    sections.filter((section) => section !== from),
    1.2,
  );
}
