/** Where arrows lead, in the frame of who sits there: a curved row is straight to them, and ahead is what they look at. */

const PITCH = 20, REACH = 900, ACROSS = 16 * PITCH;

/** Another seat as this one sees it: how far ahead on the way, how far aside. */
function frame(seat, way) {
  const along = way === "left" || way === "right", sign = way === "left" || way === "up" ? -1 : 1;
  const angle = (-seat.turn * Math.PI) / 180, cos = Math.cos(angle), sin = Math.sin(angle);
  return (other) => {
    const dx = other.x - seat.x, dy = other.y - seat.y, x = dx * cos - dy * sin, y = dx * sin + dy * cos;
    return { ahead: sign * (along ? x : y), aside: Math.abs(along ? y : x) };
  };
}

function best(seat, way, others, wide, far = Infinity) {
  const see = frame(seat, way);
  let found = null, cheapest = Infinity;
  for (const other of others) {
    if (other === seat) continue;
    const { ahead, aside } = see(other);
    if (ahead < PITCH / 4 || ahead > far || aside > ahead * wide) continue;
    const cost = ahead + aside * 1.5;
    if (cost < cheapest) [found, cheapest] = [other, cost];
  }
  return found;
}

/** The known seats of the parts around, on the floors that are shown. */
function* around(house, { x, y }, reach) {
  const parts = house.large ? house.within(x - reach, y - reach, x + reach, y + reach) : house.parts;
  for (const part of parts) if (house.isShown(part)) yield* part.seats;
}

/** Left and right stay in the row and step over an aisle; up and down find the nearest seat of any row. Or null.
 * @param {import("./plan.js").House} house @param {import("./seat_chunks.js").Seat} seat @param {"left" | "right" | "up" | "down"} way */
export function step(house, seat, way) {
  return way === "left" || way === "right" ? best(seat, way, house.row(seat), 0.7) : best(seat, way, around(house, seat, REACH), 1.2);
}

/** From the row's end on to the next part. */
export function nearestAlong(house, seat, way) {
  return best(seat, way, around(house, seat, ACROSS), 0.5, ACROSS);
}

export function end(house, seat, way) {
  const seen = new Set([seat]);
  for (let next = seat; ; ) {
    const further = best(next, way, house.row(next), 0.7);
    if (!further || seen.has(further)) return next;
    seen.add((next = further));
  }
}

/** The part whose middle comes next that way on the page, or null. @param {{x: number, y: number}} from @param {import("./sections.js").Part[]} parts */
export function nextPart(from, way, parts) {
  return best({ x: from.x, y: from.y, turn: 0 }, way, parts.filter((part) => part !== from), 1.2);
}
