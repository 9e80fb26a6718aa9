/** When the time is up: says so, and offers the same seats again in one press. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} page @param {HTMLElement} root the empty basket @param {{seats: number[], words: string}} had */
export function expired(page, root, had) {
  const saying = root.querySelector(".saying") ?? root.insertBefore(Object.assign(document.createElement("div"), { className: "saying" }), root.firstChild);
  const notice = Object.assign(document.createElement("div"), { className: "notice calm", role: "alert" });
  const title = Object.assign(document.createElement("strong"), { textContent: "The time is over and your seats are on sale again." });
  const words = Object.assign(document.createElement("span"), { textContent: `They were: ${had.words}. Nothing was charged.` });
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const again = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Take them again" });
  again.addEventListener("click", () => page.dispatchEvent(new CustomEvent("take-again", { detail: had.seats })));
  actions.append(again);
  const icon = root.ownerDocument.createElementNS(SVG, "svg"), use = root.ownerDocument.createElementNS(SVG, "use");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-seat");
  icon.append(use);
  notice.append(icon, title, words, actions);
  saying.replaceChildren(notice);
}
