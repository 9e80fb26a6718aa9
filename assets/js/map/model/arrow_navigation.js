/** The seat or section that an arrow key leads to, in the frame of the seat: a curved row counts as straight. */

/** @import { Direction, Point, Seat } from "../types.js" */
/** @import { Plan } from "./plan.js" */
/** @import { Section } from "./sections.js" */

const SEAT_PITCH = 20;
const REACH_UNITS = 900;
const REACH_BEYOND_ROW = 16 * SEAT_PITCH;
/** How far to the side another may be, as a share of how far ahead. */
const ROW_SPREAD = 0.7;
const BEYOND_ROW_SPREAD = 0.5;
const ANY_ROW_SPREAD = 1.2;

/** @typedef {Point & {rotation: number}} Origin in degrees */

/**
 * Return a function that measures how far another point is ahead in the direction, and how far to the side.
 * @param {Origin} from
 * @param {Direction} direction
 */
function frame(from, direction) {
  const sideways = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const angle = (-from.rotation * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (/** @type {Point} */ other) => {
    const dx = other.x - from.x;
    const dy = other.y - from.y;
    const x = dx * cos - dy * sin;
    const y = dx * sin + dy * cos;
    return { ahead: sign * (sideways ? x : y), aside: Math.abs(sideways ? y : x) };
  };
}

/**
 * Return the nearest of the others in the direction, or null.
 * @template {Point} Thing
 * @param {Origin} from
 * @param {Direction} direction
 * @param {Iterable<Thing>} others
 * @param {number} spread
 * @param {number} [reach] in units
 * @returns {Thing | null}
 */
function nearestInDirection(from, direction, others, spread, reach = Infinity) {
  const measure = frame(from, direction);
  let nearest = null;
  let lowestCost = Infinity;
  for (const other of others) {
    if (/** @type {Point} */ (other) === from) continue;
    const { ahead, aside } = measure(other);
    if (ahead < SEAT_PITCH / 4 || ahead > reach || aside > ahead * spread) continue;
    const cost = ahead + aside * 1.5;
    if (cost < lowestCost) [nearest, lowestCost] = [other, cost];
  }
  return nearest;
}

/**
 * Yield the known seats of the sections around, on the shown floors.
 * @param {Plan} plan
 * @param {Point} from
 * @param {number} reach in units
 */
function* seatsAround(plan, { x, y }, reach) {
  const sections = plan.large ? plan.sectionsIn(x - reach, y - reach, x + reach, y + reach) : plan.sections;
  for (const section of sections) if (plan.isShown(section)) yield* section.seats;
}

/**
 * Return the next seat, or null: left and right stay in the row and cross aisles, up and down find the nearest seat of
 * any row.
 * @param {Plan} plan
 * @param {Seat} seat
 * @param {Direction} direction
 */
export function nextSeat(plan, seat, direction) {
  return direction === "left" || direction === "right"
    ? nearestInDirection(seat, direction, plan.row(seat), ROW_SPREAD)
    : nearestInDirection(seat, direction, seatsAround(plan, seat, REACH_UNITS), ANY_ROW_SPREAD);
}

/**
 * Return the next seat beyond the end of the row, or null.
 * @param {Plan} plan
 * @param {Seat} seat
 * @param {Direction} direction
 */
export function nextSeatBeyondRow(plan, seat, direction) {
  const around = seatsAround(plan, seat, REACH_BEYOND_ROW);
  return nearestInDirection(seat, direction, around, BEYOND_ROW_SPREAD, REACH_BEYOND_ROW);
}

/**
 * Return the last seat of the row on one side.
 * @param {Plan} plan
 * @param {Seat} seat
 * @param {Direction} direction
 */
export function rowEnd(plan, seat, direction) {
  const visited = new Set([seat]);
  let end = seat;
  for (;;) {
    const neighbour = nearestInDirection(end, direction, plan.row(end), ROW_SPREAD);
    if (!neighbour || visited.has(neighbour)) return end;
    visited.add(neighbour);
    end = neighbour;
  }
}

/**
 * Return the section whose middle comes next in the direction, or null.
 * @param {Point} from
 * @param {Direction} direction
 * @param {Section[]} sections
 */
export function nextSection(from, direction, sections) {
  const others = sections.filter((section) => section !== from);
  return nearestInDirection({ x: from.x, y: from.y, rotation: 0 }, direction, others, ANY_ROW_SPREAD);
}
