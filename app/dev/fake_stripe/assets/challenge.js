/** The bank's question about one intent: in a frame over the shop's page, or in a window of its own. */

import { answerPage, say } from "./line.js";

const clientSecret = new URLSearchParams(location.search).get("client_secret") ?? "";
const [yes, no, what] = ["yes", "no", "what"].map((id) => document.getElementById(id));
let returnUrl = null;
let answered = false;

async function show() {
  const query = new URLSearchParams({ client_secret: clientSecret });
  const asked = await fetch(`${location.pathname}/question?${query}`).then(
    (told) => told.json(),
    () => ({}),
  );
  no.disabled = false;
  if (!asked.asks) {
    what.textContent = "There is nothing to ask any more.";
    no.textContent = "Close";
    no.focus();
    return;
  }
  returnUrl = asked.return_url;
  what.textContent = "Somebody pays with your card. If it is you, complete the payment.";
  document.getElementById("amount").textContent = money(asked.amount, asked.currency);
  document.getElementById("card").textContent = asked.card;
  yes.disabled = false;
  yes.focus();
}

function money(amount, currency) {
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

async function answer(outcome) {
  if (answered) return;
  answered = true;
  yes.disabled = true;
  no.disabled = true;
  const body = JSON.stringify({ client_secret: clientSecret, outcome });
  const head = { "Content-Type": "application/json" };
  await fetch(location.pathname, { method: "POST", headers: head, body })
    .then((told) => told.json())
    .catch(() => null);
  say("answered");
  if (window.parent === window && returnUrl) leave(outcome);
}

function leave(outcome) {
  const url = new URL(returnUrl);
  url.searchParams.set("payment_intent", clientSecret.split("_secret_")[0]);
  url.searchParams.set("payment_intent_client_secret", clientSecret);
  url.searchParams.set("redirect_status", outcome);
  location.assign(url);
}

yes.addEventListener("click", () => answer("succeeded"));
no.addEventListener("click", () => answer("failed"));
window.addEventListener("keydown", (event) => event.key === "Escape" && answer("failed"));
answerPage({ hello: () => {}, leave: () => answer("failed") });
show();
