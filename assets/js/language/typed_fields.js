/** Keeps what a fan has typed into a form while the page is loaded again in another language. */

const KEY = "aisle.typed";

/** Return the fields that are kept. @param {HTMLFormElement} form */
const fieldsOf = (form) =>
  /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name='name'], input[name='email']"));

/** Fill the empty fields with what was kept, and forget it. @param {HTMLFormElement} form */
function restore(form) {
  const { path, ...typed } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  sessionStorage.removeItem(KEY);
  if (path !== location.pathname) return;
  for (const field of fieldsOf(form)) field.value ||= typed[field.name] ?? "";
}

/** Keep what is typed for the page at this path. @param {HTMLFormElement} form @param {string} path */
function keep(form, path) {
  const typed = Object.fromEntries([...fieldsOf(form)].map(({ name, value }) => [name, value]));
  sessionStorage.setItem(KEY, JSON.stringify({ ...typed, path }));
}

/** Do it unless the browser refuses storage: then the fields are typed again. @param {() => void} step */
function tryStorage(step) {
  try {
    step();
  } catch {
    /* private windows have no storage */
  }
}

/** Keep name and e-mail address of a form when a link to another language is followed. @param {HTMLFormElement} form */
export function keepTypedFields(form) {
  tryStorage(() => restore(form));
  document.querySelector("#languages")?.addEventListener("click", ({ target }) => {
    const link = /** @type {Element} */ (target).closest("a");
    if (link) tryStorage(() => keep(form, link.pathname));
  });
}
