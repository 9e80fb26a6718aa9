/** The checkout page: clock and payment. At the end of the time it loads the page that says what became of the seats. */

/** @import { CreatedOrder } from "./pay/types.js" */

import { pageReceivedAt } from "./clock.js";
import { find, findAll } from "./dom.js";
import { startHoldClock } from "./hold_clock.js";
import { formatTime } from "./language/format.js";
import { gettext } from "./language/translate.js";
import { keepTypedFields } from "./language/typed_fields.js";
import { attachPayment } from "./pay/checkout.js";

/** @type {HTMLElement | null} */
const summary = document.querySelector(".summary[data-until]");
/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-pay]");
const isPaying = () => Boolean(form?.querySelector(".pay-now [aria-busy]"));
const reloadCheckout = () => location.replace(location.pathname.replace(/\/orders$/, "/checkout"));

/**
 * Return a function that calls `go` after a second, and not before a payment under way has ended.
 * @param {() => void} go
 * @returns {() => void}
 */
const afterPayment = (go) => () => {
  setTimeout(() => (isPaying() ? afterPayment(go)() : go()), 1000 + Math.random() * 500);
};

let stopClock = summary ? startHoldClock(summary, pageReceivedAt(), afterPayment(reloadCheckout)) : () => {};

/** Show the time of the new order, which now has the seats: it may be longer than the hold's was. @param {CreatedOrder} order */
function onOrder({ page, pay_by }) {
  if (!summary || !pay_by) return;
  stopClock();
  summary.dataset.until = pay_by;
  summary.querySelector(".extend")?.remove();
  find(summary, ".clock").dataset.extended = "";
  summary.dataset.last = gettext("Pay now to keep them.");
  const [title, more] = findAll(summary, ".clock .says > *");
  title.textContent = gettext("Yours until {time}", { time: formatTime(new Date(pay_by)) });
  more.textContent = gettext("Your order waits for its payment.");
  stopClock = startHoldClock(
    summary,
    pageReceivedAt(),
    afterPayment(() => location.assign(page)),
  );
}

/** @type {HTMLFormElement | null} */
const typed = document.querySelector("form.checkout-form");
if (typed) keepTypedFields(typed);
if (form) attachPayment(form, onOrder);
