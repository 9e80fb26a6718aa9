/** Formats the card fields during typing: groups of four, a slash after the month. */

export const digitsOf = (text) => text.replace(/\D/g, "");

export function grouped(text) {
  return digitsOf(text)
    .slice(0, 19)
    .replace(/(\d{4})(?=\d)/g, "$1 ");
}

export function monthAndYear(text, deleting) {
  let digits = digitsOf(text);
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  digits = digits.slice(0, 4);
  if (digits.length > 2 || (digits.length === 2 && !deleting)) return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
  return digits;
}

/** Rewrite a field at every key press, and keep the caret after the digit that it followed. */
export function writes(field, rewrite) {
  field.addEventListener("input", (event) => {
    const deleting = event.inputType?.startsWith("delete") ?? false;
    const atEnd = field.selectionStart === field.value.length;
    const before = digitsOf(field.value.slice(0, field.selectionStart)).length;
    field.value = rewrite(field.value, deleting);
    if (atEnd) return;
    let place = 0;
    for (let seen = 0; place < field.value.length && seen < before; place += 1) seen += /\d/.test(field.value[place]);
    field.setSelectionRange(place, place);
  });
}

export function brandOf(text) {
  const digits = digitsOf(text);
  if (/^3[47]/.test(digits)) return "American Express";
  return { 2: "Mastercard", 4: "Visa", 5: "Mastercard", 6: "Discover" }[digits[0]] ?? "";
}
