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
  if (error.type === "validation_error") return { title: `The card is not ${error.code?.startsWith("incomplete") ? "complete" : "right"} yet. Nothing was ordered.`, beside: true };
  const kept = `Your seats stay yours until ${until} and everything you typed is still here. Try again, or pay with another card.`;
  const said = BANK[error.decline_code] ?? BANK[error.code];
  if (said) return { title: `${said} Nothing was charged.`, text: kept };
  if (error.type === "card_error") return { title: "Your bank declined the card. Nothing was charged.", text: kept };
  return { title: "The payment company could not take this.", text: `${error.message ?? ""} Your seats stay yours until ${until}.`.trim() };
}

const HOUSE = {
  bank_away: ["The payment company does not answer.", "Press Pay again in a moment: you are charged once, whatever happened."],
  bank_refuses: ["The payment company cannot take this payment.", "Nothing was charged, and the house has been told."],
};

/** What the house said no to, and what stays. @param {{error?: string, says?: string}} told @param {string} until wall time */
export function refused(told, until) {
  const [title, ...more] = HOUSE[told.error] ?? (told.says ?? "The house does not answer.").split(/(?<=\.) /);
  return { title, text: [`Your seats stay yours until ${until} and everything you typed is still here.`, ...more].join(" ") };
}

/** Whether only the bank knows what became of it: no answer came, or the payment was not open any more.
 * @param {{type: string, payment_intent?: {status: string}}} error */
export function unclear({ type, payment_intent }) {
  return ["api_connection_error", "api_error"].includes(type) || ["succeeded", "processing", "canceled"].includes(payment_intent?.status);
}

/** Says it above the form, and moves there (not where it is said `beside` the field as well); null takes it away.
 * @param {HTMLElement} form @param {{title: string, text?: string, again?: string | (() => void), beside?: boolean} | null} words */
export function says(form, words) {
  const place = form.querySelector("#pay-says");
  place.replaceChildren();
  if (!words) return;
  const notice = Object.assign(document.createElement("div"), { className: "notice bad" });
  notice.append(icon("stop"), Object.assign(document.createElement("strong"), { textContent: words.title }));
  if (words.text) notice.append(Object.assign(document.createElement("span"), { textContent: words.text }));
  if (words.again) notice.append(wayOn(words.again));
  place.append(notice);
  if (words.beside) return;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center", behavior: "auto" });
}

/** One of the house's icons. */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  drawn.append(use);
  return drawn;
}

/** A link that loads a page, or a button that tries what did not go. */
function wayOn(again) {
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const link = typeof again === "string";
  const made = link ? { href: again, textContent: "Load the page again" } : { type: "button", textContent: "Try again" };
  const way = Object.assign(document.createElement(link ? "a" : "button"), { className: "button", ...made });
  if (!link) way.addEventListener("click", again);
  actions.append(way);
  return actions;
}
