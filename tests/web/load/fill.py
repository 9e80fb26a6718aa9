"""Put work in progress: for tests of what a process does under pressure."""

from app.web.load.pressure import Pressure
from app.web.load.request_meter import RequestMeter


def set_cost(meter: RequestMeter, route: str, seconds: float) -> None:
    """Set what requests of this route are expected to cost."""
    meter.costs._means[route] = seconds


def fill(pressure: Pressure, seconds: float, kind: str = "newcomers") -> None:
    """Put one request in progress that needs so many seconds."""
    set_cost(pressure.meter, "filling", seconds)
    pressure.meter.begin(kind, "filling")
