/** Shows one notice about a lost connection or a busy server; the graver one wins. */

/** @param {ReturnType<import("./render.js").createRenderer>} page @param {() => string} keptText a sentence on what is kept for this fan, or "" */
export function createErrorBanner(page, keptText) {
  let problem = null;
  let isLive = true;

  function update() {
    const prefix = keptText() && `${keptText()} `;
    if (problem?.why === "offline") {
      return page.notice("trouble", [
        "No network just now.",
        `${prefix}This page goes on by itself as soon as it is back.`,
      ]);
    }
    if (problem) {
      return page.notice("trouble", [
        "The house is busy.",
        `${prefix}We ask again by ourselves in ${secondsText(problem.ms)}. Loading the page again would not be faster.`,
      ]);
    }
    if (!isLive) {
      return page.notice("trouble", [
        "No live updates just now.",
        `We look again every five seconds. ${prefix}`.trim(),
      ]);
    }
    page.notice("trouble", null);
  }

  return {
    setProblem: (why, ms) => ((problem = why && { why, ms }), update()),
    setLive: (is) => ((isLive = is), update()),
    isAway: () => problem !== null,
    /** Call it when `keptText` may have changed. */ refresh: update,
  };
}

const secondsText = (ms) => (ms < 1_500 ? "a second" : `${Math.round(ms / 1000)} seconds`);
