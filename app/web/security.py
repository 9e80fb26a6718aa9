"""Security headers, and the check that a request comes from our own pages."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from app.settings import Settings, settings

BODY_LIMIT = 64 * 1024
"""The largest allowed body of a request, in bytes; the largest form is the checkout."""


def csp_nonce(scope: Any) -> str:
    """Return the response's nonce for the one style element that a page may have; created at the first call."""
    state = scope.setdefault("state", {})
    if "nonce" not in state:
        state["nonce"] = secrets.token_urlsafe(12)
    return str(state["nonce"])


def allow_stripe(scope: Any) -> str:
    """Allow this response's page to load Stripe's script and frames. Return the script's address."""
    scope.setdefault("state", {})["pays"] = True
    return settings().stripe_js_url


STRIPE_ORIGIN = "https://js.stripe.com"


def payment_sources(config: Settings) -> dict[str, str]:
    """Return the CSP sources of a page with card fields, by directive (docs.stripe.com/security/guide, "CSP")."""
    script = urlsplit(config.stripe_js_url)
    origin = f"{script.scheme}://{script.netloc}"
    if origin != STRIPE_ORIGIN:
        return {"script-src": origin, "frame-src": origin, "connect-src": origin}
    js = f"{STRIPE_ORIGIN} https://*.js.stripe.com"
    return {"script-src": js, "frame-src": f"{js} https://hooks.stripe.com", "connect-src": "https://api.stripe.com"}


def content_security_policy(config: Settings, nonce: str | None, *, pays: bool = False) -> str:
    """Build the CSP: nothing from other origins, nothing inline but a style with `nonce`. `pays`: allow card fields."""
    socket = urlsplit(config.aisle_socket_url)
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    stripe = payment_sources(config) if pays else {}
    return "; ".join(
        [
            "default-src 'self'",
            f"style-src {style}",
            f"connect-src 'self' {socket.scheme}://{socket.netloc} {stripe.get('connect-src', '')}".rstrip(),
            *(f"{name} 'self' {stripe[name]}" for name in ("script-src", "frame-src") if name in stripe),
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


CSP = b"content-security-policy"
ASSET_TYPES = (b"text/javascript", b"text/css", b"font/woff2")
ASSET_HEADERS = (b"x-content-type-options", b"cross-origin-resource-policy", b"strict-transport-security")
"""The headers of an asset, which is never a page. A seat map loads fifty; the other headers would double their size."""


def security_headers(config: Settings) -> Any:
    """Return a before_send hook that adds the security headers. It does not replace a header that a handler has set."""
    always = {
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"strict-origin-when-cross-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(self)",
    }
    if config.production:
        always[b"strict-transport-security"] = b"max-age=31536000; includeSubDomains"
    wallets = payment_sources(config)["script-src"].split()[0]
    paying = always | {
        b"cross-origin-opener-policy": b"same-origin-allow-popups",  # a wallet such as Google Pay opens its own window
        b"permissions-policy": always[b"permissions-policy"].replace(b"(self)", f'(self "{wallets}")'.encode()),
    }
    plain = content_security_policy(config, None).encode()
    brief = {name: value for name, value in always.items() if name in ASSET_HEADERS}
    usual = [*always.items(), (CSP, plain)]
    usual_names = {name for name, _ in usual}

    async def add(start: Any, scope: Any) -> None:
        if start["type"] != "http.response.start":
            return
        state = scope.get("state", {})
        headers = list(start["headers"])
        present = {name.lower(): value for name, value in headers}
        page = not present.get(b"content-type", b"").startswith(ASSET_TYPES)
        nonce, pays = state.get("nonce"), bool(state.get("pays"))
        if page and not nonce and not pays and usual_names.isdisjoint(present):
            start["headers"] = headers + usual
            return
        given = brief if not page else paying if pays else always
        headers += [(name, value) for name, value in given.items() if name not in present]
        if page and CSP not in present:
            policy = content_security_policy(config, nonce, pays=pays).encode() if nonce or pays else plain
            headers.append((CSP, policy))
        start["headers"] = headers

    return add


def is_cross_site(sent_from: str | None, origin: str | None, host: str) -> bool:
    """Return whether a browser sent this from another site's page. `sent_from`: Sec-Fetch-Site; `origin`: Origin.

    Programs send neither header. `host`: the Host header; outside production it also counts as our site."""
    if sent_from is not None and sent_from != "same-origin":
        return True
    return origin is not None and origin not in _own_origins(host)


def _own_origins(host: str) -> tuple[str, ...]:
    site = urlsplit(settings().aisle_site_url)
    own = f"{site.scheme}://{site.netloc}"
    return (own,) if settings().production else (own, f"http://{host}", f"https://{host}")
