/** Repeats a request until there is an answer, with random pauses so that a crowd spreads out. */

const FIRST_MS = 1_000;
const MAX_MS = 20_000;

/** Milliseconds before try number `tries` (from 1): Retry-After, or doubled each time; plus up to half of it at random. */
export function retryDelay(tries, retryAfter = null, random = Math.random()) {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  const base = seconds >= 0 ? Math.min(seconds, 600) * 1000 : Math.min(MAX_MS, FIRST_MS * 2 ** (tries - 1));
  return Math.max(base, 200) * (1 + random / 2);
}

/** Whether a response says that the server is overloaded or failing. */
export const isBusy = (status) => status === 429 || status >= 500;

/** Repeats `ask` until it answers. @param {() => Promise<Response>} ask @param {{wait?: (ms: number) => Promise<void>, onProblem?: (why: "busy" | "offline" | null, ms?: number) => void,
 *   isCancelled?: () => boolean, random?: () => number}} options `isCancelled`: the answer is not needed any more
 * @returns {Promise<Response | null>} null when it was cancelled */
export async function fetchUntilAnswered(
  ask,
  { wait = waitOrOnline, onProblem: onProblem = () => {}, isCancelled = () => false, random = Math.random } = {},
) {
  for (let tries = 1; !isCancelled(); tries++) {
    let answer = null;
    try {
      answer = await ask();
    } catch {
      /* no network, no answer */
    }
    if (answer && !isBusy(answer.status)) return (onProblem(null), answer);
    const ms = retryDelay(tries, answer?.headers.get("retry-after"), random());
    onProblem(answer ? "busy" : "offline", ms);
    await wait(ms);
  }
  return null;
}

/** Waits; ends early when the network is back. */
function waitOrOnline(ms) {
  return new Promise((done) => {
    const finish = () => (clearTimeout(timer), removeEventListener("online", finish), done());
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
  });
}
