/** Sends the three requests of a waiting browser: join, enter, leave. Each is repeated until there is an answer. */

import { fetchUntilAnswered } from "./retry.js";

const ANSWER_MS = 15_000;

/** @param {string} roomUrl @param {number} performance its id @param {(why: string | null, ms?: number) => void} onProblem */
export function queueApi(roomUrl, performance, onProblem) {
  const post = (what) => () =>
    fetch(`${roomUrl}/${what}?to=${performance}`, {
      method: "POST",
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  const request = (what, options = {}) => fetchUntilAnswered(post(what), { onProblem, ...options });
  return {
    join: (options) => request("places", options),
    enter: (options) => request("admissions", options),
    leave: () => request("returns"),
  };
}
