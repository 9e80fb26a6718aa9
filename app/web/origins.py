"""Forms and scripts of our own pages only, where the page is the same for everybody and so carries no token."""

from urllib.parse import urlsplit

from app.settings import settings


def is_cross_site(sent_from: str | None, origin: str | None, host: str) -> bool:
    """Whether a browser says that another site's page sent this. `sent_from`: its Sec-Fetch-Site; `origin`: its Origin;
    programs send neither. `host`: as it was asked, which a house of developers goes by too."""
    if sent_from is not None and sent_from != "same-origin":
        return True
    return origin is not None and origin not in _ours(host)


def _ours(host: str) -> tuple[str, ...]:
    house = settings()
    site = urlsplit(house.aisle_site_url)
    ours = f"{site.scheme}://{site.netloc}"
    return (ours,) if house.production else (ours, f"http://{host}", f"https://{host}")
