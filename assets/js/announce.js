/** Speaks to screen readers: politely what can wait, at once what cannot. */

const region = (id, role) =>
  document.getElementById(id) ?? document.body.appendChild(Object.assign(document.createElement("p"), { id, className: "hush", role }));

/** Said again even when it is the same sentence as before. */
function into(node, sentence) {
  node.textContent = node.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

export const tell = (sentence) => into(region("tells", "status"), sentence);
export const warn = (sentence) => into(region("warns", "alert"), sentence);

/** What was said at once is not so any more. */
export const calm = () => document.getElementById("warns")?.replaceChildren();
