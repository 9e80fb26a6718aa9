/** A fan's position, computed from the status message that every fan receives. */

/** @import { Call, Status } from "../types.js" */

const MAX_CALLS = 500;

/**
 * Return how many places are called before this one; 0 once it is called.
 * @param {number} place
 * @param {number} serving
 */
export const aheadCount = (place, serving) => Math.max(0, place - serving - 1);

/**
 * Return whether it is this fan's turn: the place is called, or staff let the number through.
 * @param {Pick<Status, "serving" | "through">} status
 * @param {number} number
 * @param {number | null} place
 */
export const isCalled = (status, number, place) =>
  (place !== null && place <= status.serving) || isLetThrough(status, number);

/**
 * Return whether staff let this number through: it may come in at any time.
 * @param {Pick<Status, "through">} status
 * @param {number} number
 */
export const isLetThrough = ({ through }, number) => through.includes(number);

/**
 * Return when a place was called, in ms; null where the known calls do not reach back so far.
 * @param {number} place
 * @param {Call[]} calls newest last
 * @param {number} [max] how many of them are kept
 */
export function calledAt(place, calls, max = 10) {
  const i = calls.findIndex(([serving]) => serving >= place);
  if (i < 0 || (i === 0 && calls.length >= max)) return null; // perhaps an older call
  return calls[i][1];
}

/**
 * Return the calls of older and newer statuses: one status has only the last few.
 * @param {Call[]} older
 * @param {Call[]} calls
 */
export function mergeCalls(older, calls) {
  const last = older.at(-1);
  const newer = last ? calls.filter(([serving]) => serving > last[0]) : calls;
  return [...older, ...newer].slice(-MAX_CALLS);
}

/**
 * Return whether the place of a number is still to be drawn.
 * @param {Pick<Status, "seed">} status
 * @param {boolean} hasDraw whether this room has a draw
 */
export const awaitsDraw = (status, hasDraw) => hasDraw && !status.seed;
