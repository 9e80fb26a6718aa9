/** One notice for what does not work just now; the graver one wins. */

/** @param {ReturnType<import("./render.js").show>} page @param {() => string} keeps what is kept for this fan, as a sentence; or nothing */
export function notices(page, keeps) {
  let asking = null, live = true;

  function show() {
    const kept = keeps() && `${keeps()} `;
    if (asking?.why === "offline") return page.notice("trouble", ["No network just now.", `${kept}This page goes on by itself as soon as it is back.`]);
    if (asking) return page.notice("trouble", ["The house is busy.", `${kept}We ask again by ourselves in ${seconds(asking.ms)}. Loading the page again would not be faster.`]);
    if (!live) return page.notice("trouble", ["No live updates just now.", `We look again every five seconds. ${kept}`.trim()]);
    page.notice("trouble", null);
  }

  return {
    asking: (why, ms) => ((asking = why && { why, ms }), show()),
    live: (is) => ((live = is), show()),
    away: () => asking !== null,
    /** To be called when what is kept may have changed. */ again: show,
  };
}

const seconds = (ms) => (ms < 1_500 ? "a second" : `${Math.round(ms / 1000)} seconds`);
