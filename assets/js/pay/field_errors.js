/** Shows the server's errors beside their fields, as the page without script does. */

import { createIcon } from "./messages.js";

/** Shows the errors. @param {HTMLFormElement} form @param {Record<string, string>} fields sentences by field name */
export function showFieldErrors(form, fields) {
  for (const [name, words] of Object.entries(fields)) {
    const input = form.elements[name];
    const field = input.closest(".field");
    const error = Object.assign(document.createElement("p"), { className: "error", id: `${name}-error` });
    error.append(createIcon("warn"), Object.assign(document.createElement("span"), { textContent: words }));
    field.classList.add("wrong");
    hideNote(field, true);
    field.append(error);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", error.id);
  }
  form.elements[Object.keys(fields)[0]].focus();
}

/** Removes a field's error. @param {HTMLElement} field */
export function clearFieldError(field) {
  const input = field.querySelector("input");
  field.classList.remove("wrong");
  field.querySelector(".error")?.remove();
  hideNote(field, false);
  input.removeAttribute("aria-invalid");
  input.setAttribute("aria-describedby", `${input.id}-note`);
}

function hideNote(field, hidden) {
  const words = field.querySelector(".note");
  if (words) words.hidden = hidden;
}
