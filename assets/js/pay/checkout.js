/** Paying with the payment company's own fields: the order first, then its secret, then the bank. Nothing typed is lost. */

import { right, wrong } from "./field_errors.js";
import { appearance, onLights } from "./theme.js";
import { declined, refused, says, unclear } from "./messages.js";
import { tell } from "../announce.js";

const WAITS = 20_000;

/** The payment company's script, which the page has begun to fetch. @returns {Promise<(key: string) => object>} */
function provider(address) {
  if (window.Stripe) return Promise.resolve(window.Stripe);
  const script = Object.assign(document.createElement("script"), { src: address, async: true });
  return new Promise((yes, no) => {
    script.addEventListener("load", () => yes(window.Stripe));
    script.addEventListener("error", () => no(new Error("not loaded")));
    setTimeout(() => no(new Error("too slow")), WAITS);
    document.head.append(script);
  });
}

/** Makes `form` a form that pays. `opened` is told of the order that stands behind it from now on.
 * @param {HTMLFormElement} form @param {(order: {page: string, pay_by: string}) => void} opened */
export async function payment(form, opened = () => {}) {
  const { key, script, amount, currency } = form.querySelector("#pay").dataset, box = form.querySelector("#card");
  const button = form.querySelector(".pay-now button");
  const state = { until: form.dataset.untilWords, page: form.dataset.page ?? "", leaving: false };
  const here = () => state.page || location.pathname.replace(/\/orders$/, "/checkout");
  const busy = (now) => (now ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy"));
  let stripe, elements;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-busy") || form.querySelector("#pay").hidden) return;
    busy(true);
    tell("Asking your bank. This may take a moment.");
    says(form, null);
    try {
      await pays();
    } catch (problem) {
      says(form, { title: "No answer just now.", text: `Your seats stay yours until ${state.until} and everything you typed is still here. Press Pay again in a moment: you are charged once, whatever happened.` });
      console.info("payment", problem?.name);
    }
    if (!state.leaving) busy(false);
  });

  addEventListener("pageshow", (event) => event.persisted && location.reload()); // back to a form that may be paid by now

  function leaves(where) {
    state.leaving = true;
    location.assign(where);
  }

  async function pays() {
    const typed = await elements.submit();
    if (typed.error) return says(form, declined(typed.error, state.until));
    const order = await opens();
    if (!order) return;
    const { error } = await stripe.confirmPayment({
      elements, clientSecret: order.secret, redirect: "if_required",
      confirmParams: { return_url: new URL(order.page, location.href).href, payment_method_data: { billing_details: person() } },
    });
    if (error && !unclear(error)) return says(form, declined(error, state.until));
    const asked = send(`${order.page}/checks`);
    await (error ? asked : asked.catch(() => {})); // the house asks the bank itself
    leaves(order.page);
  }

  const person = () => ({
    name: form.elements.name?.value || form.dataset.name,
    email: form.elements.email?.value || form.dataset.email,
  });

  const send = (where) => fetch(where, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });

  /** The order and its secret; null when there was something to say instead. */
  async function opens() {
    const answer = await send(form.action), told = await answer.json().catch(() => ({}));
    form.querySelectorAll(".field.wrong").forEach(right);
    if (answer.status === 201 && told.secret) {
      Object.assign(state, { page: told.page, until: told.pay_by_words });
      opened(told);
      return told;
    }
    if (told.fields) wrong(form, told.fields);
    else if (told.page && [201, 409].includes(answer.status)) leaves(told.page);
    else if (["hold_gone", "empty_basket", "nothing_to_pay", "still_thinking"].includes(told.error)) leaves(here());
    else if (told.error === "price_changed") says(form, { title: "The price is another one now.", text: told.says, again: here() });
    else says(form, refused(told, state.until));
    return null;
  }

  /** The fields, or words and a way to try again; what was typed elsewhere stays. */
  async function shows(again) {
    const absent = () => missing(shows);
    says(form, null);
    missing(false);
    try {
      stripe = (await provider(script))(key);
      elements = stripe.elements({ mode: "payment", amount: Number(amount), currency, allowedPaymentMethodTypes: ["card"], ...appearance() });
      const element = elements.create("payment", { layout: "tabs", wallets: { link: "never" }, defaultValues: { billingDetails: person() } });
      element.on("ready", () => (box.removeAttribute("aria-busy"), busy(false), again && element.focus()));
      element.on("loaderror", absent);
      box.replaceChildren();
      element.mount(box);
    } catch {
      absent();
    }
  }

  function missing(again) {
    form.querySelector("#pay").hidden = form.querySelector(".pay-now").hidden = Boolean(again);
    busy(!again);
    if (again) return says(form, { title: "The card fields could not be loaded.", text: `The payment company does not answer just now. Your seats stay yours until ${state.until} and everything you typed is still here.`, again });
    box.setAttribute("aria-busy", "true");
    box.replaceChildren(Object.assign(document.createElement("p"), { className: "note", textContent: "The card fields are on their way from the payment company." }));
  }

  button.disabled = false;
  onLights(() => elements?.update(appearance()));
  await shows();
}
