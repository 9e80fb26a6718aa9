/** The page about a draw stands still while the line goes on: looks whether there is more to tell than it does, and loads it once
 * when there is; not everybody in the same second. */

const OFTEN = 5_000, SELDOM = 60_000, SPREAD = 8_000, UNDRAWN = ["closed", "gathering", "drawing"];

/** In ms, until it is looked again: the nearer the draw the sooner, never everybody at once.
 * @param {number} left ms until the draw; none once it is due @param {number} [chance] */
export const pause = (left, chance = Math.random()) => Math.max(OFTEN, Math.min(SELDOM, left / 4)) * (0.75 + chance / 2);

/** Whether the line is further than the page. @param {{step: string, ended: boolean}} page @param {{stage: string, root?: string, seed?: string}} now */
export function isBehind({ step, ended }, now) {
  if (now.seed) return step !== "drawn";
  return (Boolean(now.root) && step === "sealed") || (now.stage === "ended" && !ended);
}

/** Goes on looking until there is nothing more to come. @param {{room: number, step: string, ended: boolean, draws: number}} page
 * @param {{ask: () => Promise<object | null>, later: (f: () => void, ms: number) => void, load: () => void, seen: () => Promise<void>}} ways */
export async function look(page, { ask, later, load, seen }) {
  if (page.ended || !["sealed", "closed"].includes(page.step)) return;
  await seen();
  const now = await ask().catch(() => null);
  if (now && isBehind(page, now)) return later(load, Math.random() * SPREAD);
  if (now && !UNDRAWN.includes(now.stage)) return;
  later(() => look(page, { ask, later, load, seen }), now ? pause(page.draws - now.at) : SELDOM * (0.5 + Math.random() / 2));
}

/** A page that nobody looks at asks nothing. */
const seen = () => new Promise((done) => {
  if (!document.hidden) return done();
  const shown = () => document.hidden || (document.removeEventListener("visibilitychange", shown), done());
  document.addEventListener("visibilitychange", shown);
});

const main = globalThis.document?.querySelector("main.draw");
if (main) {
  const { room, step, draws, ended } = main.dataset;
  const ask = async () => {
    const answer = await fetch(`/waiting-rooms/${room}/now`, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : null;
  };
  const page = { room: Number(room), step, ended: ended !== undefined, draws: draws ? Date.parse(draws) : 0 };
  setTimeout(() => look(page, { ask, later: setTimeout, load: () => location.reload(), seen }), Math.random() * OFTEN);
}
