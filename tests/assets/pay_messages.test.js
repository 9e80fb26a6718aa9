import assert from "node:assert/strict";
import { test } from "node:test";
import { declineMessage, orderErrorMessage } from "../../assets/js/pay/messages.js";

const KEPT = "Your seats stay yours until 19:27 and everything you typed is still here.";

test("the server's sentences are shown as they came", () => {
  const refusal = { error: "too_many", title: "Das war zu viel. Wirklich", detail: "Nimm max. 4 Plätze. Danke." };
  assert.deepEqual(orderErrorMessage(refusal, "19:27"), {
    title: "Das war zu viel. Wirklich",
    text: `${KEPT} Nimm max. 4 Plätze. Danke.`,
  });
});

test("without an answer the page says so itself", () =>
  assert.deepEqual(orderErrorMessage({}, "19:27"), { title: "The site does not answer.", text: KEPT }));

test("a declined card gets its reason, and another way to pay", () =>
  assert.deepEqual(declineMessage({ type: "card_error", decline_code: "insufficient_funds" }, "19:27"), {
    title: "Your bank says that there is not enough money on this card. Nothing was charged.",
    text: `${KEPT} Try again, or pay with another card.`,
  }));

test("what the payment company says is shown in its own words", () =>
  assert.deepEqual(declineMessage({ type: "invalid_request_error", message: "Bitte warte." }, "19:27"), {
    title: "The payment company could not take this.",
    text: "Bitte warte. Your seats stay yours until 19:27.",
  }));
