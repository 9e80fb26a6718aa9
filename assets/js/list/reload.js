/** Reloads the list in place when section, party or prices change; the URL follows and the focus stays. */

import { announcePolite } from "../announce.js";
import { mergeAddresses } from "./address.js";

/** Attaches the listeners. @param {HTMLElement} page contains #look @param {() => void} changed called after each new list */
export function reloadInPlace(page, changed) {
  const here = () => location.pathname + location.search;
  const look = () => document.getElementById("look");
  let pending = null;
  let shown = here();
  let rendered = formAddress();
  const heading = () => document.getElementById("rows-h");

  async function show(address, push) {
    pending?.abort();
    const request = (pending = Object.assign(new AbortController(), { address }));
    const { signal } = request;
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
    } finally {
      if (pending === request) pending = null;
    }
  }

  /** The address that the filters stand for. @returns {string} "" where the page has no filters */
  function formAddress() {
    const form = document.getElementById("filters");
    return form ? `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}` : "";
  }

  /** Shows what a fan asked for, together with what an unfinished request asked for: both were chosen on the same list. */
  const ask = (address) =>
    show(pending && rendered ? mergeAddresses(rendered, pending.address, address) : address, true);

  function swap(next) {
    const { activeElement: at } = document;
    const inside = look().contains(at);
    const id = inside && at.id;
    const open = [...look().querySelectorAll(".filter[open]")].length > 0;
    look().replaceWith(next);
    window.htmx?.process(next);
    if (open) next.querySelector(".filter")?.setAttribute("open", "");
    rendered = formAddress(); // before what was typed is put back
    const again = id && document.getElementById(id);
    if (again) (again.focus({ preventScroll: true }), keepTyped(at, again));
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

  const summary = (next) =>
    [next.querySelector(".stepper output"), heading() ?? next.querySelector(".storey h2")]
      .map((node) => node?.textContent.trim())
      .filter(Boolean)
      .join(". ");

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("#look a[href]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(link.href);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.id !== "filters") return;
    event.preventDefault();
    ask(formAddress());
  });
  page.addEventListener("change", (event) => event.target.form?.id === "filters" && event.target.form.requestSubmit());
  addEventListener("popstate", () => here() !== shown && show(location.href, false)); // not for a link within the page
}
