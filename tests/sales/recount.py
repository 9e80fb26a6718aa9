"""Counts sales again in Python, from the rows of all tables, by the words of the definition and not by its SQL."""

from collections import Counter, defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from db import pool
from tests.sales.follower import MEASURES

SEAT_STATUS = {1: "held", 2: "sold", 3: "killed"}
COUNTED_REFUNDS = ("pending", "succeeded", "by_hand")
TABLES = ("seat", '"order"', "order_line", "payment", "refund")
ZONES = """
    SELECT p.id, v.time_zone FROM performance p JOIN seating_plan s ON s.id = p.plan JOIN venue v ON v.id = s.venue
"""
Key = tuple[Any, ...]
Counts = dict[Key, Counter[str]]
"""("total", performance, level, type, channel), ("minute", …, minute) or ("day", …, date) → measure → number."""


class Recount:
    """The counts of all rows that are there."""

    def __init__(self, rows: dict[str, list[Any]], zones: dict[int, ZoneInfo]) -> None:
        self.zones = zones
        self.counts: Counts = defaultdict(Counter)
        self.orders = {(row["performance_id"], row["id"]): row for row in rows['"order"']}
        self.lines: dict[Key, list[Any]] = defaultdict(list)
        for line in rows["order_line"]:
            if line["kind"] == "seat":
                self.lines[line["performance_id"], line["order_id"]].append(line)
        for row in rows["seat"]:
            self.count_seat(row)
        for row in rows['"order"']:
            self.count_order(row)
        for row in rows["payment"]:
            if row["state"] == "succeeded":
                self.add(row, -1, -1, self.channel(row), row["settled_at"], received=row["amount"])
        for row in rows["refund"]:
            self.count_refund(row)

    def channel(self, row: Any) -> str:
        return str(self.orders[row["performance_id"], row["order_id"]]["channel"])

    def add(self, row: Any, level: int, ticket_type: int, channel: str, at: Any, **numbers: int) -> None:
        """Add to the total, and, with an instant, to its minute and its day."""
        performance = row["performance_id"]
        keys: list[Key] = [("total", performance, level, ticket_type, channel)]
        if at is not None:
            keys.append(("minute", *keys[0][1:], at.replace(second=0, microsecond=0)))
            keys.append(("day", *keys[0][1:], at.astimezone(self.zones[performance]).date()))
        for key in keys:
            self.counts[key].update(numbers)

    def count_seat(self, row: Any) -> None:
        level, status = row["price_level"], SEAT_STATUS.get(row["status"], "")
        self.add(row, level, -1, "", None, capacity=1)
        if not status and row["allocation"] is not None:
            status = "allocated"
        if not status:
            return
        types = [
            line["ticket_type"]
            for line in self.lines[row["performance_id"], row["order_id"]]
            if line["seat_idx"] == row["idx"]
        ]
        channel = self.channel(row) if row["order_id"] else ""
        self.add(row, level, types[0] if types else -1, channel, None, **{status: 1})

    def count_order(self, row: Any) -> None:
        if row["state"] not in ("paid", "refunded"):
            return
        left = row["total"]
        for line in self.lines[row["performance_id"], row["id"]]:
            cost = line["amount"] + line["extra"]
            left -= cost
            kind = line["level"], line["ticket_type"]
            self.add(row, *kind, row["channel"], row["paid_at"], tickets=1, revenue=cost)
        self.add(row, -1, -1, row["channel"], row["paid_at"], orders=1, revenue=left)

    def count_refund(self, row: Any) -> None:
        if row["state"] not in COUNTED_REFUNDS:
            return
        at, channel, left = row["voided_at"] or row["settled_at"] or row["created_at"], self.channel(row), row["amount"]
        lines = [line for line in self.lines[row["performance_id"], row["order_id"]] if line["refund_id"] == row["id"]]
        bare = sum(line["amount"] for line in lines)
        whole = sum(line["amount"] + line["extra"] for line in lines)
        costs: Counter[tuple[int, int]] = Counter()
        for line in lines:
            costs[line["level"], line["ticket_type"]] += line["amount"] + (line["extra"] if left >= whole else 0)
            self.add(row, line["level"], line["ticket_type"], channel, at, refunded_tickets=1)
        for kind, cost in costs.items():
            share = cost if row["amount"] >= bare else row["amount"] * cost // bare
            left -= share
            self.add(row, *kind, channel, at, refunds=share)
        unwanted = row["why"] in ("late", "double")
        self.add(row, -1, -1, channel, at, returned=row["amount"], refunds=0 if unwanted else left)


async def recount() -> Counts:
    """Count all rows that are there; without what is 0."""
    rows = {table: await pool.fetch(f"SELECT * FROM {table}") for table in TABLES}
    zones = {row["id"]: ZoneInfo(row["time_zone"]) for row in await pool.fetch(ZONES)}
    return without_zeros(Recount(rows, zones).counts)


async def stored(generation: int = 1) -> Counts:
    """Fetch the statistics; without what is 0."""
    counts: Counts = defaultdict(Counter)
    for what, time in (("total", ()), ("minute", ("minute",)), ("day", ("day",))):
        for row in await pool.fetch(f"SELECT * FROM sales_{what} WHERE generation = $1", generation):
            key = tuple(row[name] for name in ("performance_id", "level", "ticket_type", "channel", *time))
            counts[what, *key].update({name: number for name, number in row.items() if name in MEASURES})
    return without_zeros(counts)


def without_zeros(counts: Counts) -> Counts:
    """Leave out what is 0."""
    kept = {key: Counter({name: number for name, number in row.items() if number}) for key, row in counts.items()}
    return {key: row for key, row in kept.items() if row}
