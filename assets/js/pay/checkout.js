/** Pays with Stripe's fields: creates the order, then confirms its payment. Nothing typed is lost. */

import { clearFieldError, showFieldErrors } from "./field_errors.js";
import { appearance, onThemeChange } from "./theme.js";
import { declineMessage, orderErrorMessage, showMessage, isOutcomeUnknown } from "./messages.js";
import { announcePolite } from "../announce.js";

const SCRIPT_MS = 20_000;

const contains = ({ left, right, top, bottom }, { clientX, clientY }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;

/** Loads Stripe's script, which the page preloads. @returns {Promise<(key: string) => object>} */
function loadProvider(address) {
  if (window.Stripe) return Promise.resolve(window.Stripe);
  const script = Object.assign(document.createElement("script"), { src: address, async: true });
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve(window.Stripe));
    script.addEventListener("error", () => reject(new Error("not loaded")));
    setTimeout(() => reject(new Error("too slow")), SCRIPT_MS);
    document.head.append(script);
  });
}

/** Makes `form` a payment form. `onOrder` receives the order once it is created.
 * @param {HTMLFormElement} form @param {(order: {page: string, pay_by: string}) => void} onOrder */
export async function attachPayment(form, onOrder = () => {}) {
  const { key, script, amount, currency } = form.querySelector("#pay").dataset, box = form.querySelector("#card");
  const button = form.querySelector(".pay-now button");
  const state = { untilText: form.dataset.untilWords, page: form.dataset.page ?? "", leaving: false };
  const checkoutUrl = () => state.page || location.pathname.replace(/\/orders$/, "/checkout");
  const setBusy = (now) => (now ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy"));
  let stripe, elements;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-busy") || form.querySelector("#pay").hidden) return;
    setBusy(true);
    announcePolite("Asking your bank. This may take a moment.");
    showMessage(form, null);
    try {
      await pay();
    } catch (error) {
      showMessage(form, { title: "No answer just now.", text: `Your seats stay yours until ${state.untilText} and everything you typed is still here. Press Pay again in a moment: you are charged once, whatever happened.` });
      console.info("payment", error?.name);
    }
    if (!state.leaving) setBusy(false);
  });

  // An error that appears when a card field is left moves the button from under the pointer: the press counts all the same.
  // A pointer that leaves the place where it was pressed takes the press back, as on any button.
  let pressed = null;
  button.addEventListener("pointerdown", (event) => {
    pressed = button.getBoundingClientRect();
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("click", (event) => {
    const byPointer = event.detail > 0 && pressed;
    if (byPointer && !contains(pressed, event) && !contains(button.getBoundingClientRect(), event)) event.preventDefault();
    pressed = null;
  });

  addEventListener("pageshow", (event) => event.persisted && location.reload()); // back to a form that may be paid by now

  function leaveTo(where) {
    state.leaving = true;
    location.assign(where);
  }

  async function pay() {
    const submitted = await elements.submit();
    if (submitted.error) return showMessage(form, declineMessage(submitted.error, state.untilText));
    const order = await createOrder();
    if (!order) return;
    const { error } = await stripe.confirmPayment({
      elements, clientSecret: order.secret, redirect: "if_required",
      confirmParams: { return_url: new URL(order.page, location.href).href, payment_method_data: { billing_details: billingDetails() } },
    });
    if (error && !isOutcomeUnknown(error)) return showMessage(form, declineMessage(error, state.untilText));
    const check = post(`${order.page}/checks`);
    await (error ? check : check.catch(() => {})); // the server asks Stripe itself
    leaveTo(order.page);
  }

  const billingDetails = () => ({
    name: form.elements.name?.value || form.dataset.name,
    email: form.elements.email?.value || form.dataset.email,
  });

  const post = (where) => fetch(where, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });

  /** Creates the order. @returns {Promise<{secret: string, page: string} | null>} null when a message was shown instead */
  async function createOrder() {
    const answer = await post(form.action), order = await answer.json().catch(() => ({}));
    form.querySelectorAll(".field.wrong").forEach(clearFieldError);
    if (answer.status === 201 && order.secret) {
      Object.assign(state, { page: order.page, untilText: order.pay_by_words });
      onOrder(order);
      return order;
    }
    if (order.fields) showFieldErrors(form, order.fields);
    else if (order.page && [201, 409].includes(answer.status)) leaveTo(order.page);
    else if (["hold_gone", "empty_basket", "nothing_to_pay", "still_thinking"].includes(order.error)) leaveTo(checkoutUrl());
    else if (order.error === "price_changed") showMessage(form, { title: "The price is another one now.", text: order.says, again: checkoutUrl() });
    else showMessage(form, orderErrorMessage(order, state.untilText));
    return null;
  }

  /** Mounts Stripe's fields, or shows a message with a retry. */
  async function mountFields(again) {
    const showMissing = () => setFieldsMissing(mountFields);
    showMessage(form, null);
    setFieldsMissing(false);
    try {
      stripe = (await loadProvider(script))(key);
      elements = stripe.elements({ mode: "payment", amount: Number(amount), currency, allowedPaymentMethodTypes: ["card"], ...appearance() });
      const element = elements.create("payment", { layout: "tabs", wallets: { link: "never" }, defaultValues: { billingDetails: billingDetails() } });
      element.on("ready", () => (box.removeAttribute("aria-busy"), setBusy(false), again && element.focus()));
      element.on("loaderror", showMissing);
      box.replaceChildren();
      element.mount(box);
    } catch {
      showMissing();
    }
  }

  function setFieldsMissing(again) {
    form.querySelector("#pay").hidden = form.querySelector(".pay-now").hidden = Boolean(again);
    setBusy(!again);
    if (again) return showMessage(form, { title: "The card fields could not be loaded.", text: `The payment company does not answer just now. Your seats stay yours until ${state.untilText} and everything you typed is still here.`, again });
    box.setAttribute("aria-busy", "true");
    box.replaceChildren(Object.assign(document.createElement("p"), { className: "note", textContent: "The card fields are on their way from the payment company." }));
  }

  button.disabled = false;
  onThemeChange(() => elements?.update(appearance()));
  await mountFields();
}
