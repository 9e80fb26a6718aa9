"""What requests cost: the processor time of the event loop that each needs, learned by route."""

FIRST_GUESS = 0.003
"""Seconds assumed for a route that was not measured yet."""
WEIGHT = 0.05
"""Weight of the latest request in the mean of its route."""
MAX_FACTOR = 5.0
"""A request counts as at most so many times the mean: the first one of a process compiles a template, for example."""
MAX_ROUTES = 500
"""Routes with a mean of their own. Addresses that do not exist may have any form, so further ones share one mean."""
OTHER_ROUTES = "other"
LONGEST_WORD = 16
"""Letters of the longest word of a route; a link of letters alone is longer."""


class RouteCosts:
    """The mean seconds of the event loop that a request of each route costs."""

    def __init__(self) -> None:
        self._means: dict[str, float] = {}

    def expected(self, route: str) -> float:
        """Return the seconds that a request of this route is expected to cost."""
        mean = self._means.get(route)
        return mean if mean is not None else self._means.get(OTHER_ROUTES, FIRST_GUESS)

    def learn(self, route: str, seconds: float) -> None:
        """Add a finished request to the mean of its route."""
        means = self._means
        if route not in means:
            if len(means) >= MAX_ROUTES:
                route = OTHER_ROUTES
            means.setdefault(route, FIRST_GUESS)
        mean = means[route]
        means[route] = mean + WEIGHT * (min(seconds, MAX_FACTOR * mean) - mean)


def route_of(method: str, path: str) -> str:
    """Return a key for the route of a request: the words of its path, with # for numbers, digests and links.

    Slashes at the end, or several in place of one, make no other route.
    For example "POST /performances/#/holds" for any performance."""
    return method + " /" + "/".join([part if _is_word(part) else "#" for part in path.split("/") if part])


def _is_word(part: str) -> bool:
    return len(part) <= LONGEST_WORD and part.isalpha()
