/** The page of an order: payment where it is due, and refresh while the bank decides. */

import "./auto_refresh.js";
import { pageReceivedAt } from "./clock.js";
import { startHoldClock } from "./hold_clock.js";
import { attachPayment } from "./pay/checkout.js";

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-pay]");

if (form) {
  attachPayment(form);
  startHoldClock(form, pageReceivedAt(), () => {}); // at the end of the time the page refreshes by itself
}
