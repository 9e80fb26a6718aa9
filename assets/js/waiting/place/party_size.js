/** How many come along: kept on this device, told to nobody. */

const KEY = "aisle.party";

const kept = () => { try { return Number(localStorage.getItem(KEY)); } catch { return 0; } };
const keep = (size) => { try { localStorage.setItem(KEY, String(size)); } catch { /* private windows forget */ } };

/** @param {HTMLElement} stepper @param {number} most @param {(size: number) => void} changed @returns {() => number} */
export function party(stepper, most, changed) {
  const buttons = [...stepper.querySelectorAll("[data-party]")], output = stepper.querySelector("output");
  let size = Math.min(most, Math.max(1, Math.floor(kept()) || Math.min(2, most)));
  const show = () => {
    output.textContent = size === 1 ? "Just you" : `Party of ${size}`;
    for (const button of buttons) button.disabled = size + Number(button.dataset.party) < 1 || size + Number(button.dataset.party) > most;
  };
  stepper.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-party]")?.dataset.party ?? 0);
    if (!step || size + step < 1 || size + step > most) return;
    keep((size += step));
    show();
    changed(size);
  });
  show();
  return () => size;
}
