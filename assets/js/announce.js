/** Announcements to screen readers: politely, or at once. */

/**
 * Return the live region with this id; create it at the first call.
 * @param {string} id
 * @param {"status" | "alert"} role
 */
const region = (id, role) =>
  document.getElementById(id) ??
  document.body.appendChild(Object.assign(document.createElement("p"), { id, className: "hush", role }));

/**
 * Write a sentence so that it is announced again even if it is the same as before.
 * @param {HTMLElement} node
 * @param {string} sentence
 */
function write(node, sentence) {
  node.textContent = node.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

/** Announce a sentence that can wait. @param {string} sentence */
export const announcePolite = (sentence) => write(region("live-polite", "status"), sentence);

/** Announce a sentence that cannot wait. @param {string} sentence */
export const announceNow = (sentence) => write(region("live-assertive", "alert"), sentence);

/** Remove the last urgent announcement. */
export const clearAlert = () => document.getElementById("live-assertive")?.replaceChildren();
