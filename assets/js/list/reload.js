/** Reloads the list in place when section, party or prices change; the URL follows and the focus stays. */

import { announcePolite } from "../announce.js";

/** Attaches the listeners. @param {HTMLElement} page contains #look @param {() => void} changed called after each new list */
export function reloadInPlace(page, changed) {
  const here = () => location.pathname + location.search;
  let pending = null, shown = here();
  const look = () => document.getElementById("look");
  const heading = () => document.getElementById("rows-h");

  async function show(address, push) {
    pending?.abort();
    const { signal } = (pending = new AbortController());
    look().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
      const read = document.createElement("template"); // a whole document would try to apply its styles
      read.innerHTML = await answer.text();
      const next = read.content.getElementById("look");
      if (!answer.ok || !next) return location.assign(address);
      if (push && address !== location.href) history.pushState(null, "", address);
      shown = here();
      swap(document.adoptNode(next));
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }

  function swap(next) {
    const { activeElement: at } = document, inside = look().contains(at), id = inside && at.id;
    const open = [...look().querySelectorAll(".filter[open]")].length > 0;
    look().replaceWith(next);
    window.htmx?.process(next);
    if (open) next.querySelector(".filter")?.setAttribute("open", "");
    const again = id && document.getElementById(id);
    if (again) again.focus({ preventScroll: true }), keepTyped(at, again);
    else if (inside) heading()?.focus();
    if (again || !inside) announcePolite(summary(next));
    changed();
  }

  /** Keeps what was typed during the request. */
  function keepTyped(before, now) {
    if (!now.matches("input:not([type=checkbox])") || now.value === before.value) return;
    now.value = before.value;
    now.setSelectionRange?.(now.value.length, now.value.length);
  }

  const summary = (next) => [next.querySelector(".stepper output"), heading() ?? next.querySelector(".storey h2")].map((node) => node?.textContent.trim()).filter(Boolean).join(". ");

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("#look a[href]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href, true);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.id !== "filters") return;
    event.preventDefault();
    const fields = [...new FormData(event.target)].filter(([, value]) => value);
    show(`${event.target.action}?${new URLSearchParams(fields)}`, true);
  });
  page.addEventListener("change", (event) => event.target.form?.id === "filters" && event.target.form.requestSubmit());
  addEventListener("popstate", () => here() !== shown && show(location.href, false)); // not for a link within the page
}
