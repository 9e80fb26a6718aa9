/** The page of a draw is reloaded, once and spread over seconds, when the draw is further than the page. */

/** @typedef {{stage: string, at: number, root?: string, seed?: string}} DrawStatus the part of a status that the page needs; `at` in ms */
/** @typedef {{room: number, step: string, ended: boolean, draws: number}} DrawPage what was rendered; `draws`: when the draw is, ms */

/**
 * @typedef {object} RefreshPorts
 * @property {() => Promise<DrawStatus | null>} fetchStatus
 * @property {(f: () => void, ms: number) => void} later
 * @property {() => void} reload
 * @property {() => Promise<void>} untilVisible
 */

const MIN_MS = 5_000;
const MAX_MS = 60_000;
const SPREAD = 8_000;
const UNDRAWN = ["closed", "gathering", "drawing"];

/**
 * Return the milliseconds until the next check: the nearer the draw the fewer, with a random part.
 * @param {number} remaining ms until the draw; at most 0 once it is due
 * @param {number} [random] from 0 to 1
 */
export const checkDelay = (remaining, random = Math.random()) =>
  Math.max(MIN_MS, Math.min(MAX_MS, remaining / 4)) * (0.75 + random / 2);

/**
 * Return whether the page shows an older step of the draw.
 * @param {{step: string, ended: boolean}} page
 * @param {Omit<DrawStatus, "at">} status
 */
export function isBehind({ step, ended }, status) {
  if (status.seed) return step !== "drawn";
  return (Boolean(status.root) && step === "sealed") || (status.stage === "ended" && !ended);
}

/**
 * Check until nothing more can change.
 * @param {DrawPage} page
 * @param {RefreshPorts} ports
 */
export async function checkUntilDrawn(page, ports) {
  if (page.ended || !["sealed", "closed"].includes(page.step)) return;
  await ports.untilVisible();
  const status = await ports.fetchStatus().catch(() => null);
  if (status && isBehind(page, status)) return ports.later(ports.reload, Math.random() * SPREAD);
  if (status && !UNDRAWN.includes(status.stage)) return;
  const delay = status ? checkDelay(page.draws - status.at) : MAX_MS * (0.5 + Math.random() / 2);
  ports.later(() => checkUntilDrawn(page, ports), delay);
}

/** Resolve when the page is visible. @returns {Promise<void>} */
function untilVisible() {
  return new Promise((done) => {
    if (!document.hidden) return done();
    const onChange = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", onChange);
      done();
    };
    document.addEventListener("visibilitychange", onChange);
  });
}

/** Follow the draw of the page. @param {HTMLElement} main */
function start(main) {
  const { room, step = "", draws, ended } = main.dataset;
  const fetchStatus = async () => {
    const answer = await fetch(`/waiting-rooms/${room}/now`, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : null;
  };
  const page = { room: Number(room), step, ended: ended !== undefined, draws: draws ? Date.parse(draws) : 0 };
  const ports = {
    fetchStatus,
    later: (/** @type {() => void} */ f, /** @type {number} */ ms) => setTimeout(f, ms),
    reload: () => location.reload(),
    untilVisible,
  };
  setTimeout(() => checkUntilDrawn(page, ports), Math.random() * MIN_MS);
}

/** @type {HTMLElement | null | undefined} */
const main = globalThis.document?.querySelector("main.draw"); // tests have no document
if (main) start(main);
