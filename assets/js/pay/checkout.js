/** Payment with Stripe's fields: creates the order, then confirms its payment. Nothing typed is lost. */

/** @import { CreatedOrder, RefusedOrder } from "./types.js" */

import { announcePolite } from "../announce.js";
import { find, findAll } from "../dom.js";
import { formatTime } from "../language/format.js";
import { fetchInLanguage } from "../language/requests.js";
import { joinSentences } from "../language/sentences.js";
import { gettext } from "../language/translate.js";
import { clearFieldError, showFieldErrors } from "./field_errors.js";
import { appearance, onThemeChange } from "./theme.js";
import { keepPress } from "./press.js";
import {
  declineMessage,
  orderErrorMessage,
  keptText,
  pressAgainText,
  showMessage,
  isOutcomeUnknown,
} from "./messages.js";

const SCRIPT_MS = 20_000;
const LEADS_TO_CHECKOUT = ["hold_gone", "empty_basket", "nothing_to_pay", "still_thinking"];

/**
 * Load Stripe's script, which the page preloads.
 * @param {string} address
 * @returns {Promise<(key: string) => Stripe>} rejected where it does not load within 20 s
 */
function loadProvider(address) {
  if (window.Stripe) return Promise.resolve(window.Stripe);
  const script = Object.assign(document.createElement("script"), { src: address, async: true });
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () =>
      window.Stripe ? resolve(window.Stripe) : reject(new Error("without Stripe")),
    );
    script.addEventListener("error", () => reject(new Error("not loaded")));
    setTimeout(() => reject(new Error("too slow")), SCRIPT_MS);
    document.head.append(script);
  });
}

/**
 * Make `form` a payment form.
 * @param {HTMLFormElement} form
 * @param {(order: CreatedOrder) => void} onOrder receives the order once it is created
 */
export async function attachPayment(form, onOrder = () => {}) {
  const pane = find(form, "#pay");
  const { key = "", script = "", amount, currency, locale } = pane.dataset;
  const box = find(form, "#card");
  /** @type {HTMLButtonElement} */
  const button = find(form, ".pay-now button");
  const state = { until: form.dataset.until ?? "", page: form.dataset.page ?? "", leaving: false };
  /** @type {{stripe: Stripe, elements: StripeElements} | null} */
  let provider = null;

  /** Return until when the seats are the fan's, in the device's zone. */
  const untilText = () => (state.until ? formatTime(new Date(state.until)) : "");

  const checkoutUrl = () => state.page || location.pathname.replace(/\/orders$/, "/checkout");

  /** Mark the button as busy, or not. @param {boolean} now */
  function setBusy(now) {
    if (now) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-busy") || pane.hidden) return;
    setBusy(true);
    announcePolite(gettext("Asking your bank. This may take a moment."));
    showMessage(form, null);
    try {
      await pay();
    } catch (error) {
      showMessage(form, {
        title: gettext("No answer just now."),
        text: joinSentences(keptText(untilText()), pressAgainText()),
      });
      console.info("payment", error instanceof Error ? error.name : undefined);
    }
    if (!state.leaving) setBusy(false);
  });

  keepPress(button);

  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // back to a form that may be paid by now
  });

  /** Go to another page, with the button still busy. @param {string} where */
  function leaveTo(where) {
    state.leaving = true;
    location.assign(where);
  }

  /** Create the order, confirm its payment and go to its page; or show why not. */
  async function pay() {
    if (!provider) throw new Error("the card fields are not loaded");
    const { stripe, elements } = provider;
    const submitted = await elements.submit();
    if (submitted.error) return showMessage(form, declineMessage(submitted.error, untilText()));
    const order = await createOrder();
    if (!order) return;
    const { error } = await stripe.confirmPayment({
      elements,
      clientSecret: order.secret,
      redirect: "if_required",
      confirmParams: {
        return_url: new URL(order.page, location.href).href,
        payment_method_data: { billing_details: billingDetails() },
      },
    });
    if (error && !isOutcomeUnknown(error)) return showMessage(form, declineMessage(error, untilText()));
    const check = post(`${order.page}/checks`);
    await (error ? check : check.catch(() => {})); // the server asks Stripe itself
    leaveTo(order.page);
  }

  /** Return the value of a field; where the form has none, or it is empty, that of the page. @param {"name" | "email"} name */
  function valueOf(name) {
    const field = form.elements.namedItem(name);
    return (field instanceof HTMLInputElement && field.value) || form.dataset[name];
  }

  const billingDetails = () => ({ name: valueOf("name"), email: valueOf("email") });

  /** Post the form. @param {string} where */
  const post = (where) =>
    fetchInLanguage(where, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });

  /**
   * Create the order.
   * @returns {Promise<CreatedOrder | null>} null when a message was shown or another page opened instead
   */
  async function createOrder() {
    const answer = await post(form.action);
    const body = await answer.json().catch(() => ({}));
    findAll(form, ".field.wrong").forEach(clearFieldError);
    if (answer.status !== 201 || !body.secret) {
      refuse(answer.status, body);
      return null;
    }
    /** @type {CreatedOrder} */
    const order = body;
    Object.assign(state, { page: order.page, until: order.pay_by ?? state.until });
    onOrder(order);
    return order;
  }

  /**
   * Show why there is no order to pay, or go where the seats are.
   * @param {number} status of the answer
   * @param {RefusedOrder} refusal
   */
  function refuse(status, refusal) {
    const { fields, page, error = "", detail } = refusal;
    if (fields) showFieldErrors(form, fields);
    else if (page && [201, 409].includes(status)) leaveTo(page);
    else if (LEADS_TO_CHECKOUT.includes(error)) leaveTo(checkoutUrl());
    else if (error === "price_changed") {
      showMessage(form, { title: gettext("The price is another one now."), text: detail, again: checkoutUrl() });
    } else showMessage(form, orderErrorMessage(refusal, untilText()));
  }

  /** Mount Stripe's fields, or show a message with a retry. @param {boolean} isRetry whether the fan asked for it: then they get the focus */
  async function mountFields(isRetry) {
    showMessage(form, null);
    showWaiting();
    try {
      const stripe = (await loadProvider(script))(key);
      const elements = stripe.elements({
        mode: "payment",
        amount: Number(amount),
        currency,
        allowedPaymentMethodTypes: ["card"],
        ...appearance(locale),
      });
      provider = { stripe, elements };
      const element = elements.create("payment", {
        layout: "tabs",
        wallets: { link: "never" },
        defaultValues: { billingDetails: billingDetails() },
      });
      element.on("ready", () => {
        box.removeAttribute("aria-busy");
        setBusy(false);
        if (isRetry) element.focus();
      });
      element.on("loaderror", showMissing);
      box.replaceChildren();
      element.mount(box);
    } catch {
      showMissing();
    }
  }

  /** Show or hide the fields and the button. @param {boolean} hidden */
  function setHidden(hidden) {
    pane.hidden = hidden;
    find(form, ".pay-now").hidden = hidden;
    setBusy(!hidden);
  }

  /** Show that the fields are loading. */
  function showWaiting() {
    setHidden(false);
    box.setAttribute("aria-busy", "true");
    box.replaceChildren(
      Object.assign(document.createElement("p"), {
        className: "note",
        textContent: gettext("The card fields are on their way from the payment company."),
      }),
    );
  }

  /** Show that the fields could not be loaded, with a retry. */
  function showMissing() {
    setHidden(true);
    showMessage(form, {
      title: gettext("The card fields could not be loaded."),
      text: joinSentences(gettext("The payment company does not answer just now."), keptText(untilText())),
      again: () => mountFields(true),
    });
  }

  button.disabled = false;
  onThemeChange(() => provider?.elements.update(appearance(locale)));
  await mountFields(false);
}
