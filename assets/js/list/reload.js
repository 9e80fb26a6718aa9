/** Another part of the house, another party, other prices: the list changes in place, with its address, and the focus stays. */

import { tell } from "../announce.js";

/** @param {HTMLElement} page the house, in which #look stands @param {() => void} changed hears when another list is there */
export function looks(page, changed) {
  const here = () => location.pathname + location.search;
  let asked = null, shown = here();
  const look = () => document.getElementById("look");
  const heading = () => document.getElementById("rows-h");

  async function show(address, push) {
    asked?.abort();
    const { signal } = (asked = new AbortController());
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
    } catch (problem) {
      if (problem.name !== "AbortError") location.assign(address);
    }
  }

  function swap(next) {
    const { activeElement: at } = document, inside = look().contains(at), id = inside && at.id;
    const open = [...look().querySelectorAll(".filter[open]")].length > 0;
    look().replaceWith(next);
    window.htmx?.process(next);
    if (open) next.querySelector(".filter")?.setAttribute("open", "");
    const again = id && document.getElementById(id);
    if (again) again.focus({ preventScroll: true }), typedMeanwhile(at, again);
    else if (inside) heading()?.focus();
    if (again || !inside) tell(summary(next));
    changed();
  }

  /** Whoever types goes on typing. */
  function typedMeanwhile(before, now) {
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
    const said = [...new FormData(event.target)].filter(([, value]) => value);
    show(`${event.target.action}?${new URLSearchParams(said)}`, true);
  });
  page.addEventListener("change", (event) => event.target.form?.id === "filters" && event.target.form.requestSubmit());
  addEventListener("popstate", () => here() !== shown && show(location.href, false)); // a link within the page is none
}
