"""A stateful test: twenty fans hold, change and release seats in any order, and the database agrees with a model."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.errors import AisleError
from app.events.catalog import Performance, get_public_performance
from app.seating.best.search import Party, take_best
from app.seating.errors import (
    HoldEnded,
    NothingFits,
    SeatsContested,
    SeatsTaken,
    TooFewPlaces,
    TooManySeats,
    TypeNotSold,
)
from app.seating.holds.hold import choose_type, hold_places, hold_seats, release_seats
from tests.seating.holds.test_hold import expire
from tests.seating.plans import hall
from tests.seating.reference_model import AREA, CAP, Model, agrees, begin
from tests.seating.scenarios import FLOOR, create_night
from tests.world import World
from workers.release_holds import release_expired_holds

pytestmark = pytest.mark.slow

Found = TypeVar("Found")
Run = Callable[[Coroutine[Any, Any, Found]], Found]
SEATS = len(hall().seats)
fans = st.sampled_from([f"fan-{n}" for n in range(20)])
wishes = st.sets(st.integers(0, SEATS - 1), min_size=1, max_size=5)
# takes about ten seconds
BOUNDED = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))


class House(RuleBasedStateMachine):
    """The state machine. `run`: runs a coroutine on the loop that owns the connections; `night`: the performance."""

    run: Run[Any]
    night: Performance

    def __init__(self) -> None:
        super().__init__()
        self.model: Model = self.run(begin(self.night, SEATS))

    @rule(fan=fans, wish=wishes, instead=st.sets(st.integers(0, SEATS - 1), max_size=4))
    def take(self, fan: str, wish: set[int], instead: set[int]) -> None:
        """Hold seats by their numbers, perhaps in exchange for others."""
        own, free = set(self.model.of(fan)), self.model.open()
        new, back = wish - own, (own & instead) - wish
        taking = hold_seats(self.night.id, fan, sorted(wish), self.night.plan, replacing=sorted(instead))
        if len(own) - len(back) + len(new) > CAP:
            self.refused(taking, TooManySeats)
        elif new <= free:
            assert set(self.run(taking).seats) == (own | new) - back
            self.model.swap(fan, new, back)
        else:
            assert set(self.refused(taking, SeatsTaken).facts["seats"]) == new - free

    @rule(fan=fans, count=st.integers(1, 5), instead=st.sets(st.integers(0, SEATS - 1), max_size=4))
    def stand(self, fan: str, count: int, instead: set[int]) -> None:
        """Hold standing places on the floor, perhaps in exchange for other seats."""
        own, left = set(self.model.of(fan)), AREA & self.model.open()
        back = own & instead
        standing = hold_places(self.night, fan, FLOOR, count, self.night.plan, replacing=sorted(instead))
        if len(own) - len(back) + count > CAP:
            self.refused(standing, TooManySeats)
        elif count <= len(left):
            got = set(self.run(standing).seats) - own
            assert (len(got), got <= left) == (count, True)
            self.model.swap(fan, got, back)
        else:
            assert self.refused(standing, TooFewPlaces).facts["places_left"] == len(left)

    @rule(fan=fans, size=st.integers(1, 5))
    def take_the_best(self, fan: str, size: int) -> None:
        """Hold the best seats, which must have been open."""
        own, free = set(self.model.of(fan)), self.model.open()
        searching = take_best(self.run(get_public_performance(self.night.id)), fan, Party(size))
        if len(own) + size > CAP or size > len(free):
            self.refused(searching, AisleError)
            return
        try:
            best = self.run(searching)
        except NothingFits:  # the open places may be wheelchair spaces or a part of a table
            return
        assert (len(best.seats), set(best.seats) <= free) == (size, True)
        self.model.swap(fan, set(best.seats), set())

    @rule(fan=fans, seats=wishes, kind=st.integers(0, 3))
    def choose(self, fan: str, seats: set[int], kind: int) -> None:
        """Choose a ticket type; type 3 is not sold."""
        own = self.model.of(fan)
        mine = seats & set(own) or seats
        choosing = choose_type(self.night.id, fan, sorted(mine), kind)
        if kind < 3 and mine <= set(own):
            self.run(choosing)
            own.update(dict.fromkeys(mine, kind))
        else:
            self.refused(choosing, TypeNotSold if mine <= set(own) else HoldEnded)

    @rule(fan=fans, seats=st.none() | wishes)
    def give_back(self, fan: str, seats: set[int] | None) -> None:
        """Release some seats, held by the fan or not, or all."""
        own = set(self.model.of(fan))
        self.run(release_seats(self.night.id, fan, None if seats is None else sorted(seats)))
        self.model.swap(fan, set(), own if seats is None else own & seats)

    @rule(fan=fans)
    def time_is_over(self, fan: str) -> None:
        """Let the fan's hold expire, which opens its seats."""
        self.run(expire(self.night.id, fan))
        self.model.own[fan] = {}

    @rule()
    def sweep(self) -> None:
        """Release expired holds, which changes nothing that fans see."""
        self.run(release_expired_holds())

    @rule(seat=st.integers(0, SEATS - 1))
    def rush(self, seat: int) -> None:
        """Request one seat for five people at the same moment; one of them gets it."""
        rushing = [f"rush-{seat}-{n}" for n in range(5)]
        tries = [hold_seats(self.night.id, fan, [seat], self.night.plan) for fan in rushing]
        ends = self.run(at_once(tries))
        won = [fan for fan, end in zip(rushing, ends, strict=True) if not isinstance(end, BaseException)]
        had = any(seat in self.model.of(fan) for fan in rushing)
        assert len(won) == (1 if had or seat in self.model.open() else 0)
        assert all(isinstance(end, SeatsTaken | SeatsContested) for end in ends if isinstance(end, BaseException))
        for fan in won:
            self.model.swap(fan, {seat}, set())

    @invariant()
    def everything_agrees(self) -> None:
        """Compare the database with the model after every step."""
        self.run(agrees(self.night, self.model))

    def refused(self, doing: Coroutine[Any, Any, Any], no: type[Exception]) -> Any:
        """Run the coroutine and return the error of class `no` that it must raise."""
        try:
            done = self.run(doing)
        except no as refusal:
            return refusal
        raise AssertionError(f"{no.__name__} expected, not {done}")


async def at_once(tries: list[Coroutine[Any, Any, Any]]) -> list[Any]:
    """Run all of them concurrently and return their results and errors."""
    return await asyncio.gather(*tries, return_exceptions=True)


async def test_the_house_agrees_with_its_model_whatever_twenty_fans_do(world: World) -> None:
    night, loop = await create_night(world), asyncio.get_running_loop()

    def run(work: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    machine = type("OneHouse", (House,), {"run": staticmethod(run), "night": night})
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=BOUNDED)
