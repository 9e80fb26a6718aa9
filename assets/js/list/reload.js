/** The list is reloaded in place when section, party or prices change; the URL follows and the focus stays. */

import { announcePolite } from "../announce.js";
import { closestTo, findById } from "../dom.js";
import { fetchInLanguage } from "../language/requests.js";
import { asSentence, joinSentences } from "../language/sentences.js";
import { mergeAddresses } from "./address.js";

/**
 * Attach the listeners.
 * @param {HTMLElement} page contains #look
 * @param {() => void} changed called after each new list
 */
export function reloadInPlace(page, changed) {
  const here = () => location.pathname + location.search;
  const look = () => findById("look");
  const heading = () => document.getElementById("rows-h");
  /** @type {{controller: AbortController, address: string} | null} the request under way */
  let pending = null;
  let shown = here();
  let rendered = formAddress();

  /**
   * Fetch a list and show it; any request before is given up.
   * @param {string} address
   * @param {boolean} push whether the URL follows
   */
  async function show(address, push) {
    pending?.controller.abort();
    const request = { controller: new AbortController(), address };
    const { signal } = request.controller;
    pending = request;
    look().setAttribute("aria-busy", "true");
    try {
      const answer = await fetchInLanguage(address, { signal, headers: { Accept: "text/html" } });
      const read = document.createElement("template"); // a whole document would try to apply its styles
      read.innerHTML = await answer.text();
      const next = read.content.getElementById("look");
      if (!answer.ok || !next) return location.assign(address);
      if (push && address !== location.href) history.pushState(null, "", address);
      shown = here();
      swap(document.adoptNode(next));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AbortError") location.assign(address);
    } finally {
      if (pending === request) pending = null;
    }
  }

  /** Return the address that the filters stand for; "" where the page has no filters. */
  function formAddress() {
    const form = /** @type {HTMLFormElement | null} */ (document.getElementById("filters"));
    if (!form) return "";
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, String(value));
    return `${form.action}?${query}`;
  }

  /** Show what a fan asked for, together with what an unfinished request asked for: both were chosen on the same list. @param {string} address */
  const ask = (address) =>
    show(pending && rendered ? mergeAddresses(rendered, pending.address, address) : address, true);

  /** Put the new list in the place of the old one, and the focus where it was. @param {HTMLElement} next */
  function swap(next) {
    const { activeElement: at } = document;
    const inside = look().contains(at) ? at : null;
    const open = look().querySelector(".filter[open]") !== null;
    look().replaceWith(next);
    window.htmx?.process(next);
    if (open) next.querySelector(".filter")?.setAttribute("open", "");
    rendered = formAddress(); // before what was typed is put back
    const again = inside?.id ? document.getElementById(inside.id) : null;
    if (inside && again) {
      again.focus({ preventScroll: true });
      keepTyped(inside, again);
    } else if (inside) heading()?.focus();
    if (again || !inside) announcePolite(summary(next));
    changed();
  }

  /**
   * Keep what was typed during the request.
   * @param {Element} before
   * @param {Element} now
   */
  function keepTyped(before, now) {
    if (!(before instanceof HTMLInputElement && now instanceof HTMLInputElement)) return;
    if (now.type === "checkbox" || now.value === before.value) return;
    now.value = before.value;
    now.setSelectionRange?.(now.value.length, now.value.length);
  }

  /** Return what the list shows, as sentences. @param {HTMLElement} next */
  function summary(next) {
    const shown = [next.querySelector(".stepper output"), heading() ?? next.querySelector(".storey h2")];
    const texts = shown.map((node) => node?.textContent.trim() ?? "").filter(Boolean);
    return joinSentences(...texts.map(asSentence));
  }

  page.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = closestTo(event, "#look a[href]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(link.href);
  });
  page.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.id !== "filters") return;
    event.preventDefault();
    ask(formAddress());
  });
  page.addEventListener("change", (event) => {
    const { form } = /** @type {HTMLInputElement} */ (event.target);
    if (form?.id === "filters") form.requestSubmit();
  });
  addEventListener("popstate", () => {
    if (here() !== shown) show(location.href, false); // not for a link within the page
  });
}
