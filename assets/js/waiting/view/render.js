/** Writes a view into the page, changing only what differs, so that focus and reading position stay. */

import { clearAlert, announcePolite, announceNow } from "../../announce.js";

const SUMMARY_MS = 60_000;

/** Creates the writer for one page. @param {HTMLElement} main */
export function createRenderer(main) {
  const element = (name) => main.querySelector(`[data-say="${name}"]`);
  const title = main.dataset.title;
  const buttons = main.querySelector(".place-actions");
  const heading = main.querySelector("h1");
  let lastAnnounced = "";
  let announcedAt = 0;
  let state = "";

  /** @param {import("./status_text.js").View} view */
  function write(view) {
    if (main.dataset.state !== view.state) clearAlert(); // the alert belongs to the old state
    main.dataset.state = view.state;
    setText(element("over"), view.eyebrow);
    setText(element("figure"), view.figure ?? "");
    setText(element("says"), view.headline);
    setEstimate(element("estimate"), view.estimate ?? []);
    setText(element("honest"), view.caveat ?? "");
    setText(buttons.querySelector('[data-do="join"]'), view.join ?? "Take a new place");
    showActions(view);
    if (view.title) document.title = `${view.title}: ${title} · Aisle`;
    announce(view);
  }

  /** Shows the button of the view. A pressed one stays, busy, until there is an answer; then the focus moves to the next. */
  function showActions({ actions = [], busy = false }) {
    const next = [...buttons.children].find((node) => node.dataset.do === actions[0]);
    buttons.hidden = !next;
    if (next) ((next.hidden = false), next.setAttribute("aria-busy", String(busy)));
    for (const node of buttons.children) if (node !== next) hide(node, next);
  }

  /** Hides a node; its focus moves to `next`, else to the heading. */
  function hide(node, next = heading) {
    const hadFocus = node.contains(document.activeElement);
    node.hidden = true;
    if (hadFocus) next.focus();
  }

  /** Announces the view once a minute, and at once when the state changes; never each figure of a countdown. */
  function announce(view) {
    const sentence = view.announcement ?? `${view.headline}. ${(view.estimate ?? []).join("")}`;
    const now = performance.now();
    const changed = view.state !== state;
    if (
      view.state === "looking" ||
      (!changed && (now - announcedAt < SUMMARY_MS || sentence === lastAnnounced || view.figure?.includes(":")))
    ) {
      return;
    }
    (view.urgent ? announceNow : announcePolite)(sentence);
    [lastAnnounced, announcedAt, state] = [sentence, now, view.state];
  }

  /** Shows or hides a notice. @param {string} name @param {string[] | null} text title and text, or the text alone */
  function notice(name, text) {
    const node = element(name);
    node.hidden = !text;
    if (!text) return;
    if (text.length > 1) setText(node.querySelector("strong"), text[0]);
    setText(node.querySelector("span"), text.at(-1));
  }

  return { write, notice, hide, setText: (name, text) => setText(element(name), text) };
}

function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

function setEstimate(node, [before = "", matters = "", after = ""]) {
  if (node.textContent === before + matters + after) return;
  const strong = Object.assign(document.createElement("b"), { textContent: matters });
  node.replaceChildren(before, ...(matters ? [strong] : []), after);
}
