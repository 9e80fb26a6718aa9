/** Messages for payments that did not go through: what happened, what was kept, what to do. */

const SVG = "http://www.w3.org/2000/svg";

const DECLINE_REASONS = {
  insufficient_funds: "Your bank says that there is not enough money on this card.",
  expired_card: "This card has expired.",
  incorrect_cvc: "The security code does not fit this card.",
  incorrect_number: "This is not the number of a card.",
  payment_intent_authentication_failure: "Your bank could not make sure that it is you.",
  processing_error: "Your bank stumbled over this payment.",
};

/** The message for a Stripe error. @param {{type: string, code?: string, decline_code?: string, message?: string}} error @param {string} until wall time */
export function declineMessage(error, until) {
  if (error.type === "validation_error") {
    return {
      title: `The card is not ${error.code?.startsWith("incomplete") ? "complete" : "right"} yet. Nothing was ordered.`,
      beside: true,
    };
  }
  const keptText = `Your seats stay yours until ${until} and everything you typed is still here. Try again, or pay with another card.`;
  const reason = DECLINE_REASONS[error.decline_code] ?? DECLINE_REASONS[error.code];
  if (reason) return { title: `${reason} Nothing was charged.`, text: keptText };
  if (error.type === "card_error") {
    return { title: "Your bank declined the card. Nothing was charged.", text: keptText };
  }
  return {
    title: "The payment company could not take this.",
    text: `${error.message ?? ""} Your seats stay yours until ${until}.`.trim(),
  };
}

const SERVER_ERRORS = {
  bank_away: [
    "The payment company does not answer.",
    "Press Pay again in a moment: you are charged once, whatever happened.",
  ],
  bank_refuses: ["The payment company cannot take this payment.", "Nothing was charged, and the house has been told."],
};

/** The message for an order that the server refused. @param {{error?: string, says?: string}} response @param {string} until wall time */
export function orderErrorMessage(response, until) {
  const [title, ...more] =
    SERVER_ERRORS[response.error] ?? (response.says ?? "The house does not answer.").split(/(?<=\.) /);
  return {
    title,
    text: [`Your seats stay yours until ${until} and everything you typed is still here.`, ...more].join(" "),
  };
}

/** Whether the outcome must be asked of the server: no answer came, or the payment was no longer open.
 * @param {{type: string, payment_intent?: {status: string}}} error */
export function isOutcomeUnknown({ type, payment_intent }) {
  return (
    ["api_connection_error", "api_error"].includes(type) ||
    ["succeeded", "processing", "canceled"].includes(payment_intent?.status)
  );
}

/** Shows a message above the form and moves there, unless it stands `beside` a field as well; null removes it.
 * @param {HTMLElement} form @param {{title: string, text?: string, again?: string | (() => void), beside?: boolean} | null} message */
export function showMessage(form, message) {
  const region = form.querySelector("#pay-says");
  region.replaceChildren();
  if (!message) return;
  const notice = Object.assign(document.createElement("div"), { className: "notice bad" });
  notice.append(createIcon("stop"), Object.assign(document.createElement("strong"), { textContent: message.title }));
  if (message.text) notice.append(Object.assign(document.createElement("span"), { textContent: message.text }));
  if (message.again) notice.append(createRetry(message.again));
  region.append(notice);
  if (message.beside) return;
  region.focus({ preventScroll: true });
  region.scrollIntoView({ block: "center", behavior: "auto" });
}

/** Creates an icon of the sprite. */
export function createIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Creates a link that loads a page, or a button that tries again. */
function createRetry(again) {
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  const isLink = typeof again === "string";
  const properties = isLink
    ? { href: again, textContent: "Load the page again" }
    : { type: "button", textContent: "Try again" };
  const control = Object.assign(document.createElement(isLink ? "a" : "button"), {
    className: "button",
    ...properties,
  });
  if (!isLink) control.addEventListener("click", again);
  actions.append(control);
  return actions;
}
