/** The checkout page: its clock runs, and when the time is over the house says what became of the seats. */

import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";

const summary = document.querySelector(".summary[data-until]");
const again = () => location.replace(location.pathname.replace(/\/orders$/, "/checkout"));

if (summary) holdClock(summary, pageCame(), () => setTimeout(again, 1000 + Math.random() * 500));
