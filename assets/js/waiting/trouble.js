/** One notice for what does not work just now; the graver one wins. */

/** @param {ReturnType<import("./show.js").show>} page @param {() => boolean} hasNumber */
export function notices(page, hasNumber) {
  let asking = null, live = true, mine = 0;

  function show() {
    const kept = hasNumber() ? "Your place is kept. " : "";
    if (asking?.why === "offline") return page.notice("trouble", ["No network just now.", `${kept}This page goes on by itself as soon as it is back.`]);
    if (asking) return page.notice("trouble", ["The house is busy.", `${kept}We ask again by ourselves in ${seconds(asking.ms)}. Loading the page again would not be faster.`]);
    if (!live) return page.notice("trouble", ["No live updates just now.", `We look again every five seconds. ${kept}`.trim()]);
    if (mine) return page.notice("trouble", ["The number that was here belongs to another browser.", `This one has a number of its own: ${mine.toLocaleString("en")}.`]);
    page.notice("trouble", null);
  }

  return {
    asking: (why, ms) => ((asking = why && { why, ms }), show()),
    live: (is) => ((live = is), show()),
    swapped: (number) => number && number !== mine && ((mine = number), show()),
  };
}

const seconds = (ms) => (ms < 1_500 ? "a second" : `${Math.round(ms / 1000)} seconds`);
