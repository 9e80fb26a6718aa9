/** The checkout page: its clock runs, the card is paid, and when the time is over the house says what became of the seats. */

import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";
import { payment } from "./pay.js";

const summary = document.querySelector(".summary[data-until]"), form = document.querySelector("form[data-pay]");
const again = () => location.replace(location.pathname.replace(/\/orders$/, "/checkout"));
const soon = (go) => () => setTimeout(go, 1000 + Math.random() * 500);

let stop = summary ? holdClock(summary, pageCame(), soon(again)) : () => {};

/** The seats are the order's now; its time may be longer than the hold's was. */
function opened({ page, pay_by }) {
  stop();
  summary.dataset.until = pay_by;
  summary.querySelector(".extend")?.remove();
  stop = holdClock(summary, pageCame(), soon(() => location.assign(page)));
}

if (form) payment(form, opened);
