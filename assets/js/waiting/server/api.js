/** The three requests of a waiting browser: join, enter, leave. Each is repeated until there is an answer. */

/** @import { QueueApi, RequestOptions } from "../types.js" */
/** @import { OnProblem } from "./retry.js" */

import { fetchUntilAnswered } from "./retry.js";

const ANSWER_MS = 15_000;

/**
 * Create the requests.
 * @param {string} roomUrl
 * @param {number} performance its id
 * @param {OnProblem} onProblem
 * @returns {QueueApi}
 */
export function queueApi(roomUrl, performance, onProblem) {
  /**
   * Post a request until there is an answer.
   * @param {"places" | "admissions" | "returns"} what
   * @param {RequestOptions} [options]
   */
  function request(what, options = {}) {
    const post = () =>
      fetch(`${roomUrl}/${what}?to=${performance}`, {
        method: "POST",
        headers: { Accept: "application/json", "X-Language": document.documentElement.lang },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    return fetchUntilAnswered(post, { onProblem, ...options });
  }
  return {
    join: (options) => request("places", options),
    enter: (options) => request("admissions", options),
    leave: () => request("returns"),
  };
}
