/** The stand-in's API, as a browser calls it. */

const UNREACHED = "We could not reach the payment provider. Please check your connection and try again.";

async function call(method, path, form) {
  const body = method === "POST" ? form : undefined;
  const url = method === "POST" ? path : `${path}?${form}`;
  try {
    return await (await fetch(url, { method, body })).json();
  } catch {
    return { error: { type: "api_connection_error", message: UNREACHED } };
  }
}

/** Fetch the intent, or `{error}`. */
export function readIntent(key, clientSecret) {
  const [intent] = clientSecret.split("_secret_");
  return call("GET", `/v1/payment_intents/${intent}`, new URLSearchParams({ key, client_secret: clientSecret }));
}

/** Create a payment method of the typed card; resolve with it, or `{error}`. */
export function createMethod(key, card, billing) {
  const form = new URLSearchParams({ key, type: "card" });
  for (const [name, value] of Object.entries(card)) form.set(`card[${name}]`, value);
  flatten(form, "billing_details", billing);
  return call("POST", "/v1/payment_methods", form);
}

/** Confirm the intent; resolve with its new state, or `{error}`. */
export function confirm(key, clientSecret, method, returnUrl) {
  const [intent] = clientSecret.split("_secret_");
  const form = new URLSearchParams({ key, client_secret: clientSecret, payment_method: method });
  if (returnUrl) form.set("return_url", returnUrl);
  return call("POST", `/v1/payment_intents/${intent}/confirm`, form);
}

function flatten(form, name, value) {
  if (value && typeof value === "object") {
    for (const [inner, each] of Object.entries(value)) flatten(form, `${name}[${inner}]`, each);
  } else if (value) {
    form.set(name, value);
  }
}
