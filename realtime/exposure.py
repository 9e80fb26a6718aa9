"""Whether others can reach an installation, and what is refused where they can."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from realtime.environment import SettingsError, SharedSettings, require_site, split_list
from realtime.proxies import NO_PROXY, parse_proxies

DEVELOPMENT_ONLY = ("AISLE_CLOCK_FILE", "AISLE_MAIL_FOLDER")
"""Settings of the pages under /dev, which move the clock, delete the demonstration and show all mail."""


def is_loopback(host: str | None) -> bool:
    """Return whether only this machine can reach `host`: localhost, 127.0.0.0/8 and ::1. An unknown name is not."""
    try:
        return host is not None and (host.lower() == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def is_loopback_url(url: str) -> bool:
    """Return whether only this machine can reach the address. One that cannot be read is not such an address."""
    try:
        return is_loopback(urlsplit(url).hostname)
    except ValueError:
        return False


def is_live_key(stripe_key: str) -> bool:
    """Return whether payments with this secret key of Stripe may move real money: it is not marked as a test key."""
    return stripe_key != "" and not stripe_key.startswith(("sk_test_", "rk_test_"))


def is_exposed(environment: Mapping[str, str]) -> bool:
    """Return whether others may reach the installation of this environment, or money is real: it needs real secrets.

    That is so in production, with a live key of Stripe, where the site, the gateway's address for browsers, or what a
    process listens on is more than this machine's loopback addresses or encrypted, and with a proxy elsewhere."""
    site = environment.get("AISLE_SITE_URL") or "http://127.0.0.1"
    socket = environment.get("AISLE_SOCKET_URL") or "ws://127.0.0.1"
    hosts = [environment.get(name) or "127.0.0.1" for name in ("AISLE_WEB_HOST", "AISLE_REALTIME_HOST")]
    return (
        environment.get("AISLE_ENV") == "production"
        or is_live_key(environment.get("STRIPE_SECRET_KEY", ""))
        or not site.lower().startswith("http://")
        or not socket.lower().startswith("ws://")
        or not all(is_loopback_url(url) for url in (site, socket))
        or not all(is_loopback(host) for host in hosts)
        or not _are_loopback_proxies(environment.get("AISLE_TRUSTED_PROXIES") or NO_PROXY)
    )


def _are_loopback_proxies(listed: str) -> bool:
    try:
        return listed.strip() == NO_PROXY or all(ip_network(entry).is_loopback for entry in split_list("", listed))
    except (SettingsError, ValueError):
        return False


def check_exposure(read: SharedSettings, environment: Mapping[str, str]) -> None:
    """Raise SettingsError for proxies, a site or tools of developers that are unsafe where this installation is."""
    parse_proxies(read.aisle_trusted_proxies)
    require_site(read.aisle_site_url)
    for name in DEVELOPMENT_ONLY:
        if environment.get(name) and is_exposed(environment):
            raise SettingsError(f"{name} is for development on one machine: others can reach this one, so unset it.")
    if read.production and not read.aisle_site_url.startswith("https://"):
        raise SettingsError("AISLE_SITE_URL must begin with https:// in production: cookies are secure.")
    if not read.production and read.aisle_site_url.lower().startswith("https://"):
        raise SettingsError("AISLE_ENV must be production where AISLE_SITE_URL begins with https://.")
