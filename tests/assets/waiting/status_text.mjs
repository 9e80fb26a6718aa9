/** Reads a JSON list of facts from the input and prints the views that status_text.js chooses for them. */

/** @import { Facts, StatusMessage } from "../../../assets/js/waiting/types.js" */

/** @typedef {Omit<Facts, "status" | "clock"> & {status: StatusMessage, zone: string}} Given */

import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { statusView } from "../../../assets/js/waiting/view/status_text.js";
import { timeFormat } from "../../../assets/js/waiting/view/time_format.js";

/** @type {Given[]} */
const list = JSON.parse(await new Response(process.stdin).text());

/** Return the view of these facts. @param {Given} given */
const view = ({ status, zone, ...facts }) =>
  statusView({ ...facts, status: completeStatus(status), clock: timeFormat(zone, () => facts.time) });
console.log(JSON.stringify(list.map(view)));
