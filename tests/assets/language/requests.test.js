import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchInLanguage, sendLanguageByHtmx } from "../../../assets/js/language/requests.js";

/** @type {Record<string, (event: unknown) => void>} */
const listeners = {};
const document = {
  documentElement: { lang: "de" },
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
    listeners[name] = listener;
  },
};

test("a fetch is answered in the page's language", async () => {
  /** @type {unknown[]} */
  const sent = [];
  const fetch = async (/** @type {unknown[]} */ ...request) => sent.push(request);
  Object.assign(globalThis, { document, fetch });
  await fetchInLanguage("/performances/3/sale", { headers: { Accept: "text/html" } });
  assert.deepEqual(sent, [["/performances/3/sale", { headers: { Accept: "text/html", "X-Language": "de" } }]]);
});

test("so is a request of HTMX", () => {
  Object.assign(globalThis, { document });
  const headers = { "HX-Request": "true" };
  sendLanguageByHtmx();
  listeners["htmx:config:request"]({ detail: { ctx: { request: { headers } } } });
  assert.deepEqual(headers, { "HX-Request": "true", "X-Language": "de" });
});
