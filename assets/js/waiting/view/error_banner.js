/** One notice about a lost connection or a busy server; the graver one wins. */

/** @import { OnProblem, Problem } from "../server/retry.js" */

import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";

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
    if (problem?.why === "offline") {
      return [
        gettext("No network just now."),
        joinSentences(kept, gettext("This page goes on by itself as soon as it is back.")),
      ];
    }
    if (problem) {
      return [
        gettext("The site is busy."),
        joinSentences(
          kept,
          ngettext(
            "We ask again by ourselves in a second.",
            "We ask again by ourselves in {count} seconds.",
            Math.max(1, Math.round(problem.ms / 1000)),
          ),
          gettext("Loading the page again would not be faster."),
        ),
      ];
    }
    if (isLive) return null;
    return [gettext("No live updates just now."), joinSentences(gettext("We look again every five seconds."), kept)];
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
