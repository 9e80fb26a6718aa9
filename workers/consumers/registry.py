"""The consumers of this release. A worker runs each of them; a new one is added here."""

from workers.consumers.consumer import Consumer
from workers.consumers.history import History
from workers.consumers.sales_stats import SalesStats

CONSUMERS: list[Consumer] = [SalesStats(), History()]
