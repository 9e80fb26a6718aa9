"""Measurements of one waiting room, counted in one query, and the controller's input that is built from them.

All are counts; none names a person."""

import time
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.waiting_room.rooms import WaitingRoom
from app.web.load.room_metrics import AGE_COUNT, AGE_ENDS, RoomMetrics
from app.web.load.site_load import SiteLoad
from db.pool import fetch_row
from realtime.protocol import EMPTY_LOG, LogHead, PlacesCalled

BIN_ENDS, BIN_COUNT = AGE_ENDS, AGE_COUNT
"""The ends of the bins of age, in seconds since a place was called or a fan came in. The last bin has no end."""
RATE_MINUTES = 10
"""The rate is computed from the calls of this many past minutes."""

# `call`: the calls of the last $3 minutes, but since $5, each with the highest place called before it. `list`: the
# same as sorted arrays: width_bucket finds the call of a place in them, faster than a join for so many places.
# `stay`: fans inside, and those who left in the last ten seconds, by the age of the visit.
# `came`, `gone`: places that came in or were given up, by the age of their call and by how long they took.
# `slow`: payments that the browser reported as paid and Stripe does not, or that Stripe never received.
# `failed`: payments that the bank refused and that are still unpaid; a payment with several cards counts once.
MEASURE = """
    WITH clock AS (
        SELECT t, greatest(t - make_interval(mins => $3), $5::timestamptz) AS since FROM clock_timestamp() t),
    call AS MATERIALIZED (
        SELECT l.serving, l.at, extract(epoch FROM t - l.at)::float8 AS age,
               coalesce(lag(l.serving) OVER (ORDER BY l.serving), (
                   SELECT max(o.serving) FROM queue_log o
                   WHERE o.room = $1 AND o.what = 'called' AND o.at <= since), 0) AS before
        FROM clock, queue_log l
        WHERE l.room = $1 AND l.what = 'called' AND $5 IS NOT NULL AND l.at > since),
    list AS MATERIALIZED (
        SELECT array_agg(before + 1 ORDER BY serving) AS edges, array_agg(at ORDER BY serving) AS ats,
               array_agg(width_bucket(age, $4::float8[]) ORDER BY serving) AS cohorts,
               array_agg(age < 60 * $2 ORDER BY serving) AS lives, min(before) AS before, max(serving) AS serving
        FROM call),
    came AS (
        SELECT cohorts[i] AS cohort, width_bucket(extract(epoch FROM admitted_at - ats[i])::float8, $4::float8[]) AS bin
        FROM (SELECT width_bucket(a.place, l.edges) AS i, a.admitted_at, l.* FROM list l JOIN admission a
              ON a.room = $1 AND a.place > l.before AND a.place <= l.serving) a WHERE lives[i]),
    gone AS (
        SELECT cohorts[i] AS cohort FROM (SELECT width_bucket(g.place, l.edges) AS i, l.* FROM list l JOIN queue_log g
            ON g.room = $1 AND g.what = 'gave_up' AND g.place > l.before AND g.place <= l.serving
            AND NOT EXISTS (SELECT FROM admission a WHERE a.room = $1 AND a.number = g.number)) g WHERE lives[i]),
    stay AS (
        SELECT a.expires_at, a.left_at, width_bucket(extract(epoch FROM least(t, a.left_at, a.expires_at)
            - coalesce(a.back_at, a.admitted_at))::float8, $4::float8[]) AS cohort
        FROM clock, admission a WHERE a.room = $1 AND (a.left_at > t - interval '10 seconds'
            OR a.left_at IS NULL AND a.expires_at > t - interval '10 seconds')),
    mine AS (SELECT b.* FROM performance p JOIN payment b ON b.performance_id = p.id, clock
             WHERE p.waiting_room = $1 AND b.created_at > t - interval '20 minutes')
    SELECT t AS at,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT cohort, count(*) AS many FROM stay
            WHERE expires_at > t AND left_at IS NULL GROUP BY 1) c)::text AS inside,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT cohort, count(*) AS many FROM stay
            WHERE expires_at <= t OR left_at IS NOT NULL GROUP BY 1) c)::text AS left_lately,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT width_bucket(age, $4::float8[]) AS cohort,
            sum(serving - before)::bigint AS many FROM call WHERE age < 60 * $2 GROUP BY 1) c)::text AS sizes,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT cohort, count(*) AS many FROM gone GROUP BY 1) c)::text
          AS gone,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT cohort, bin, count(*) AS many FROM came GROUP BY 1, 2) c)::text
          AS came,
        (SELECT coalesce(json_agg(c), '[]') FROM (SELECT floor(age / 60)::int AS cohort,
            sum(serving - before)::bigint AS many FROM call GROUP BY 1) c)::text AS minutes,
        (SELECT coalesce(max(age), 0) FROM call) AS since,
        (SELECT coalesce(json_agg(json_build_array(serving, floor(extract(epoch FROM at) * 1000)::bigint)
            ORDER BY serving), '[]') FROM (SELECT l.serving, l.at FROM queue_log l
            WHERE l.room = $1 AND l.what = 'called' ORDER BY l.serving DESC LIMIT 10) c)::text AS calls,
        (SELECT coalesce(json_agg(number), '[]') FROM (SELECT l.number FROM let_through l JOIN place p
            ON p.room = l.room AND p.number = l.number AND p.ended_at IS NULL WHERE l.room = $1
            AND NOT EXISTS (SELECT FROM admission a WHERE a.room = $1 AND a.number = l.number)
            ORDER BY l.at DESC LIMIT 100) c)::text
          AS through,
        (SELECT json_build_array(w.log_n, left(encode(w.log_hash, 'hex'), 16)) FROM waiting_room w
            WHERE w.id = $1 AND w.log_n > 0)::text AS log,
        (SELECT encode(d.root, 'hex') FROM draw d WHERE d.room = $1) AS root,
        (SELECT d.n FROM draw d WHERE d.room = $1) AS n,
        (SELECT count(*) FROM mine p WHERE p.state = 'succeeded' AND p.settled_at > t - interval '2 minutes') AS paid,
        (SELECT count(*) FROM mine p WHERE p.state = 'open' AND (
            p.asked_at BETWEEN t - interval '2 minutes' AND t - interval '30 seconds'
            OR p.intent IS NULL AND p.created_at BETWEEN t - interval '2 minutes' AND t - interval '15 seconds')
        ) AS slow,
        (SELECT count(DISTINCT p.id) FROM inbox i JOIN mine p ON p.intent = i.about
            WHERE i.kind = 'payment_intent.payment_failed' AND i.received_at > t - interval '2 minutes'
            AND p.state <> 'succeeded') AS failed
    FROM clock
"""

LISTS = ("inside", "left_lately", "sizes", "gone", "came", "minutes")
"""The columns of MEASURE that are lists in JSON."""


class Cohort(msgspec.Struct, frozen=True):
    """The places whose call is of one bin of age. `size`: all; `gave_up`: those given up; `arrived`: those that came
    in, counted by bins of the time from the call to the arrival."""

    size: int = 0
    gave_up: int = 0
    arrived: Sequence[int] = (0,) * BIN_COUNT

    @property
    def pending(self) -> int:
        """The number of places that may still come in."""
        return max(0, self.size - self.gave_up - sum(self.arrived))


class FanStats(msgspec.Struct, frozen=True):
    """Fans inside in the last ten seconds: those who asked for seats (`asking`), whose seats another fan got
    (`denied`), and of whom load shedding refused a request (`shed`)."""

    asking: int = 0
    denied: int = 0
    shed: int = 0


class PaymentStats(msgspec.Struct, frozen=True):
    """The room's payments of the last two minutes: `paid`; `failed`: refused by the bank; `slow`: unanswered for too
    long."""

    paid: int = 0
    failed: int = 0
    slow: int = 0


class RoomLoad(msgspec.Struct, frozen=True, array_like=True):
    """The load that a room's fans, inside and on their way, will cause at most, in event loops. `wanted`: with those it
    would call, now and in the next second, if it had the servers for itself."""

    expected: float = 0.0
    wanted: float = 0.0


class ControllerInput(msgspec.Struct, frozen=True):
    """The input of the controller. `room`: its id; `second`: now (Unix time); `seconds`: since the last tick.

    `waiting`: places that could be called. `inside_by_age`: fans inside; `left_by_age`: fans who leave per second, both
    by the age of their visits. `called_last_minute`: places called in the last minute. `cohorts`: one for each bin of
    age. `fans`, `site`: None while Redis, which has them, cannot be reached. `costs`: second → seconds of the event
    loops that requests of the fans inside used in it, by age. `other_rooms`: those that share the servers."""

    target: int
    room: int = 0
    second: int = 0
    inside_by_age: Sequence[int] = (0,) * BIN_COUNT
    waiting: int = 0
    seconds: float = 1.0
    left_by_age: Sequence[float] = (0.0,) * BIN_COUNT
    per_minute: int | None = None
    paused: bool = False
    called_last_minute: int = 0
    cohorts: Sequence[Cohort] = (Cohort(),) * BIN_COUNT
    fans: FanStats | None = FanStats()
    site: SiteLoad | None = SiteLoad(processes=1, use=0.0, delay=0.0)
    costs: dict[int, list[float]] = {}
    other_rooms: Sequence[RoomLoad] = ()
    payments: PaymentStats = PaymentStats()

    @property
    def inside(self) -> int:
        """The number of fans inside."""
        return sum(self.inside_by_age)

    @property
    def leaving_per_second(self) -> float:
        """How many fans inside leave per second."""
        return sum(self.left_by_age)


class RoomMeasurements(msgspec.Struct, frozen=True):
    """One room at the moment `at`. `inside_by_age`, `left_by_age`: as in ControllerInput.

    `calls_by_minute`: places called in each of the last ten minutes, the newest first. `seconds_since_first_call`:
    since the first of these calls, at most ten minutes. `recent_calls`: the last ten, the newest last. `log_head`:
    EMPTY_LOG without a line. `root`, `drawn_count`: of the draw, once it is closed. `let_through`: numbers that staff
    let through and that have not come in."""

    at: datetime
    inside_by_age: list[int]
    left_by_age: list[float]
    cohorts: list[Cohort]
    calls_by_minute: list[int]
    seconds_since_first_call: float
    recent_calls: list[PlacesCalled]
    log_head: LogHead
    root: str
    drawn_count: int
    payments: PaymentStats
    let_through: list[int] = []

    @property
    def inside(self) -> int:
        """The number of fans inside."""
        return sum(self.inside_by_age)

    def controller_input(
        self,
        room: WaitingRoom,
        seconds: float,
        metrics: RoomMetrics | None,
        site: SiteLoad | None,
        other_rooms: Sequence[RoomLoad] = (),
    ) -> ControllerInput:
        """Build the controller's input. `seconds`: since the room's last tick. `metrics`, `site`: None if unknown."""
        return ControllerInput(
            target=room.target,
            room=room.id,
            second=int(time.time()),  # by the clock of those who count the costs
            inside_by_age=self.inside_by_age,
            waiting=max(0, room.last_number - room.serving),
            seconds=seconds,
            left_by_age=self.left_by_age,
            per_minute=room.per_minute,
            paused=room.paused_at is not None,
            called_last_minute=self.calls_by_minute[0],
            cohorts=self.cohorts,
            fans=FanStats(metrics.asking, metrics.denied, metrics.shed) if metrics else None,
            site=site,
            costs=metrics.costs if metrics else {},
            other_rooms=other_rooms,
            payments=self.payments,
        )


async def measure(room: WaitingRoom) -> RoomMeasurements:
    """Measure the room at this moment, by the database's clock. The places that a quiet room called are not counted:
    each came in as it was called, and there is one call for each fan."""
    edges, minutes = [float(age) for age in BIN_ENDS], max(RATE_MINUTES, room.come_in_minutes)
    calls_since = room.engaged_at if room.mode == "automatic" else room.opens_at
    row = await fetch_row(MEASURE, room.id, room.come_in_minutes, minutes, edges, calls_since)
    assert row is not None
    lists = {name: msgspec.json.decode(row[name]) for name in LISTS}
    return RoomMeasurements(
        at=row["at"],
        inside_by_age=_counts(lists["inside"], BIN_COUNT),
        left_by_age=[count / 10 for count in _counts(lists["left_lately"], BIN_COUNT)],
        cohorts=_cohorts(lists),
        calls_by_minute=_counts(lists["minutes"], RATE_MINUTES),
        seconds_since_first_call=min(row["since"], 60.0 * RATE_MINUTES),
        recent_calls=msgspec.json.decode(row["calls"], type=list[PlacesCalled]),
        log_head=msgspec.json.decode(row["log"], type=LogHead) if row["log"] else EMPTY_LOG,
        root=row["root"] or "",
        drawn_count=row["n"] or 0,
        payments=PaymentStats(row["paid"], row["failed"], row["slow"]),
        let_through=msgspec.json.decode(row["through"]),
    )


def _cohorts(lists: dict[str, list[dict[str, int]]]) -> list[Cohort]:
    sizes, gone = _counts(lists["sizes"], BIN_COUNT), _counts(lists["gone"], BIN_COUNT)
    came = [[0] * BIN_COUNT for _ in range(BIN_COUNT)]
    for entry in lists["came"]:
        came[entry["cohort"]][entry["bin"]] += entry["many"]
    return [Cohort(*counts) for counts in zip(sizes, gone, came, strict=True)]


def _counts(entries: list[dict[str, int]], length: int) -> list[int]:
    by_cohort = {entry["cohort"]: entry["many"] for entry in entries}
    return [by_cohort.get(n, 0) for n in range(length)]
