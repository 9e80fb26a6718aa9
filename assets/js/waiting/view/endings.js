/** What the page says when there is nothing to wait for. */

const many = (n) => n.toLocaleString("en");

/** @param {object} facts see view.js @returns {import("./status_text.js").View | null} */
export function ended({ now }) {
  if (now.stage === "off" || now.stage === "quiet") return { state: "free", over: "The waiting room", says: "Nobody has to wait just now", estimate: ["Go straight to the seats.", "", ""], does: ["seats"], title: "No waiting" };
  if (now.stage !== "ended") return null;
  const over = "The waiting room is closed";
  if (now.ended === "sold_out") {
    const back = now.back ? `${many(now.back)} ${now.back === 1 ? "seat is" : "seats are"} in baskets or waiting for a payment; ${now.back === 1 ? "it" : "some"} may come back on sale.` : "Every seat has its ticket.";
    return { state: "ended", over, says: "Sold out", estimate: ["Nothing is left.", "", ""], honest: `${back} You do not have to stay.`, title: "Sold out" };
  }
  if (now.ended === "cancelled") return { state: "ended", over, says: "This performance is cancelled", estimate: ["No seats are sold any more.", "", ""], honest: "Orders stay reachable by their link.", title: "Cancelled" };
  if (now.ended === "over") return { state: "ended", over, says: "This sale is over", estimate: ["No seats are sold any more.", "", ""], honest: "If you have tickets, the link you were given still opens them.", title: "The sale is over" };
  return { state: "free", over, says: "Nobody has to wait any more", estimate: ["Go straight to the seats.", "", ""], does: ["seats"], title: "No waiting any more" };
}
