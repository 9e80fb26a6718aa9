/** Where one stands: arithmetic over the one message that everybody gets. */

/** How many are before this place; nobody once it is called. */
export const ahead = (place, serving) => Math.max(0, place - serving - 1);

/** Whether it is this fan's turn: their place is called, or staff let their number through. */
export const called = (now, number, place) => (place !== null && place <= now.serving) || letThrough(now, number);

/** Whether staff let this number through: it may come in at any time. */
export const letThrough = ({ through = [] }, number) => through.includes(number);

/** When a called place was called, in ms; null where the last calls do not reach back so far.
 * @param {number} place @param {number[][]} calls [serving, at], newest last @param {number} most how many of them are kept */
export function calledAt(place, calls, most = 10) {
  const i = calls.findIndex(([serving]) => serving >= place);
  if (i < 0 || (i === 0 && calls.length >= most)) return null; // an older call may have been the one
  return calls[i][1];
}

/** Calls of an older and a newer message as one list: a page that stayed open remembers more than one message tells. */
export function remember(known, calls) {
  const newer = known.length ? calls.filter(([serving]) => serving > known.at(-1)[0]) : calls;
  return [...known, ...newer].slice(-500);
}

/** Whether the number's place is still to be drawn. @param {object} now @param {boolean} drawn whether this room draws at all */
export const undrawn = (now, drawn) => drawn && !now.seed;
