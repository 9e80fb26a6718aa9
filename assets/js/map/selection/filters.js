/** What is looked for: price levels one by one or as a range, and places for a wheelchair. What is left out is dimmed, not gone. */

/** @param {HTMLElement} page @param {Map<number, import("../model/prices.js").Level>} levels
 * @param {(shown: {off: Set<number>, access: boolean}) => void} changed hears it after each change */
export function filters(page, levels, changed) {
  const buttons = [...page.querySelectorAll("[data-level-filter]")], access = page.querySelector("[data-access-filter]");
  const [from, to] = ["from", "to"].map((name) => page.querySelector(`[data-range="${name}"]`));
  const on = (button) => button?.getAttribute("aria-pressed") === "true", press = (button, is) => button.setAttribute("aria-pressed", String(is));
  const amount = (button) => levels.get(Number(button.dataset.levelFilter)).amount;

  function tell() {
    changed({ off: new Set(buttons.filter((button) => !on(button)).map((button) => Number(button.dataset.levelFilter))), access: on(access) });
  }

  /** The range as the levels that are on have it. */
  function span() {
    const amounts = buttons.filter(on).map(amount);
    if (!from || !amounts.length) return;
    from.value = String(Math.min(...amounts));
    to.value = String(Math.max(...amounts));
  }

  /** A range presses exactly the levels within it; its ends may be given in any order. */
  function narrow() {
    const [least, most] = [Number(from.value), Number(to.value)].sort((a, b) => a - b);
    for (const button of buttons) press(button, amount(button) >= least && amount(button) <= most);
    span();
    tell();
  }

  for (const button of [...buttons, access].filter(Boolean))
    button.addEventListener("click", () => {
      press(button, !on(button));
      span();
      tell();
    });
  for (const select of [from, to]) select?.addEventListener("change", narrow);
  if (from) span(); // a browser may have kept what was chosen before a reload
}
