/** Keeps the size of the party on this device; it is never sent to the server. */

const KEY = "aisle.party";

const readSize = () => {
  try {
    return Number(localStorage.getItem(KEY));
  } catch {
    return 0;
  }
};
const storeSize = (size) => {
  try {
    localStorage.setItem(KEY, String(size));
  } catch {
    /* private windows have no storage */
  }
};

/** Runs the stepper. @param {HTMLElement} stepper @param {number} max @param {(size: number) => void} onChange @returns {() => number} */
export function attachPartySize(stepper, max, onChange) {
  const buttons = [...stepper.querySelectorAll("[data-party]")];
  const output = stepper.querySelector("output");
  let size = Math.min(max, Math.max(1, Math.floor(readSize()) || Math.min(2, max)));
  const show = () => {
    output.textContent = size === 1 ? "Just you" : `Party of ${size}`;
    for (const button of buttons) {
      button.disabled = size + Number(button.dataset.party) < 1 || size + Number(button.dataset.party) > max;
    }
  };
  stepper.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-party]")?.dataset.party ?? 0);
    if (!step || size + step < 1 || size + step > max) return;
    storeSize((size += step));
    show();
    onChange(size);
  });
  show();
  return () => size;
}
