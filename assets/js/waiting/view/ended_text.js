/** Texts of a waiting room in which no fan waits. */

/** @import { FactsWithStatus, View } from "../types.js" */

import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";

/**
 * Return the view of a room in which no fan waits; else null.
 * @param {FactsWithStatus} facts
 * @returns {View | null}
 */
export function endedView({ status }) {
  if (status.stage === "off" || status.stage === "quiet") {
    return {
      state: "free",
      eyebrow: gettext("The waiting room"),
      headline: gettext("Nobody has to wait just now"),
      estimate: { text: gettext("Go straight to the seats.") },
      actions: ["seats"],
      title: gettext("No waiting"),
    };
  }
  if (status.stage !== "ended") return null;
  const ended = { state: "ended", eyebrow: gettext("The waiting room is closed") };
  if (status.ended === "sold_out") {
    return {
      ...ended,
      headline: gettext("Sold out"),
      estimate: { text: gettext("Nothing is left.") },
      caveat: joinSentences(returnsText(status.back), gettext("You do not have to stay.")),
      title: gettext("Sold out"),
    };
  }
  const notSold = { text: gettext("No seats are sold any more.") };
  if (status.ended === "cancelled") {
    return {
      ...ended,
      headline: gettext("This performance is cancelled"),
      estimate: notSold,
      caveat: gettext("Orders stay reachable by their link."),
      title: gettext("Cancelled"),
    };
  }
  if (status.ended === "over") {
    return {
      ...ended,
      headline: gettext("This sale is over"),
      estimate: notSold,
      caveat: gettext("If you have tickets, the link you were given still opens them."),
      title: gettext("The sale is over"),
    };
  }
  return {
    ...ended,
    state: "free",
    headline: gettext("Nobody has to wait any more"),
    estimate: { text: gettext("Go straight to the seats.") },
    actions: ["seats"],
    title: gettext("No waiting any more"),
  };
}

/** Return whether seats may come back on sale, as a sentence. @param {number} back how many */
function returnsText(back) {
  if (!back) return gettext("Every seat has its ticket.");
  return ngettext(
    "{count} seat is in baskets or waiting for a payment; it may come back on sale.",
    "{count} seats are in baskets or waiting for a payment; some may come back on sale.",
    back,
  );
}
