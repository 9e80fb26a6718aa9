"""The gateway's settings, read once, typed."""

import functools
import os
import re
from urllib.parse import urlsplit

from realtime.environment import Port, SettingsError, SharedSettings, convert_environment, split_list
from realtime.exposure import check_exposure, is_exposed
from realtime.keys import DEVELOPMENT_SECRET, Keys, Purpose, read_keys, require_strong_keys
from realtime.proxies import Network, parse_proxies

__all__ = ["GatewaySettings", "SettingsError", "origin_of", "read_settings", "settings"]


class GatewaySettings(SharedSettings, frozen=True, rename=lambda name: name.upper()):
    """The gateway's settings. Names are environment variables in capitals. Times are seconds, sizes bytes."""

    aisle_realtime_host: str = "127.0.0.1"
    aisle_realtime_port: Port = 8001
    aisle_sockets: int = 20_000  # of one process; as many file descriptors are needed
    aisle_sockets_per_address: int = 2_000  # all users of a campus may share one address
    aisle_rooms_per_socket: int = 8
    aisle_tick: float = 0.05
    aisle_beat: float = 10.0
    aisle_linger: float = 5.0  # an empty topic is kept for this long, so that reloading a page costs no subscription
    aisle_buffer: int = 64 * 1024
    aisle_ping: float = 20.0

    @property
    def origins(self) -> list[str]:
        """The site's own origin; in development also that of its other name on this machine."""
        own = origin_of(self.aisle_site_url)
        if self.aisle_env != "development":
            return [own]
        return [own, *({re.sub(r"//(127\.0\.0\.1|localhost)", f"//{name}", own) for name in LOCAL_HOSTS} - {own})]

    @property
    def map_keys(self) -> Keys:
        """The keys of watch tokens; in development that of the web process's built-in secret."""
        return read_keys(Purpose.MAP, self.aisle_map_keys, DEVELOPMENT_SECRET)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Addresses and networks of trusted proxies."""
        return parse_proxies(self.aisle_trusted_proxies)


LOCAL_HOSTS = ("127.0.0.1", "localhost")
DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(address: str) -> str:
    """Return the origin of an address as browsers write it: lower case, no default port, no path."""
    parts = urlsplit(address.lower())
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def read_settings(environment: dict[str, str]) -> GatewaySettings:
    """Read the settings in `environment`. Raises SettingsError for a wrong type or an unsafe combination."""
    read = convert_environment(environment, GatewaySettings)
    check_exposure(read, environment)
    if is_exposed(environment):
        listed = split_list(Purpose.MAP.setting, read.aisle_map_keys or DEVELOPMENT_SECRET)
        require_strong_keys(Purpose.MAP.setting, listed, "`aisle keys gateway` prints the line for the gateway.")
    read_keys(Purpose.MAP, read.aisle_map_keys, DEVELOPMENT_SECRET)
    return read


@functools.cache
def settings() -> GatewaySettings:
    """Return this process's settings, read at the first call."""
    return read_settings(dict(os.environ))
