/** The phases of a fan in the waiting room.
 *
 * | phase       | meaning                                               | next phase
 * |-------------|-------------------------------------------------------|-----------
 * | ""          | waits: for a number, the draw or the turn             | joining, asleep, coming, full, in, over, passed, foreign, elsewhere, gone, free
 * | "asking"    | was admitted before; asks whether that still holds    | back, over; "" if not
 * | "asleep"    | joins later: at the opening, or after a failed join   | joining, "", free
 * | "joining"   | a request for a number is under way                   | "" with the number, asleep without
 * | "coming"    | the fan pressed "Come in"                             | full, in, over, passed, foreign, elsewhere, gone; "" if too early
 * | "full"      | called, but no room inside yet; the request repeats   | in, over, passed, foreign, elsewhere, gone; "" if too early
 * | "in"        | admitted; the browser goes to the seats               | back, over
 * | "back"      | admitted, and back on this page                       | over
 * | "free"      | no fan has to wait; the browser goes to the seats     | none
 * | "elsewhere" | admitted in another tab                               | joining (new place)
 * | "passed"    | the time to come in has run out                       | joining (new place)
 * | "over"      | the time inside has ended                             | joining (new place)
 * | "foreign"   | the place belongs to another browser, or was used     | joining (new place)
 * | "gone"      | the fan gave up the place                             | joining (new place)
 *
 * Starts as "gone" if this tab remembers that, as "asking" if this browser was admitted with this number, else as "". A new
 * place taken in another tab leads from every phase to "". */

/** @import { Phase, Status } from "../types.js" */

const WAITING = ["", "coming", "full"];

/**
 * Return whether the fan waits, or is about to come in: a place still matters.
 * @param {Phase} phase
 * @param {Status | null} status
 */
export const isWaiting = (phase, status) =>
  WAITING.includes(phase) && (status?.stage !== "ended" || status.ended === "staff");

/** Return whether the fan was admitted, as far as this page knows. @param {Phase} phase */
export const isInside = (phase) => phase === "in" || phase === "back";

/** Return whether no fan has to wait. @param {Status} status */
export const isFree = ({ stage, ended }) =>
  stage === "off" || stage === "quiet" || (stage === "ended" && ended === "staff");
