/** The card fields. What is typed here is sent to the stand-in, never to the surrounding page. */

import { cvcProblem, expiryProblem, numberProblem } from "./checks.js";
import { showCards } from "./test_cards.js";
import { answerPage, say } from "./line.js";
import { wear } from "./look.js";
import { confirm, createMethod, readIntent } from "./provider.js";
import { brandOf, digitsOf, grouped, monthAndYear, writes } from "./typing.js";

const form = document.getElementById("card");
const { number, expiry, cvc } = Object.fromEntries(
  ["number", "expiry", "cvc"].map((id) => [id, document.getElementById(id)]),
);
const checks = new Map([
  [number, () => numberProblem(number.value)],
  [expiry, () => expiryProblem(expiry.value)],
  [cvc, () => cvcProblem(cvc.value, number.value)],
]);
let key = "";

/** Show the problem of a field under it, and return the problem. */
function mark(field, problem) {
  document.getElementById(`${field.id}-error`).textContent = problem?.brief ?? "";
  field.classList.toggle("Input--invalid", Boolean(problem));
  if (problem) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  return problem;
}

function changed() {
  document.getElementById("brand").textContent = brandOf(number.value);
  const complete = [...checks.values()].every((check) => !check());
  const empty = [...checks.keys()].every((field) => !field.value);
  say("change", { complete, empty, collapsed: false, value: { type: "card" } });
}

function check() {
  const wrong = [...checks].filter(([field, problem]) => mark(field, problem()));
  if (!wrong.length) return null;
  wrong[0][0].focus();
  const { brief, ...error } = wrong[0][1]();
  return error;
}

/** Confirm the payment. A declined card stays in the fields, so that one digit can be corrected. */
async function pay({ clientSecret, billing, wanted, returnUrl }) {
  const problem = check();
  if (problem) return { error: problem };
  const intent = await readIntent(key, clientSecret);
  if (intent.error) return { error: intent.error };
  if (wanted && (wanted.amount !== intent.amount || wanted.currency?.toLowerCase() !== intent.currency)) {
    const message = `The amount and currency given to elements (${wanted.amount} ${wanted.currency}) do not match the PaymentIntent's (${intent.amount} ${intent.currency}).`;
    return { error: { type: "invalid_request_error", message, payment_intent: intent } };
  }
  const [month, year] = [digitsOf(expiry.value).slice(0, 2), digitsOf(expiry.value).slice(2)];
  const card = { number: digitsOf(number.value), exp_month: month, exp_year: `20${year}`, cvc: digitsOf(cvc.value) };
  const method = await createMethod(key, card, billing);
  if (method.error) return { error: method.error };
  const paid = await confirm(key, clientSecret, method.id, returnUrl);
  return paid.error ? { error: paid.error } : { paymentIntent: paid };
}

function fill(digits) {
  const next = String((new Date().getFullYear() + 2) % 100).padStart(2, "0");
  Object.assign(number, { value: grouped(digits) });
  expiry.value ||= `12 / ${next}`;
  cvc.value ||= "123";
  checks.forEach((problem, field) => mark(field, problem()));
  changed();
}

for (const [field, problem] of checks) {
  field.addEventListener("input", () => {
    if (field.classList.contains("Input--invalid")) mark(field, problem());
    changed();
  });
  field.addEventListener("blur", () => field.value && mark(field, problem()));
  field.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), say("enter")));
}
writes(number, grouped);
writes(expiry, monthAndYear);
writes(cvc, (text) => digitsOf(text).slice(0, 4));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("focusin", () => say("focus"));
form.addEventListener("focusout", (event) => event.relatedTarget || say("blur"));
showCards(document.getElementById("cards"), fill);
new ResizeObserver(() => say("height", Math.ceil(document.body.getBoundingClientRect().height))).observe(document.body);

let greeted = false;
answerPage({
  hello({ key: theirs, appearance, fonts }) {
    key = theirs;
    say("scheme", wear(appearance, fonts));
    form.hidden = false;
    say("height", Math.ceil(document.body.getBoundingClientRect().height));
    if (!greeted) say("ready");
    greeted = true;
  },
  focus: () => number.focus(),
  clear() {
    form.reset();
    checks.forEach((_, field) => mark(field, null));
    changed();
  },
  check,
  pay,
});
