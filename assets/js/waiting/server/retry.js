/** Requests that are repeated until there is an answer, with random pauses so that a crowd spreads out. */

/** @typedef {"busy" | "offline"} Problem */
/** @typedef {(why: Problem | null, ms?: number) => void} OnProblem called after each try; `ms`: until the next one */

/**
 * @typedef {object} RetryOptions
 * @property {(ms: number) => Promise<void>} [wait]
 * @property {OnProblem} [onProblem]
 * @property {() => boolean} [isCancelled] whether the answer is not needed any more
 * @property {() => number} [random]
 */

const FIRST_MS = 1_000;
const MAX_MS = 20_000;
const MAX_RETRY_AFTER_SECONDS = 600;

/**
 * Return the milliseconds before try number `tries`: Retry-After, or doubled each time; plus up to half of it at random.
 * @param {number} tries from 1
 * @param {string | null} [retryAfter] the header, in seconds
 * @param {number} [random] from 0 to 1
 */
export function retryDelay(tries, retryAfter = null, random = Math.random()) {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  const own = Math.min(MAX_MS, FIRST_MS * 2 ** (tries - 1));
  const base = seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) * 1000 : own;
  return Math.max(base, 200) * (1 + random / 2);
}

/** Return whether a response says that the server is overloaded or failing. @param {number} status */
export const isBusy = (status) => status === 429 || status >= 500;

/**
 * Repeat `ask` until it answers, and return the answer.
 * @param {() => Promise<Response>} ask
 * @param {RetryOptions} [options]
 * @returns {Promise<Response | null>} null when it was cancelled
 */
export async function fetchUntilAnswered(ask, options = {}) {
  const { wait = waitOrOnline, onProblem = () => {}, isCancelled = () => false, random = Math.random } = options;
  for (let tries = 1; !isCancelled(); tries++) {
    /** @type {Response | null} */
    let answer = null;
    try {
      answer = await ask();
    } catch {
      /* no network, no answer */
    }
    if (answer && !isBusy(answer.status)) {
      onProblem(null);
      return answer;
    }
    const ms = retryDelay(tries, answer?.headers.get("retry-after"), random());
    onProblem(answer ? "busy" : "offline", ms);
    await wait(ms);
  }
  return null;
}

/** Wait; end early when the network is back. @param {number} ms @returns {Promise<void>} */
function waitOrOnline(ms) {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      done();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
  });
}
