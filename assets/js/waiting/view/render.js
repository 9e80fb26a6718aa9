/** Writes a view into the page, changing only what differs, so that focus and reading position stay. */

/** @import { Estimate, View } from "../types.js" */

import { clearAlert, announcePolite, announceNow } from "../../announce.js";
import { find, setText } from "../../dom.js";
import { asSentence, joinSentences } from "../../language/sentences.js";
import { gettext } from "../../language/translate.js";
import { estimateNodes, estimateText } from "./estimate.js";

/** @typedef {ReturnType<typeof createRenderer>} Page */

const SUMMARY_MS = 60_000;

/** Create the writer for one page. @param {HTMLElement} main */
export function createRenderer(main) {
  const element = (/** @type {string} */ name) => find(main, `[data-say="${name}"]`);
  const { title = "" } = main.dataset;
  const actionBar = find(main, ".place-actions");
  const buttons = /** @type {HTMLElement[]} */ ([...actionBar.children]);
  const heading = find(main, "h1");
  let lastAnnounced = "";
  let announcedAt = 0;
  let state = "";

  /** Write the view. @param {View} view */
  function write(view) {
    if (main.dataset.state !== view.state) clearAlert(); // the alert belongs to the old state
    main.dataset.state = view.state;
    setText(element("over"), view.eyebrow);
    setText(element("figure"), view.figure ?? "");
    setText(element("says"), view.headline);
    setEstimate(element("estimate"), view.estimate);
    setText(element("honest"), view.caveat ?? "");
    setText(find(actionBar, '[data-do="join"]'), view.join ?? gettext("Take a new place"));
    showActions(view);
    // Translators: the title of the window: "12 ahead of you: Opening Night · Aisle".
    if (view.title) document.title = gettext("{status}: {event} · Aisle", { status: view.title, event: title });
    announce(view);
  }

  /** Show the button of the view. A pressed one stays, busy, until there is an answer; then the focus moves to the next. @param {View} view */
  function showActions({ actions = [], busy = false }) {
    const next = buttons.find((node) => node.dataset.do === actions[0]);
    actionBar.hidden = !next;
    if (next) {
      next.hidden = false;
      next.setAttribute("aria-busy", String(busy));
    }
    for (const node of buttons) if (node !== next) hide(node, next);
  }

  /**
   * Hide a node; its focus moves to `next`, else to the heading.
   * @param {HTMLElement} node
   * @param {HTMLElement} [next]
   */
  function hide(node, next = heading) {
    const hadFocus = node.contains(document.activeElement);
    node.hidden = true;
    if (hadFocus) next.focus();
  }

  /** Announce the view once a minute, and at once when the state changes; never each figure of a countdown. @param {View} view */
  function announce(view) {
    if (view.state === "looking") return;
    const sentence = view.announcement ?? defaultAnnouncement(view);
    const now = performance.now();
    const isSoon = now - announcedAt < SUMMARY_MS;
    const isKnown = isSoon || sentence === lastAnnounced || view.figure?.includes(":");
    if (view.state === state && isKnown) return;
    (view.urgent ? announceNow : announcePolite)(sentence);
    lastAnnounced = sentence;
    announcedAt = now;
    state = view.state;
  }

  /**
   * Show or hide a notice.
   * @param {string} name
   * @param {string[] | null} text title and text, or the text alone; null hides it
   */
  function notice(name, text) {
    const node = element(name);
    node.hidden = !text;
    if (!text) return;
    if (text.length > 1) setText(find(node, "strong"), text[0]);
    setText(find(node, "span"), text.at(-1));
  }

  /**
   * Write one text, where the page has its element.
   * @param {string} name
   * @param {string} text
   */
  const writeText = (name, text) => setText(main.querySelector(`[data-say="${name}"]`), text);

  return { write, notice, hide, writeText };
}

/** Return headline and estimate of a view as text. @param {View} view */
const defaultAnnouncement = ({ headline, estimate }) => joinSentences(asSentence(headline), estimateText(estimate));

/**
 * Write an estimate with its bold parts.
 * @param {HTMLElement} node
 * @param {Estimate} [estimate]
 */
function setEstimate(node, estimate) {
  if (node.textContent !== estimateText(estimate)) node.replaceChildren(...estimateNodes(estimate));
}
