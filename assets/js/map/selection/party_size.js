/** The party size: the stepper over the map, stored for the next page. */

import { find, findAll } from "../../dom.js";
import { ngettext } from "../../language/translate.js";

const SizeTarget = /** @type {new () => TypedEventTarget<{change: Event}>} */ (EventTarget);

/** How many seats one tap takes. Dispatches "change". */
export class PartySize extends SizeTarget {
  /**
   * @param {HTMLElement | null} stepper two buttons and an output; without one the size is 1
   * @param {number} max
   */
  constructor(stepper, max) {
    super();
    this.stepper = stepper;
    this.max = max;
    this.value = stepper ? Math.min(max, Number(sessionStorage.getItem("party")) || 1) : 1;
    const [fewer, more] = this.#buttons();
    fewer?.addEventListener("click", () => this.set(this.value - 1));
    more?.addEventListener("click", () => this.set(this.value + 1));
    this.#print();
  }

  /** Set the size, within its limits. @param {number} size */
  set(size) {
    this.value = Math.min(this.max, Math.max(1, size));
    sessionStorage.setItem("party", String(this.value));
    this.#print();
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return this.stepper ? findAll(this.stepper, "button") : [];
  }

  #print() {
    if (!this.stepper) return;
    const [fewer, more] = this.#buttons();
    find(this.stepper, "output").textContent =
      this.value === 1
        ? ngettext("{count} seat", "{count} seats", this.value)
        : // Translators: so many seats side by side.
          ngettext("{count} together", "{count} together", this.value);
    fewer.disabled = this.value === 1;
    more.disabled = this.value === this.max;
  }
}
