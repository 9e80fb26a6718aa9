/** Announces sentences to screen readers: politely, or at once. */

const region = (id, role) =>
  document.getElementById(id) ??
  document.body.appendChild(Object.assign(document.createElement("p"), { id, className: "hush", role }));

/** Announces a sentence again even if it is the same as before. */
function write(node, sentence) {
  node.textContent = node.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

/** Announces what can wait. */
export const announcePolite = (sentence) => write(region("live-polite", "status"), sentence);
/** Announces what cannot wait. */
export const announceNow = (sentence) => write(region("live-assertive", "alert"), sentence);

/** Removes the last urgent announcement. */
export const clearAlert = () => document.getElementById("live-assertive")?.replaceChildren();
