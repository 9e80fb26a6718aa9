/** The notice that a hold has expired. It offers the same seats again with one button. */

import { createSvg } from "./dom.js";
import { gettext } from "./language/translate.js";

/**
 * Show the notice in an empty basket.
 * @param {HTMLElement} page
 * @param {HTMLElement} root the empty basket
 * @param {{seats: number[], text: string}} released
 */
export function showHoldExpired(page, root, released) {
  const notices =
    root.querySelector(".notices") ??
    root.insertBefore(Object.assign(document.createElement("div"), { className: "notices" }), root.firstChild);
  const notice = Object.assign(document.createElement("div"), { className: "notice calm", role: "alert" });
  const title = Object.assign(document.createElement("strong"), {
    textContent: gettext("The time is over and your seats are on sale again."),
  });
  const text = Object.assign(document.createElement("span"), {
    textContent: gettext("They were: {seats}. Nothing was charged.", { seats: released.text }),
  });
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button",
    textContent: gettext("Take them again"),
  });
  button.addEventListener("click", () => page.dispatchEvent(new CustomEvent("take-again", { detail: released.seats })));
  actions.append(button);
  const icon = createSvg("svg", { class: "icon", "aria-hidden": "true" });
  icon.append(createSvg("use", { href: "#i-seat" }));
  notice.append(icon, title, text, actions);
  notices.replaceChildren(notice);
}
