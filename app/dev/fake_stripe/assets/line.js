/** The frame's end of the line to the page around it. */

let page = null; /* the origin of the page around us, once it has spoken */

/** Tells the page something. Before it has spoken only that we are awake. */
export function say(word, facts) {
  if (window.parent === window) return;
  if (page) window.parent.postMessage({ word, facts }, page);
  else if (word === "awake") window.parent.postMessage({ word }, "*");
}

/** `verbs` answer what the page asks; a returned value (or promise) is the answer. */
export function answerPage(verbs) {
  window.addEventListener("message", async (event) => {
    if (event.source !== window.parent || (page && event.origin !== page)) return;
    const { ask, verb, facts } = event.data ?? {};
    if (!Object.hasOwn(verbs, verb)) return;
    page = event.origin;
    const answer = await verbs[verb](facts);
    if (ask) window.parent.postMessage({ answer: ask, facts: answer }, page);
  });
  say("awake");
}
