/** The server's errors beside their fields, as the page without script shows them. */

import { find } from "../dom.js";
import { createIcon } from "./messages.js";

/**
 * Show the errors and focus the first field that has one.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} fields sentences by field name
 */
export function showFieldErrors(form, fields) {
  for (const [name, words] of Object.entries(fields)) {
    const input = inputOf(form, name);
    const field = /** @type {HTMLElement} */ (input.closest(".field"));
    const error = Object.assign(document.createElement("p"), { className: "error", id: `${name}-error` });
    error.append(createIcon("warn"), Object.assign(document.createElement("span"), { textContent: words }));
    field.classList.add("wrong");
    hideNote(field, true);
    field.append(error);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", error.id);
  }
  inputOf(form, Object.keys(fields)[0]).focus();
}

/**
 * Return the input with this name.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
const inputOf = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** Remove the error of a field. @param {HTMLElement} field */
export function clearFieldError(field) {
  const input = find(field, "input");
  field.classList.remove("wrong");
  field.querySelector(".error")?.remove();
  hideNote(field, false);
  input.removeAttribute("aria-invalid");
  input.setAttribute("aria-describedby", `${input.id}-note`);
}

/**
 * Hide or show the note of a field.
 * @param {HTMLElement} field
 * @param {boolean} hidden
 */
function hideNote(field, hidden) {
  /** @type {HTMLElement | null} */
  const words = field.querySelector(".note");
  if (words) words.hidden = hidden;
}
