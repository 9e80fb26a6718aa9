/** Computes a fan's position from the status message that every fan receives. */

/** How many places are called before this one; 0 once it is called. */
export const aheadCount = (place, serving) => Math.max(0, place - serving - 1);

/** Whether it is this fan's turn: the place is called, or staff let the number through. */
export const isCalled = (status, number, place) =>
  (place !== null && place <= status.serving) || isLetThrough(status, number);

/** Whether staff let this number through: it may come in at any time. */
export const isLetThrough = ({ through = [] }, number) => through.includes(number);

/** When a place was called, in ms; null where the known calls do not reach back so far.
 * @param {number} place @param {number[][]} calls [serving, at], newest last @param {number} max how many of them are kept */
export function calledAt(place, calls, max = 10) {
  const i = calls.findIndex(([serving]) => serving >= place);
  if (i < 0 || (i === 0 && calls.length >= max)) return null; // perhaps an older call
  return calls[i][1];
}

/** Merges the calls of older and newer statuses: one status holds only the last few. */
export function mergeCalls(older, calls) {
  const newer = older.length ? calls.filter(([serving]) => serving > older.at(-1)[0]) : calls;
  return [...older, ...newer].slice(-500);
}

/** Whether the place of a number is still to be drawn. @param {object} status @param {boolean} hasDraw whether this room has a draw */
export const awaitsDraw = (status, hasDraw) => hasDraw && !status.seed;
