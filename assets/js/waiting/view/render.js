/** Writes what is to be said into the page, and only what has changed: nothing that is read or pressed goes away under a finger. */

import { calm, tell, warn } from "../../announce.js";

const SUMMARY = 60_000;

/** @param {HTMLElement} main */
export function show(main) {
  const part = (name) => main.querySelector(`[data-say="${name}"]`), title = main.dataset.title;
  const actions = main.querySelector(".place-actions"), heading = main.querySelector("h1");
  let told = "", toldAt = 0, state = "";

  /** @param {import("./status_text.js").View} view */
  function write(view) {
    if (main.dataset.state !== view.state) calm(); // what was urgent a moment ago is not so any more
    main.dataset.state = view.state;
    words(part("over"), view.over);
    words(part("figure"), view.figure ?? "");
    words(part("says"), view.says);
    estimate(part("estimate"), view.estimate ?? []);
    words(part("honest"), view.honest ?? "");
    words(actions.querySelector('[data-do="join"]'), view.join ?? "Take a new place");
    buttons(view);
    if (view.title) document.title = `${view.title}: ${title} · Aisle`;
    speak(view);
  }

  /** One that was pressed stays, busy, until there is an answer; the hand that pressed it is then led on. */
  function buttons({ does = [], busy = false }) {
    const next = [...actions.children].find((node) => node.dataset.do === does[0]);
    actions.hidden = !next;
    if (next) (next.hidden = false), next.setAttribute("aria-busy", String(busy));
    for (const node of actions.children) if (node !== next) hide(node, next);
  }

  /** Takes something away; whoever had it in hand goes on from `next`, else from the heading. */
  function hide(node, next = heading) {
    const held = node.contains(document.activeElement);
    node.hidden = true;
    if (held) next.focus();
  }

  /** Each minute, and at once when something happened; never each figure. */
  function speak(view) {
    const sentence = view.tells ?? `${view.says}. ${(view.estimate ?? []).join("")}`, now = performance.now();
    const turned = view.state !== state;
    if (view.state === "looking" || (!turned && (now - toldAt < SUMMARY || sentence === told || view.figure?.includes(":")))) return;
    (view.loud ? warn : tell)(sentence);
    [told, toldAt, state] = [sentence, now, view.state];
  }

  /** A notice, or none. @param {string} name @param {string[] | null} said title and words; one alone goes into the words */
  function notice(name, said) {
    const node = part(name);
    node.hidden = !said;
    if (!said) return;
    if (said.length > 1) words(node.querySelector("strong"), said[0]);
    words(node.querySelector("span"), said.at(-1));
  }

  return { write, notice, hide, words: (name, said) => words(part(name), said) };
}

function words(node, said) {
  if (node && node.textContent !== said) node.textContent = said;
}

function estimate(node, [before = "", matters = "", after = ""]) {
  if (node.textContent === before + matters + after) return;
  const strong = Object.assign(document.createElement("b"), { textContent: matters });
  node.replaceChildren(before, ...(matters ? [strong] : []), after);
}
