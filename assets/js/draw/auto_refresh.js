/** Reloads the page of a draw, once and spread over seconds, when the draw is further than the page. */

const MIN_MS = 5_000;
const MAX_MS = 60_000;
const SPREAD = 8_000;
const UNDRAWN = ["closed", "gathering", "drawing"];

/** Milliseconds until the next check: the nearer the draw the fewer, with a random part.
 * @param {number} remaining ms until the draw; at most 0 once it is due @param {number} [random] */
export const checkDelay = (remaining, random = Math.random()) =>
  Math.max(MIN_MS, Math.min(MAX_MS, remaining / 4)) * (0.75 + random / 2);

/** Whether the page shows an older step of the draw. @param {{step: string, ended: boolean}} page @param {{stage: string, root?: string, seed?: string}} status */
export function isBehind({ step, ended }, status) {
  if (status.seed) return step !== "drawn";
  return (Boolean(status.root) && step === "sealed") || (status.stage === "ended" && !ended);
}

/** Checks until nothing more can change. @param {{room: number, step: string, ended: boolean, draws: number}} page
 * @param {{fetchStatus: () => Promise<object | null>, later: (f: () => void, ms: number) => void, reload: () => void, untilVisible: () => Promise<void>}} ports */
export async function checkUntilDrawn(page, { fetchStatus, later, reload, untilVisible }) {
  if (page.ended || !["sealed", "closed"].includes(page.step)) return;
  await untilVisible();
  const status = await fetchStatus().catch(() => null);
  if (status && isBehind(page, status)) return later(reload, Math.random() * SPREAD);
  if (status && !UNDRAWN.includes(status.stage)) return;
  later(
    () => checkUntilDrawn(page, { fetchStatus, later, reload, untilVisible }),
    status ? checkDelay(page.draws - status.at) : MAX_MS * (0.5 + Math.random() / 2),
  );
}

/** Resolves when the page is visible. */
const untilVisible = () =>
  new Promise((done) => {
    if (!document.hidden) return done();
    const onChange = () => document.hidden || (document.removeEventListener("visibilitychange", onChange), done());
    document.addEventListener("visibilitychange", onChange);
  });

const main = globalThis.document?.querySelector("main.draw");
if (main) {
  const { room, step, draws, ended } = main.dataset;
  const fetchStatus = async () => {
    const answer = await fetch(`/waiting-rooms/${room}/now`, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : null;
  };
  const page = { room: Number(room), step, ended: ended !== undefined, draws: draws ? Date.parse(draws) : 0 };
  setTimeout(
    () => checkUntilDrawn(page, { fetchStatus, later: setTimeout, reload: () => location.reload(), untilVisible }),
    Math.random() * MIN_MS,
  );
}
