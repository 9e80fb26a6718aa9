/** Shows that the hold has expired, and offers the same seats again with one button. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} page @param {HTMLElement} root the empty basket @param {{seats: number[], text: string}} released */
export function showHoldExpired(page, root, released) {
  const notices =
    root.querySelector(".notices") ??
    root.insertBefore(Object.assign(document.createElement("div"), { className: "notices" }), root.firstChild);
  const notice = Object.assign(document.createElement("div"), { className: "notice calm", role: "alert" });
  const title = Object.assign(document.createElement("strong"), {
    textContent: "The time is over and your seats are on sale again.",
  });
  const text = Object.assign(document.createElement("span"), {
    textContent: `They were: ${released.text}. Nothing was charged.`,
  });
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button",
    textContent: "Take them again",
  });
  button.addEventListener("click", () => page.dispatchEvent(new CustomEvent("take-again", { detail: released.seats })));
  actions.append(button);
  const icon = root.ownerDocument.createElementNS(SVG, "svg");
  const use = root.ownerDocument.createElementNS(SVG, "use");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-seat");
  icon.append(use);
  notice.append(icon, title, text, actions);
  notices.replaceChildren(notice);
}
