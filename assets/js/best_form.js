/** Runs the plus and minus buttons of the best seats form. Without script its numbers are typed. */

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-step]");
  const field = button?.parentElement.querySelector("input[type=number]");
  if (!field) return;
  const wanted = (Number(field.value) || 0) + Number(button.dataset.step);
  field.value = Math.min(Math.max(wanted, Number(field.min)), Number(field.max || wanted));
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
