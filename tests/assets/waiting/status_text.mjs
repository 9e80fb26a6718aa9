/** Reads a JSON list of facts from the input and prints the views that status_text.js chooses for them. */

import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { statusView } from "../../../assets/js/waiting/view/status_text.js";
import { timeFormat } from "../../../assets/js/waiting/view/time_format.js";

const list = JSON.parse(await new Response(process.stdin).text());
const view = ({ status, zone, ...facts }) =>
  statusView({ ...facts, status: completeStatus(status), clock: timeFormat(zone, () => facts.time) });
console.log(JSON.stringify(list.map(view)));
