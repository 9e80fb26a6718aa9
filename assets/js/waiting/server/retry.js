/** Asks until there is an answer. A house that is busy is not asked by everybody in the same moment. */

const FIRST = 1_000, LONGEST = 20_000;

/** Ms before try number `tries` (from 1): what the house asked for, or doubled each time; and up to half as much again. */
export function patience(tries, retryAfter = null, random = Math.random()) {
  const asked = Number.parseInt(retryAfter ?? "", 10);
  const base = asked >= 0 ? Math.min(asked, 600) * 1000 : Math.min(LONGEST, FIRST * 2 ** (tries - 1));
  return Math.max(base, 200) * (1 + random / 2);
}

export const busy = (status) => status === 429 || status >= 500;

/** @param {() => Promise<Response>} ask @param {{wait?: (ms: number) => Promise<void>, trouble?: (why: "busy" | "offline" | null, ms?: number) => void,
 *   enough?: () => boolean, random?: () => number}} how `enough`: nobody wants the answer any more
 * @returns {Promise<Response | null>} the first answer that is one; null when there was enough */
export async function insist(ask, { wait = pause, trouble = () => {}, enough = () => false, random = Math.random } = {}) {
  for (let tries = 1; !enough(); tries++) {
    let answer = null;
    try {
      answer = await ask();
    } catch {
      /* no network, no answer */
    }
    if (answer && !busy(answer.status)) return trouble(null), answer;
    const ms = patience(tries, answer?.headers.get("retry-after"), random());
    trouble(answer ? "busy" : "offline", ms);
    await wait(ms);
  }
  return null;
}

/** Also over when the network is back. */
function pause(ms) {
  return new Promise((done) => {
    const over = () => (clearTimeout(timer), removeEventListener("online", over), done());
    const timer = setTimeout(over, ms);
    addEventListener("online", over);
  });
}
