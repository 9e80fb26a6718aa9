/** The size of the party, kept on this device; it is never sent to the server. */

import { closestTo, find, findAll } from "../../dom.js";
import { gettext, ngettext } from "../../language/translate.js";

const KEY = "aisle.party";

const readSize = () => {
  try {
    return Number(localStorage.getItem(KEY));
  } catch {
    return 0;
  }
};

/** Store the size for the next page. @param {number} size */
const storeSize = (size) => {
  try {
    localStorage.setItem(KEY, String(size));
  } catch {
    /* private windows have no storage */
  }
};

/**
 * Attach the stepper.
 * @param {HTMLElement} stepper
 * @param {number} max
 * @param {(size: number) => void} onChange
 * @returns {() => number} the current size
 */
export function attachPartySize(stepper, max, onChange) {
  /** @type {HTMLButtonElement[]} */
  const buttons = findAll(stepper, "[data-party]");
  const output = find(stepper, "output");
  let size = Math.min(max, Math.max(1, Math.floor(readSize()) || Math.min(2, max)));

  const isAllowed = (/** @type {number} */ next) => next >= 1 && next <= max;

  function show() {
    output.textContent = size === 1 ? gettext("Just you") : ngettext("Party of {count}", "Party of {count}", size);
    for (const button of buttons) button.disabled = !isAllowed(size + Number(button.dataset.party));
  }
  stepper.addEventListener("click", (event) => {
    const step = Number(closestTo(event, "[data-party]")?.dataset.party ?? 0);
    if (!step || !isAllowed(size + step)) return;
    size += step;
    storeSize(size);
    show();
    onChange(size);
  });
  show();
  return () => size;
}
