/** The plus and minus buttons of the best seats form. Without script its numbers are typed. */

import { closestTo } from "./dom.js";

document.addEventListener("click", (event) => {
  const button = closestTo(event, "[data-step]");
  /** @type {HTMLInputElement | null | undefined} */
  const field = button?.parentElement?.querySelector("input[type=number]");
  if (!button || !field) return;
  const wanted = (Number(field.value) || 0) + Number(button.dataset.step);
  field.value = String(Math.min(Math.max(wanted, Number(field.min)), Number(field.max || wanted)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
