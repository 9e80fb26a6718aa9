/** Runs the checkout page: clock and payment; at the end of the time it loads the page that says what became of the seats. */

import { pageReceivedAt } from "./clock.js";
import { startHoldClock } from "./hold_clock.js";
import { attachPayment } from "./pay/checkout.js";

const summary = document.querySelector(".summary[data-until]");
const form = document.querySelector("form[data-pay]");
const isPaying = () => Boolean(form?.querySelector(".pay-now [aria-busy]"));
const reloadCheckout = () => location.replace(location.pathname.replace(/\/orders$/, "/checkout"));

/** Delays `go` by a second, and until no payment is under way. */
const afterPayment = (go) => () =>
  setTimeout(() => (isPaying() ? afterPayment(go)() : go()), 1000 + Math.random() * 500);

let stopClock = summary ? startHoldClock(summary, pageReceivedAt(), afterPayment(reloadCheckout)) : () => {};

/** The seats belong to an order now; its time may be longer than the hold's was. */
function onOrder({ page, pay_by, pay_by_words }) {
  stopClock();
  summary.dataset.until = pay_by;
  summary.querySelector(".extend")?.remove();
  summary.querySelector(".clock").dataset.extended = "";
  summary.dataset.last = "Pay now to keep them.";
  const [title, more] = summary.querySelectorAll(".clock .says > *");
  title.textContent = `Yours until ${pay_by_words}`;
  more.textContent = "Your order waits for its payment.";
  stopClock = startHoldClock(
    summary,
    pageReceivedAt(),
    afterPayment(() => location.assign(page)),
  );
}

if (form) attachPayment(form, onOrder);
