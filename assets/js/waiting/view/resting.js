/** What the page says when this browser does not wait any more, or not with this place. */

const many = (n) => n.toLocaleString("en");

/** @param {object} facts see view.js @returns {import("./status_text.js").View | null} */
export function resting({ phase, now, place, number, until, ends, clock }) {
  const behind = Math.max(0, now.last - now.serving), crowd = behind ? `${many(behind)} ${behind === 1 ? "place is" : "places are"} not called yet.` : "Nobody waits there just now.";
  const mine = place ?? number, over = mine ? `Place ${many(mine)}` : "The waiting room";
  switch (phase) {
    case "asking":
      return { state: "looking", over, says: "One moment", estimate: ["We ask whether you are still in.", "", ""] };
    case "in":
      return { state: "in", over, says: "You are in", estimate: ["We take you to the seats.", "", ""], does: ["seats"], title: "You are in" };
    case "back":
      return { state: "in", over, says: ends ? `You are in until ${clock(ends, true)}` : "You are in", estimate: ["Your seats can be chosen now.", "", ""], honest: ends ? "What you hold by then you can still pay for." : "", does: ["seats"], title: "You are in" };
    case "elsewhere":
      return { state: "elsewhere", over, says: "You came in, in another tab", estimate: ["The seats are open there.", "", ""], does: ["seats"], title: "You are in, in another tab" };
    case "passed":
      return { state: "passed", over, says: "Your turn has passed", estimate: until ? ["We kept it for you until ", clock(until, true), ", then the next came in."] : ["We kept it for you as long as we said, then the next came in.", "", ""], honest: `You can take a new place at the end of the line. ${crowd}`, does: ["join"], title: "Your turn has passed" };
    case "over":
      return { state: "passed", over, says: "Your time inside is over", estimate: ends ? ["It ended at ", clock(ends, true), "."] : ["Others have come in.", "", ""], honest: `What you have ordered stays yours. To choose more seats, take a new place at the end of the line. ${crowd}`, does: ["join"], title: "Your time inside is over" };
    case "foreign":
      return { state: "foreign", over: "The waiting room", says: "This place cannot be used here", estimate: ["It belongs to another browser, or has been used.", "", ""], honest: "If you began in another browser or on another device, your place is still there: go on there. Or take a new number for this browser, at the end of the line.", does: ["join"], join: "Take a number here", title: "Not this browser's place" };
    case "gone":
      return { state: "gone", over: "The waiting room", says: "You gave up your place", estimate: ["Nothing is kept for you any more.", "", ""], honest: `If you change your mind, you start at the end of the line. ${crowd}`, does: ["join"], join: "Wait again", title: "You gave up your place" };
  }
  return null;
}
