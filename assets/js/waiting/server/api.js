/** The three things a browser asks of the waiting room's door. Until there is an answer; a crowd does not ask at once. */

import { insist } from "./retry.js";

const PATIENCE = 15_000;

/** @param {string} here the room's address @param {number} to the performance @param {(why: string | null, ms?: number) => void} trouble */
export function houseOf(here, to, trouble) {
  const post = (what) => () => fetch(`${here}/${what}?to=${to}`, { method: "POST", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
  const ask = (what, how = {}) => insist(post(what), { trouble, ...how });
  return { join: (how) => ask("places", how), comeIn: (how) => ask("admissions", how), leave: () => ask("returns") };
}
