/** One notice about a lost connection or a busy server; the graver one wins. */

/** @import { OnProblem, Problem } from "../server/retry.js" */

/** @typedef {{notice: (name: string, text: string[] | null) => void}} NoticePage */

/**
 * Create the notice.
 * @param {NoticePage} page
 * @param {() => string} keptText a sentence on what is kept for this fan, or ""
 */
export function createErrorBanner(page, keptText) {
  /** @type {{why: Problem, ms: number} | null} */
  let problem = null;
  let isLive = true;

  /** Return title and text of the notice; null without a problem. */
  function text() {
    const kept = keptText();
    const prefix = kept && `${kept} `;
    if (problem?.why === "offline") {
      return ["No network just now.", `${prefix}This page goes on by itself as soon as it is back.`];
    }
    if (problem) {
      const wait = secondsText(problem.ms);
      return [
        "The house is busy.",
        `${prefix}We ask again by ourselves in ${wait}. Loading the page again would not be faster.`,
      ];
    }
    return isLive ? null : ["No live updates just now.", `We look again every five seconds. ${prefix}`.trim()];
  }

  /** Show the notice. Call it when `keptText` may have changed. */
  const refresh = () => page.notice("trouble", text());

  /** @type {OnProblem} */
  const setProblem = (why, ms = 0) => {
    problem = why && { why, ms };
    refresh();
  };

  /** Note whether the status is live. @param {boolean} is */
  const setLive = (is) => {
    isLive = is;
    refresh();
  };

  /** Return whether the server does not answer. */
  const isAway = () => problem !== null;

  return { setProblem, setLive, isAway, refresh };
}

const secondsText = (/** @type {number} */ ms) => (ms < 1_500 ? "a second" : `${Math.round(ms / 1000)} seconds`);
