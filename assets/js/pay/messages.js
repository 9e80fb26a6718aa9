/** Messages for payments that did not go through: what happened, what was kept, what to do. */

/** @import { Message, RefusedOrder } from "./types.js" */

import { createSvg, find } from "../dom.js";
import { joinSentences } from "../language/sentences.js";
import { gettext } from "../language/translate.js";

/** @type {Record<string, () => string>} sentences by Stripe's code */
const DECLINE_REASONS = {
  insufficient_funds: () => gettext("Your bank says that there is not enough money on this card."),
  expired_card: () => gettext("This card has expired."),
  incorrect_cvc: () => gettext("The security code does not fit this card."),
  incorrect_number: () => gettext("This is not the number of a card."),
  payment_intent_authentication_failure: () => gettext("Your bank could not make sure that it is you."),
  processing_error: () => gettext("Your bank stumbled over this payment."),
};

/** Return that nothing is lost. @param {string} time until when the seats are the fan's */
export const keptText = (time) =>
  gettext("Your seats stay yours until {time} and everything you typed is still here.", { time });

export const pressAgainText = () => gettext("Press Pay again in a moment: you are charged once, whatever happened.");

/**
 * Return the message for a Stripe error.
 * @param {StripeError} error
 * @param {string} time until when the seats are the fan's
 * @returns {Message}
 */
export function declineMessage(error, time) {
  if (error.type === "validation_error") return { title: invalidCardText(error), beside: true };
  const reason = DECLINE_REASONS[error.decline_code ?? ""] ?? DECLINE_REASONS[error.code ?? ""];
  if (reason || error.type === "card_error") {
    return {
      title: joinSentences(
        reason ? reason() : gettext("Your bank declined the card."),
        gettext("Nothing was charged."),
      ),
      text: joinSentences(keptText(time), gettext("Try again, or pay with another card.")),
    };
  }
  return {
    title: gettext("The payment company could not take this."),
    text: joinSentences(error.message, gettext("Your seats stay yours until {time}.", { time })),
  };
}

/** Return what is wrong with what was typed. @param {StripeError} error */
const invalidCardText = ({ code }) =>
  code?.startsWith("incomplete")
    ? gettext("The card is not complete yet. Nothing was ordered.")
    : gettext("The card is not right yet. Nothing was ordered.");

/**
 * Return the message for an order that the server refused.
 * @param {RefusedOrder} response
 * @param {string} time until when the seats are the fan's
 * @returns {Message}
 */
export function orderErrorMessage({ error, title, detail }, time) {
  if (error === "bank_away") {
    return {
      title: gettext("The payment company does not answer."),
      text: joinSentences(keptText(time), pressAgainText()),
    };
  }
  if (error === "bank_refuses") {
    return {
      title: gettext("The payment company cannot take this payment."),
      text: joinSentences(keptText(time), gettext("Nothing was charged, and the house has been told.")),
    };
  }
  return { title: title ?? gettext("The site does not answer."), text: joinSentences(keptText(time), detail) };
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
  Object.assign(document.createElement("a"), {
    className: "button",
    href,
    textContent: gettext("Load the page again"),
  });

/** Create the button. @param {() => void} onClick */
function createButton(onClick) {
  const properties = { className: "button", type: "button", textContent: gettext("Try again") };
  const button = Object.assign(document.createElement("button"), properties);
  button.addEventListener("click", () => onClick());
  return button;
}
