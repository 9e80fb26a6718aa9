/** The frame's messages to and from the surrounding page. */

let page = null; /* the origin of the page around us, once it has sent a message */

/** Send a message to the page. Until the page has sent one, only "awake" is sent. */
export function say(word, facts) {
  if (window.parent === window) return;
  if (page) window.parent.postMessage({ word, facts }, page);
  else if (word === "awake") window.parent.postMessage({ word }, "*");
}

/** Call the function in `verbs` that the page's message names; its result (or promise) is the answer. */
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
