/** The filters: price levels one by one or as a range, and wheelchair spaces. Other seats are dimmed. */

/** @import { Filter, Level } from "../types.js" */

import { findAll } from "../../dom.js";

const isPressed = (/** @type {Element | null} */ button) => button?.getAttribute("aria-pressed") === "true";

/**
 * Press or release a button.
 * @param {Element} button
 * @param {boolean} is
 */
const setPressed = (button, is) => button.setAttribute("aria-pressed", String(is));

/**
 * Attach the filters.
 * @param {HTMLElement} page
 * @param {Map<number, Level>} levels
 * @param {(shown: Filter) => void} changed called after each change
 */
export function attachFilters(page, levels, changed) {
  const buttons = findAll(page, "[data-level-filter]");
  /** @type {HTMLElement | null} */
  const access = page.querySelector("[data-access-filter]");
  /** @type {HTMLSelectElement | null} */
  const from = page.querySelector('[data-range="from"]');
  /** @type {HTMLSelectElement | null} */
  const to = page.querySelector('[data-range="to"]');
  const levelOf = (/** @type {HTMLElement} */ button) => Number(button.dataset.levelFilter);
  const amountOf = (/** @type {HTMLElement} */ button) => levels.get(levelOf(button))?.amount ?? 0;

  function report() {
    changed({
      off: new Set(buttons.filter((button) => !isPressed(button)).map(levelOf)),
      access: isPressed(access),
    });
  }

  /** Set the range to the pressed levels. */
  function syncRange() {
    const amounts = buttons.filter(isPressed).map(amountOf);
    if (!from || !to || !amounts.length) return;
    from.value = String(Math.min(...amounts));
    to.value = String(Math.max(...amounts));
  }

  /** Press exactly the levels within the range; its ends may be in any order. */
  function applyRange() {
    const ends = [Number(from?.value), Number(to?.value)];
    const [min, max] = [Math.min(...ends), Math.max(...ends)];
    for (const button of buttons) setPressed(button, amountOf(button) >= min && amountOf(button) <= max);
    syncRange();
    report();
  }

  for (const button of access ? [...buttons, access] : buttons) {
    button.addEventListener("click", () => {
      setPressed(button, !isPressed(button));
      syncRange();
      report();
    });
  }
  for (const select of [from, to]) select?.addEventListener("change", applyRange);
  if (from) syncRange(); // the browser may restore the selects on a reload
}
