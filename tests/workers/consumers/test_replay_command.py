"""`aisle consumers replay`: its progress, and what cannot be replayed."""

import pytest

from db.pool import Connection
from tests.architecture.test_starting import run_python
from tests.workers.consumers.replay_harness import expected_rows, rows_in_use
from tests.world import World
from workers.consumers.consumer import Batch, Consumer
from workers.consumers.history import History
from workers.consumers.replaying.replay import CannotReplay
from workers.consumers.staff.replay_command import Progress, find_projection
from workers.consumers.staff.staff_changes import NoSuchConsumer


def test_without_a_terminal_progress_is_lines() -> None:
    lines: list[str] = []
    progress = Progress(lines.append, terminal=False)
    for done in range(0, 201):
        progress.report("rows", done, 200)
    progress.report("facts", 0, 0)
    progress.end()
    assert lines[:3] == ["rows: 0 %", "rows: 4 %", "rows: 8 %"]
    assert lines[-2:] == ["rows: 100 %", "facts: 0 %"]


def test_a_terminal_shows_a_bar_for_each_phase(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(terminal=True)
    for what in ("rows", "facts"):
        progress.report(what, 1, 2)
        progress.report(what, 2, 2)
    progress.end()
    output = capsys.readouterr().out
    assert ("rows" in output, "facts" in output) == (True, True)


class Mailer(Consumer):
    """Keeps no tables."""

    name = "mailer"

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("name", "problem"),
    [("mailer", "keeps no tables"), ("histroy", "There is no consumer histroy. There are: history, mailer.")],
)
def test_only_a_projection_can_be_replayed(name: str, problem: str) -> None:
    with pytest.raises((CannotReplay, NoSuchConsumer), match=problem):
        find_projection(name, [History(), Mailer()])


COMMAND = "from workers.consumers.staff.replay_command import replay_command; replay_command()"


async def test_the_command_says_what_it_did(sold: World, server_environment: dict[str, str]) -> None:
    code, output = await run_python(server_environment, "-c", COMMAND, "history")
    assert (code, output.splitlines()[-1]) == (0, "The consumer history was made again (generation 2).")
    assert "facts: " in output
    assert await rows_in_use() == await expected_rows()
