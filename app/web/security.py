"""Safe by default: what browsers are told, and how a form proves that it is ours."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar.config.csrf import CSRFConfig

from app.settings import Settings

BODY_LIMIT = 64 * 1024
"""Bytes a request may carry; the largest form is a checkout."""


def csrf_config(settings: Settings) -> CSRFConfig:
    """A signed token in a cookie that every form and script must repeat."""
    return CSRFConfig(
        secret=settings.aisle_secret,
        cookie_name="__Host-csrf" if settings.production else "csrf",
        cookie_secure=settings.production,
        cookie_httponly=True,
        header_name="x-csrf-token",
        exclude_from_csrf_key="public",
    )


def nonce_of(scope: Any) -> str:
    """This answer's nonce for the one style element a page may carry; made at the first call."""
    state = scope.setdefault("state", {})
    if "nonce" not in state:
        state["nonce"] = secrets.token_urlsafe(12)
    return str(state["nonce"])


def content_security_policy(settings: Settings, nonce: str | None) -> str:
    """Nothing from elsewhere, nothing inline but a style with this answer's nonce."""
    socket = urlsplit(settings.aisle_socket_url)
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return "; ".join(
        [
            "default-src 'self'",
            f"style-src {style}",
            f"connect-src 'self' {socket.scheme}://{socket.netloc}",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def security_headers(settings: Settings) -> Any:
    """A before_send hook that adds the headers every answer has. What a handler set itself stays."""
    always = {
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"strict-origin-when-cross-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(self)",
    }
    if settings.production:
        always[b"strict-transport-security"] = b"max-age=31536000; includeSubDomains"
    plain = content_security_policy(settings, None).encode()

    async def add(message: Any, scope: Any) -> None:
        if message["type"] != "http.response.start":
            return
        headers = list(message["headers"])
        present = {name.lower() for name, _ in headers}
        headers += [(name, value) for name, value in always.items() if name not in present]
        if b"content-security-policy" in present:
            message["headers"] = headers
            return
        nonce = scope.get("state", {}).get("nonce")
        policy = content_security_policy(settings, nonce).encode() if nonce else plain
        message["headers"] = [*headers, (b"content-security-policy", policy)]

    return add
