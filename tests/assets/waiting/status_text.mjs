/** Reads facts and the texts of a language from the input, and prints the views that status_text.js chooses for the facts. */

/** @import { Facts, StatusMessage } from "../../../assets/js/waiting/types.js" */

/** @typedef {Omit<Facts, "status" | "clock"> & {status: StatusMessage}} Given */

/** @type {{texts: Record<string, string | string[]>, list: Given[]}} */
const { texts, list } = JSON.parse(await new Response(process.stdin).text());
Object.assign(globalThis, { aisleTexts: texts }); // before the scripts are loaded
const { completeStatus } = await import("../../../assets/js/waiting/server/page_data.js");
const { estimateText } = await import("../../../assets/js/waiting/view/estimate.js");
const { keptText, statusView } = await import("../../../assets/js/waiting/view/status_text.js");
const { timeFormat } = await import("../../../assets/js/waiting/view/time_format.js");

/** Return the view of these facts, and what is kept. @param {Given} given */
function view({ status, ...given }) {
  const facts = { ...given, status: completeStatus(status), clock: timeFormat(() => given.time) };
  const shown = statusView(facts);
  return { ...shown, estimate: estimateText(shown.estimate), kept: keptText(facts) };
}
console.log(JSON.stringify(list.map(view)));
