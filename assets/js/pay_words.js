/** What is said when a payment did not go through: what happened, what was kept, what to do. */

const SVG = "http://www.w3.org/2000/svg";

const BANK = {
  insufficient_funds: "Your bank says that there is not enough money on this card.",
  expired_card: "This card has expired.",
  incorrect_cvc: "The security code does not fit this card.",
  incorrect_number: "This is not the number of a card.",
  payment_intent_authentication_failure: "Your bank could not make sure that it is you.",
  processing_error: "Your bank stumbled over this payment.",
};

/** @param {{type: string, code?: string, decline_code?: string, message?: string}} error @param {string} until wall time */
export function declined(error, until) {
  if (error.type === "validation_error") return { title: "The card is not complete yet.", text: error.message ?? "" };
  const kept = `Your seats stay yours until ${until} and everything you typed is still here. Try again, or pay with another card.`;
  const said = BANK[error.decline_code] ?? BANK[error.code];
  if (said) return { title: `${said} Nothing was charged.`, text: kept };
  if (error.type === "card_error") return { title: "Your bank declined the card. Nothing was charged.", text: kept };
  return { title: "The payment company could not take this.", text: `${error.message ?? ""} Your seats stay yours until ${until}.`.trim() };
}

/** Says it above the form, and moves there; null takes it away.
 * @param {HTMLElement} form @param {{title: string, text: string, again?: boolean} | null} words */
export function says(form, words) {
  const place = form.querySelector("#pay-says");
  place.replaceChildren();
  if (!words) return;
  const notice = Object.assign(document.createElement("div"), { className: "notice bad" });
  notice.setAttribute("role", "alert");
  const icon = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-stop");
  icon.append(use);
  notice.append(icon, Object.assign(document.createElement("strong"), { textContent: words.title }));
  if (words.text) notice.append(Object.assign(document.createElement("span"), { textContent: words.text }));
  if (words.again) {
    const actions = Object.assign(document.createElement("span"), { className: "actions" });
    const link = Object.assign(document.createElement("a"), { className: "button", href: location.href, textContent: "Load the page again" });
    actions.append(link);
    notice.append(actions);
  }
  place.append(notice);
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center", behavior: "auto" });
}
