"""The consumers of this release. A worker runs each of them; a new one is added here."""

from workers.consumers.consumer import Consumer

CONSUMERS: list[Consumer] = []
