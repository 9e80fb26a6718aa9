/** Texts of a waiting room in which no fan waits. */

/** @import { FactsWithStatus, View } from "../types.js" */

/**
 * Return the view of a room in which no fan waits; else null.
 * @param {FactsWithStatus} facts
 * @returns {View | null}
 */
export function endedView({ status }) {
  if (status.stage === "off" || status.stage === "quiet") {
    return {
      state: "free",
      eyebrow: "The waiting room",
      headline: "Nobody has to wait just now",
      estimate: ["Go straight to the seats.", "", ""],
      actions: ["seats"],
      title: "No waiting",
    };
  }
  if (status.stage !== "ended") return null;
  const eyebrow = "The waiting room is closed";
  if (status.ended === "sold_out") {
    return {
      state: "ended",
      eyebrow,
      headline: "Sold out",
      estimate: ["Nothing is left.", "", ""],
      caveat: `${returnsText(status.back)} You do not have to stay.`,
      title: "Sold out",
    };
  }
  if (status.ended === "cancelled") {
    return {
      state: "ended",
      eyebrow,
      headline: "This performance is cancelled",
      estimate: ["No seats are sold any more.", "", ""],
      caveat: "Orders stay reachable by their link.",
      title: "Cancelled",
    };
  }
  if (status.ended === "over") {
    return {
      state: "ended",
      eyebrow,
      headline: "This sale is over",
      estimate: ["No seats are sold any more.", "", ""],
      caveat: "If you have tickets, the link you were given still opens them.",
      title: "The sale is over",
    };
  }
  return {
    state: "free",
    eyebrow,
    headline: "Nobody has to wait any more",
    estimate: ["Go straight to the seats.", "", ""],
    actions: ["seats"],
    title: "No waiting any more",
  };
}

/** Return whether seats may come back on sale, as a sentence. @param {number} back how many */
function returnsText(back) {
  if (!back) return "Every seat has its ticket.";
  const [seats, which] = back === 1 ? ["seat is", "it"] : ["seats are", "some"];
  return `${back.toLocaleString("en")} ${seats} in baskets or waiting for a payment; ${which} may come back on sale.`;
}
