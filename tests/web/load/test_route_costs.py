"""The cost of a route: learned from its requests, bounded in number, the same for all performances and links."""

import pytest

from app.web.load.route_costs import FIRST_GUESS, MAX_ROUTES, RouteCosts, route_of


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("POST", "/performances/12/holds/best", "POST /performances/#/holds/best"),
        ("GET", "/orders/7/aB3_x-9/", "GET /orders/#/#"),
        ("GET", "/", "GET /"),
        ("GET", "/orders/7/abcdefghijklmnopqrstuvwxyzabcdef/", "GET /orders/#/#"),
        ("GET", "//performances///7////", "GET /performances/#"),
        ("GET", "/plans/3/0a1b-2.svg", "GET /plans/#/#"),
    ],
)
def test_numbers_and_links_do_not_tell_routes_apart(method: str, path: str, route: str) -> None:
    assert route_of(method, path) == route


def test_a_route_costs_what_its_requests_have_cost() -> None:
    costs = RouteCosts()
    assert costs.expected("a") == FIRST_GUESS
    for _ in range(300):
        costs.learn("a", 0.010)
        costs.learn("b", 0.001)
    assert (costs.expected("a"), costs.expected("b")) == (pytest.approx(0.010), pytest.approx(0.001))


def test_one_slow_request_is_no_slow_route() -> None:
    costs = RouteCosts()
    costs.learn("a", 2.0)  # it has compiled a template
    assert costs.expected("a") < 1.3 * FIRST_GUESS
    for _ in range(100):
        costs.learn("a", 0.2)
    assert costs.expected("a") == pytest.approx(0.2, rel=0.05)


def test_addresses_that_are_made_up_take_no_memory_and_do_not_displace_the_real_ones() -> None:
    costs = RouteCosts()
    for _ in range(300):
        costs.learn("real", 0.010)
    for n in range(5 * MAX_ROUTES):
        costs.learn(f"made up {n}", 0.0001)
    assert len(costs._means) <= MAX_ROUTES + 1
    assert costs.expected("real") == pytest.approx(0.010)
    assert costs.expected("another") == pytest.approx(0.0001, rel=0.01)
