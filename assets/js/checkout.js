/** The checkout page: its clock runs, the card is paid, and when the time is over the house says what became of the seats. */

import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";
import { payment } from "./pay/checkout.js";

const summary = document.querySelector(".summary[data-until]"), form = document.querySelector("form[data-pay]");
const paying = () => Boolean(form?.querySelector(".pay-now [aria-busy]"));
const again = () => location.replace(location.pathname.replace(/\/orders$/, "/checkout"));

/** A moment later, and not while the bank is asked: what it says comes first. */
const soon = (go) => () => setTimeout(() => (paying() ? soon(go)() : go()), 1000 + Math.random() * 500);

let stop = summary ? holdClock(summary, pageCame(), soon(again)) : () => {};

/** The seats are the order's now; its time may be longer than the hold's was. */
function opened({ page, pay_by, pay_by_words }) {
  stop();
  summary.dataset.until = pay_by;
  summary.querySelector(".extend")?.remove();
  summary.querySelector(".clock").dataset.extended = "";
  summary.dataset.last = "Pay now to keep them.";
  const [title, more] = summary.querySelectorAll(".clock .says > *");
  title.textContent = `Yours until ${pay_by_words}`;
  more.textContent = "Your order waits for its payment.";
  stop = holdClock(summary, pageCame(), soon(() => location.assign(page)));
}

if (form) payment(form, opened);
