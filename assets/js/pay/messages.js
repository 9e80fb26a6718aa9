/** Messages for payments that did not go through: what happened, what was kept, what to do. */

/** @import { Message, RefusedOrder } from "./types.js" */

import { createSvg, find } from "../dom.js";

/** @type {Record<string, string>} sentences by Stripe's code */
const DECLINE_REASONS = {
  insufficient_funds: "Your bank says that there is not enough money on this card.",
  expired_card: "This card has expired.",
  incorrect_cvc: "The security code does not fit this card.",
  incorrect_number: "This is not the number of a card.",
  payment_intent_authentication_failure: "Your bank could not make sure that it is you.",
  processing_error: "Your bank stumbled over this payment.",
};

/**
 * Return the message for a Stripe error.
 * @param {StripeError} error
 * @param {string} until wall time
 * @returns {Message}
 */
export function declineMessage(error, until) {
  if (error.type === "validation_error") {
    return {
      title: `The card is not ${error.code?.startsWith("incomplete") ? "complete" : "right"} yet. Nothing was ordered.`,
      beside: true,
    };
  }
  const keptText = `Your seats stay yours until ${until} and everything you typed is still here. Try again, or pay with another card.`;
  const reason = DECLINE_REASONS[error.decline_code ?? ""] ?? DECLINE_REASONS[error.code ?? ""];
  if (reason) return { title: `${reason} Nothing was charged.`, text: keptText };
  if (error.type === "card_error") {
    return { title: "Your bank declined the card. Nothing was charged.", text: keptText };
  }
  return {
    title: "The payment company could not take this.",
    text: `${error.message ?? ""} Your seats stay yours until ${until}.`.trim(),
  };
}

/** @type {Record<string, string[]>} title and text by the server's error */
const SERVER_ERRORS = {
  bank_away: [
    "The payment company does not answer.",
    "Press Pay again in a moment: you are charged once, whatever happened.",
  ],
  bank_refuses: ["The payment company cannot take this payment.", "Nothing was charged, and the house has been told."],
};

/**
 * Return the message for an order that the server refused.
 * @param {RefusedOrder} response
 * @param {string} until wall time
 * @returns {Message}
 */
export function orderErrorMessage(response, until) {
  const [title, ...more] =
    SERVER_ERRORS[response.error ?? ""] ?? (response.says ?? "The house does not answer.").split(/(?<=\.) /);
  return {
    title,
    text: [`Your seats stay yours until ${until} and everything you typed is still here.`, ...more].join(" "),
  };
}

/**
 * Return whether the outcome must be asked of the server: no answer came, or the payment was no longer open.
 * @param {StripeError} error
 */
export function isOutcomeUnknown({ type, payment_intent }) {
  return (
    ["api_connection_error", "api_error"].includes(type) ||
    ["succeeded", "processing", "canceled"].includes(payment_intent?.status ?? "")
  );
}

/**
 * Show a message above the form and move there, unless it stands beside a field as well; null removes it.
 * @param {HTMLElement} form
 * @param {Message | null} message
 */
export function showMessage(form, message) {
  const region = find(form, "#pay-says");
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

/** Create an icon of the sprite. @param {string} name */
export function createIcon(name) {
  const svg = createSvg("svg", { class: "icon", "aria-hidden": "true" });
  svg.append(createSvg("use", { href: `#i-${name}` }));
  return svg;
}

/** Create a link that loads a page, or a button that tries again. @param {string | (() => void)} again */
function createRetry(again) {
  const actions = Object.assign(document.createElement("span"), { className: "actions" });
  actions.append(typeof again === "string" ? createReload(again) : createButton(again));
  return actions;
}

/** Create the link. @param {string} href */
const createReload = (href) =>
  Object.assign(document.createElement("a"), { className: "button", href, textContent: "Load the page again" });

/** Create the button. @param {() => void} onClick */
function createButton(onClick) {
  const properties = { className: "button", type: "button", textContent: "Try again" };
  const button = Object.assign(document.createElement("button"), properties);
  button.addEventListener("click", () => onClick());
  return button;
}
