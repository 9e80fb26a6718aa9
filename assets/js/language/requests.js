/** Requests whose answers are read by people: they are answered in the language of the page. */

/** Return the header that names the page's language. @returns {Record<string, string>} */
export const languageHeader = () => ({ "X-Language": globalThis.document?.documentElement.lang ?? "en" }); // tests have no document

/**
 * Fetch a text in the page's language.
 * @param {string} address
 * @param {RequestInit & {headers?: Record<string, string>}} [options]
 */
export const fetchInLanguage = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, ...languageHeader() } });

/** Have HTMX's requests answered in the page's language. */
export function sendLanguageByHtmx() {
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.request?.headers) Object.assign(ctx.request.headers, languageHeader());
  });
}
