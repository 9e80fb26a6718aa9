"""The page of a tiny shop that takes payments with the stand-in's Stripe.js, under the policy of the real checkout."""

from typing import Self

from aiohttp import web

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="n">:root {{ color-scheme: light dark }} body {{ font: 16px sans-serif; max-width: 34rem;
  margin: 2rem auto; padding: 0 1rem; background: light-dark(#fdfdfc, #181512);
  color: light-dark(#1f1d19, #f4f3f0) }}</style>
<script src="{origin}/endive/stripe.js" defer></script><script src="/shop.js" defer></script>
<main><h1>Check out</h1><form id="clients"><label>Name <input id="name" value="Ana"></label><div id="card"></div>
<button id="pay">Pay €84.00</button></form><p id="said" role="status"></p></main></html>"""

SCRIPT = """
const query = new URLSearchParams(location.search);
const amount = Number(query.get("amount") ?? 8400);
const stripe = window.Stripe("pk_test_shop");
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const variables = dark ? { colorBackground: "#26221e", colorText: "#f4f3f0" } : { colorBackground: "#ffffff" };
const appearance = { theme: dark ? "night" : "stripe", variables: { ...variables, borderRadius: "7px" } };
const allowedPaymentMethodTypes = ["card"];
const elements = stripe.elements({ mode: "payment", amount, currency: "eur", allowedPaymentMethodTypes, appearance });
const element = elements.create("payment", {});
window.heard = [];
const hears = (word) => element.on(word, (facts) => window.heard.push([word, facts]));
["ready", "change", "focus", "loaderror"].forEach(hears);
element.mount("#card");
const say = (text) => (document.getElementById("said").textContent = text);
document.getElementById("clients").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("…");
  const submitted = await elements.submit();
  if (submitted.error) return say(`wrong: ${submitted.error.code}`);
  const { client_secret: clientSecret } = await (await fetch("/intent", { method: "POST" })).json();
  const payment_method_data = { billing_details: { name: "Ana" } };
  const confirmParams = { return_url: `${location.origin}/done`, payment_method_data };
  const redirect = query.get("redirect") ?? "if_required";
  const { error, paymentIntent } = await stripe.confirmPayment({ elements, clientSecret, confirmParams, redirect });
  window.last = { error, paymentIntent };
  say(error ? `no: ${error.code ?? error.type}` : `yes: ${paymentIntent.status}`);
});
"""


class Shop:
    """Serves the page. Every payment uses the same intent, as in the real checkout."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.secret = ""
        self.url = ""

    async def page(self, request: web.Request) -> web.Response:
        """Serve the page with the content security policy of the real checkout."""
        policy = (
            f"default-src 'self'; script-src 'self' {self.origin}; frame-src {self.origin}; "
            f"connect-src 'self' {self.origin}; style-src 'self' 'nonce-n'; object-src 'none'; base-uri 'none'"
        )
        head = {"Content-Security-Policy": policy, "Cross-Origin-Opener-Policy": "same-origin"}
        head["Cross-Origin-Resource-Policy"] = "same-origin"
        return web.Response(text=PAGE.format(origin=self.origin), content_type="text/html", headers=head)

    async def script(self, _: web.Request) -> web.Response:
        """Serve the script of the page."""
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def intent(self, _: web.Request) -> web.Response:
        """Return the client secret, the only part of the payment that the browser gets."""
        return web.json_response({"client_secret": self.secret})

    async def icon(self, _: web.Request) -> web.Response:
        """Answer that there is no icon."""
        return web.Response(status=204)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/", self.page)
        app.router.add_get("/done", self.page)
        app.router.add_get("/shop.js", self.script)
        app.router.add_get("/favicon.ico", self.icon)
        app.router.add_post("/intent", self.intent)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()
