/** Paying with the payment company's own fields: the order first, then its secret, then the bank. Nothing typed is lost. */

import { appearance } from "./pay_looks.js";
import { declined, says } from "./pay_words.js";

const WAITS = 20_000;

/** Stripe.js is loaded beside this module. @returns {Promise<(key: string, options: object) => object>} */
function provider() {
  if (window.Stripe) return Promise.resolve(window.Stripe);
  const script = [...document.scripts].find((one) => one.src.endsWith("/stripe.js"));
  return new Promise((yes, no) => {
    script?.addEventListener("load", () => yes(window.Stripe));
    script?.addEventListener("error", () => no(new Error("not loaded")));
    setTimeout(() => (window.Stripe ? yes(window.Stripe) : no(new Error("too slow"))), WAITS);
  });
}

/** Makes `form` a form that pays. `opened` is told of the order that stands behind it from now on.
 * @param {HTMLFormElement} form @param {(order: {page: string, pay_by: string}) => void} opened */
export async function payment(form, opened = () => {}) {
  const { key, amount, currency } = form.querySelector("#pay").dataset, box = form.querySelector("#card");
  const button = form.querySelector(".pay-now button");
  const state = { until: form.dataset.untilWords, page: form.dataset.page ?? "" };
  const busy = (now) => (now ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy"));
  let stripe, elements;
  busy(true);
  button.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-busy")) return;
    busy(true);
    says(form, null);
    try {
      await pays();
    } catch (problem) {
      says(form, { title: "No answer just now.", text: `Nothing was charged that you do not see here. Your seats stay yours until ${state.until}. Try again in a moment.` });
      console.info("payment", problem?.name);
    }
    busy(false);
  });

  async function pays() {
    const typed = await elements.submit();
    if (typed.error) return says(form, declined(typed.error, state.until));
    const order = await opens();
    if (!order) return;
    const { error } = await stripe.confirmPayment({
      elements, clientSecret: order.secret, redirect: "if_required",
      confirmParams: { return_url: new URL(order.page, location.href).href, payment_method_data: { billing_details: person() } },
    });
    if (error) return says(form, declined(error, state.until));
    await send(`${order.page}/checks`).catch(() => {});
    location.assign(order.page);
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
    if (told.fields) wrong(told.fields);
    else if (told.page && answer.status === 409) location.assign(told.page);
    else if (answer.status === 201) location.assign(told.page);
    else if (["hold_gone", "empty_basket"].includes(told.error)) location.reload();
    else says(form, { title: told.says ?? "The house does not answer.", text: told.error === "price_changed" ? "" : `Your seats stay yours until ${state.until}.`, again: told.error === "price_changed" });
    return null;
  }

  function wrong(fields) {
    const names = Object.keys(fields);
    for (const name of names) {
      const input = form.elements[name], field = input.closest(".field");
      field.classList.add("wrong");
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${name}-error`);
      field.append(Object.assign(document.createElement("p"), { className: "error", id: `${name}-error`, textContent: fields[name] }));
    }
    form.elements[names[0]].focus();
  }

  function right(field) {
    field.classList.remove("wrong");
    field.querySelector(".error")?.remove();
    const input = field.querySelector("input");
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", `${input.id}-note`);
  }

  try {
    stripe = (await provider())(key);
    elements = stripe.elements({ mode: "payment", amount: Number(amount), currency, allowedPaymentMethodTypes: ["card"], ...appearance() });
    const element = elements.create("payment", { layout: "tabs", wallets: { link: "never" }, defaultValues: { billingDetails: person() } });
    element.on("ready", () => (box.removeAttribute("aria-busy"), busy(false)));
    element.on("loaderror", () => absent());
    box.replaceChildren();
    element.mount(box);
  } catch {
    absent();
  }

  function absent() {
    box.removeAttribute("aria-busy");
    box.replaceChildren();
    says(form, { title: "The card fields could not be loaded.", text: `The payment company does not answer just now. Your seats stay yours until ${state.until}.`, again: true });
  }
}
