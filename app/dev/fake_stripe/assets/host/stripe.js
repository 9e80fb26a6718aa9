/** `window.Stripe`: the part of Stripe.js that Aisle uses. */

const UNREACHED = "We could not reach the payment provider. Please check your connection and try again.";

class Stripe {
  constructor(key) {
    if (!String(key).startsWith("pk_test_")) {
      throw new IntegrationError("Please call Stripe() with your publishable test key.");
    }
    this.key = key;
  }

  elements(options = {}) {
    if (options.paymentMethodTypes) {
      throw new IntegrationError("paymentMethodTypes is no longer supported. Use allowedPaymentMethodTypes instead.");
    }
    return new Elements(this.key, options);
  }

  /** Confirm; resolve with `{paymentIntent}` or `{error}`. With `redirect: "always"` the page leaves for `return_url` instead. */
  async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
    const secret = clientSecret ?? elements?.options.clientSecret;
    if (!elements?.element?.frame) throw new IntegrationError("elements should have a mounted Payment Element.");
    if (!secret) throw new IntegrationError("In order to call confirmPayment(), you must pass a clientSecret.");
    if (redirect !== "if_required" && !confirmParams.return_url) {
      throw new IntegrationError('confirmParams.return_url is required unless redirect is "if_required".');
    }
    const { mode, amount, currency } = elements.options;
    if (mode && !elements.submitted) {
      throw new IntegrationError("elements.submit() must be called before stripe.confirmPayment().");
    }
    const billing = confirmParams.payment_method_data?.billing_details ?? {};
    const wanted = mode ? { amount, currency } : null;
    let result = await elements.element.frame.ask("pay", {
      clientSecret: secret,
      billing,
      wanted,
      returnUrl: confirmParams.return_url,
    });
    if (result.paymentIntent?.status === "requires_action") {
      result = await this.handleNextAction({ clientSecret: secret });
    }
    if (result.error || redirect === "if_required") return result;
    location.assign(returning(confirmParams.return_url, result.paymentIntent));
    return new Promise(() => {}); /* the page is leaving */
  }

  async retrievePaymentIntent(clientSecret) {
    const [intent] = clientSecret.split("_secret_");
    const query = new URLSearchParams({ key: this.key, client_secret: clientSecret });
    try {
      const answer = await fetch(`${ORIGIN}/v1/payment_intents/${intent}?${query}`);
      const told = await answer.json();
      return told.error ? { error: told.error } : { paymentIntent: told };
    } catch {
      return { error: { type: "api_connection_error", message: UNREACHED } };
    }
  }

  /** Let the fan answer the bank's question, if there is one. */
  async handleNextAction({ clientSecret }) {
    const now = await this.retrievePaymentIntent(clientSecret);
    if (now.paymentIntent?.status !== "requires_action") return now;
    await askBank(clientSecret);
    const result = await this.retrievePaymentIntent(clientSecret);
    const { status, last_payment_error } = result.paymentIntent ?? {};
    if (status !== "requires_payment_method" || !last_payment_error) return result;
    return { error: { ...last_payment_error, payment_intent: result.paymentIntent } };
  }
}

function returning(address, intent) {
  const url = new URL(address, location.href);
  url.searchParams.set("payment_intent", intent.id);
  url.searchParams.set("payment_intent_client_secret", intent.client_secret);
  url.searchParams.set("redirect_status", intent.status === "processing" ? "pending" : "succeeded");
  return url.href;
}

window.Stripe = Object.assign((key, options) => new Stripe(key, options), { version: "endive" });
