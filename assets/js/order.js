/** The page of an order that waits: for its fan, who pays here, or for the bank; then it looks again by itself. */

import "./auto_refresh.js";
import { pageCame } from "./clock.js";
import { holdClock } from "./hold_clock.js";
import { payment } from "./pay/checkout.js";

const form = document.querySelector("form[data-pay]");

if (form) {
  payment(form);
  holdClock(form, pageCame(), () => {}); // when the time is over, the page looks again by itself
}
