/** The price rail: what a seat of each level costs, all fees in, and which levels are shown. */

/** @typedef {{number: number, key: string, name: string, amount: number}} Level `amount` in minor units */

/** @param {HTMLElement} page @returns {Map<number, Level>} by number, from 1 */
export function levelsOf(page) {
  const levels = new Map();
  for (const button of page.querySelectorAll("[data-level-filter]")) {
    const number = Number(button.dataset.levelFilter), key = button.querySelector(".level").textContent.trim();
    levels.set(number, { number, key, name: button.title || key, amount: Number(button.dataset.amount) });
  }
  return levels;
}

/** A level's button takes its seats off the map, and puts them back. `changed` hears the numbers that are off. */
export function filters(page, changed) {
  const buttons = [...page.querySelectorAll("[data-level-filter]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      changed(new Set(buttons.filter((b) => b.getAttribute("aria-pressed") !== "true").map((b) => Number(b.dataset.levelFilter))));
    });
}
