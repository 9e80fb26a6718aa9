/** Runs the filters: price levels one by one or as a range, and wheelchair spaces. Other seats are dimmed. */

/** Attaches the filters. @param {HTMLElement} page @param {Map<number, import("../model/prices.js").Level>} levels
 * @param {(shown: {off: Set<number>, access: boolean}) => void} changed called after each change */
export function attachFilters(page, levels, changed) {
  const buttons = [...page.querySelectorAll("[data-level-filter]")];
  const access = page.querySelector("[data-access-filter]");
  const [from, to] = ["from", "to"].map((name) => page.querySelector(`[data-range="${name}"]`));
  const isPressed = (button) => button?.getAttribute("aria-pressed") === "true";
  const setPressed = (button, is) => button.setAttribute("aria-pressed", String(is));
  const amount = (button) => levels.get(Number(button.dataset.levelFilter)).amount;

  function report() {
    changed({
      off: new Set(buttons.filter((button) => !isPressed(button)).map((button) => Number(button.dataset.levelFilter))),
      access: isPressed(access),
    });
  }

  /** Sets the range to the pressed levels. */
  function syncRange() {
    const amounts = buttons.filter(isPressed).map(amount);
    if (!from || !amounts.length) return;
    from.value = String(Math.min(...amounts));
    to.value = String(Math.max(...amounts));
  }

  /** Presses exactly the levels within the range; its ends may be in any order. */
  function applyRange() {
    const [min, max] = [Number(from.value), Number(to.value)].sort((a, b) => a - b);
    for (const button of buttons) setPressed(button, amount(button) >= min && amount(button) <= max);
    syncRange();
    report();
  }

  for (const button of [...buttons, access].filter(Boolean)) {
    button.addEventListener("click", () => {
      setPressed(button, !isPressed(button));
      syncRange();
      report();
    });
  }
  for (const select of [from, to]) select?.addEventListener("change", applyRange);
  if (from) syncRange(); // the browser may restore the selects on a reload
}
