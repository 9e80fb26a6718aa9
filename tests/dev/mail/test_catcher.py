"""The mail catcher: each mail becomes one complete file, and at most five hundred are kept."""

import asyncio
import sys
from pathlib import Path

import pytest

from app.dev.mail import folder
from app.dev.mail.catcher import catch_mail
from app.mail.content import MailContent
from app.mail.mime import compose_message
from app.mail.smtp import MailRejected, SmtpConnection
from app.mail.smtp_server import parse_server_url
from tests.architecture.test_starting import run_python
from tests.chaos.processes import free_port
from tests.eventually import eventually
from tests.mail.mail_scenarios import SENDER
from tests.mail.test_headers import MAIL

ANA = compose_message(MailContent("Ana", "ana@example.org", "Your tickets", "Hello\n", "<p>Hello</p>"), MAIL, SENDER)
ANNA = compose_message(MailContent("Анна", "анна@example.org", "Билеты", "Привет\n", "<p>Привет</p>"), MAIL, SENDER)


async def delivered(port: int, *messages: object) -> None:
    """Send messages as the worker does."""
    line = SmtpConnection(parse_server_url(f"smtp://127.0.0.1:{port}"))
    for message in messages:
        await line.send_envelope(message)  # type: ignore[arg-type]
        await line.send_body(message)  # type: ignore[arg-type]
    await line.close()


async def test_what_is_sent_becomes_a_file_as_it_was(tmp_path: Path) -> None:
    port = free_port()
    server = await catch_mail("127.0.0.1", port, tmp_path / "mail")
    await delivered(port, ANA, ANNA)
    server.close()
    newest, oldest = folder.mail_names(tmp_path / "mail")
    assert folder.read_mail_file(tmp_path / "mail", oldest) == ANA.data
    assert folder.read_mail_file(tmp_path / "mail", newest) == ANNA.data


async def test_a_folder_that_cannot_be_written_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands here")
    port = free_port()
    server = await catch_mail("127.0.0.1", port, tmp_path / "mail")
    with pytest.raises(MailRejected, match="452") as error:
        await delivered(port, ANA)
    server.close()
    assert error.value.permanent is False


def test_the_newest_five_hundred_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_MAILS", 5)
    kept = [folder.save_mail(tmp_path, str(number).encode()) for number in range(8)]
    assert folder.mail_names(tmp_path) == kept[:2:-1]
    assert len(list(tmp_path.iterdir())) == 5


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "", ".", "20261010T193005.123456-a1b2c3d4/../../secret", "x" * 999]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("secret")
    (tmp_path / "mail").mkdir()
    assert folder.read_mail_file(tmp_path / "mail", name) is None


async def test_the_program_catches_mail_until_it_is_told_to_stop(
    tmp_path: Path, server_environment: dict[str, str]
) -> None:
    port = free_port()
    environment = server_environment | {"AISLE_MAIL_PORT": str(port), "AISLE_MAIL_FOLDER": str(tmp_path)}
    program = await asyncio.create_subprocess_exec(sys.executable, "-m", "app.dev.mail", env=environment)
    await eventually(lambda: _takes(port), 60)
    program.terminate()
    assert await asyncio.wait_for(program.wait(), 20) == 0
    assert len(folder.mail_names(tmp_path)) == 1


async def _takes(port: int) -> bool:
    try:
        await delivered(port, ANA)
    except MailRejected:
        return False
    return True


PRODUCTION = {
    "AISLE_ENV": "production",
    "AISLE_SECRET": "x" * 32,
    "AISLE_SITE_URL": "https://a.org",
    "AISLE_SOCKET_URL": "wss://a.org",
}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"AISLE_MAIL_FOLDER": ""}, "AISLE_MAIL_FOLDER"),
        ({"AISLE_MAIL_PORT": "mail"}, "AISLE_MAIL_PORT"),
        (PRODUCTION | {"AISLE_MAIL_FOLDER": ""}, "production"),
    ],
)
async def test_what_it_cannot_do_is_said_in_one_line(
    tmp_path: Path, server_environment: dict[str, str], wrong: dict[str, str], says: str
) -> None:
    environment = server_environment | {"AISLE_MAIL_FOLDER": str(tmp_path)} | wrong
    code, said = await run_python(environment, "-m", "app.dev.mail")
    assert (code, said.count("\n"), says in said) == (1, 1, True)
