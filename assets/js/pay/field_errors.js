/** What the house says about a field, beside it; as the page itself says it where there is no script. */

import { icon } from "./messages.js";

/** @param {HTMLFormElement} form @param {Record<string, string>} fields by name, the sentence that says what to do */
export function wrong(form, fields) {
  for (const [name, words] of Object.entries(fields)) {
    const input = form.elements[name], field = input.closest(".field");
    const error = Object.assign(document.createElement("p"), { className: "error", id: `${name}-error` });
    error.append(icon("warn"), Object.assign(document.createElement("span"), { textContent: words }));
    field.classList.add("wrong");
    note(field, true);
    field.append(error);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", error.id);
  }
  form.elements[Object.keys(fields)[0]].focus();
}

/** Nothing is wrong with it any more. @param {HTMLElement} field */
export function right(field) {
  const input = field.querySelector("input");
  field.classList.remove("wrong");
  field.querySelector(".error")?.remove();
  note(field, false);
  input.removeAttribute("aria-invalid");
  input.setAttribute("aria-describedby", `${input.id}-note`);
}

function note(field, hidden) {
  const words = field.querySelector(".note");
  if (words) words.hidden = hidden;
}
