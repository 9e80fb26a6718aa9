"""The endpoint of assets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.main import main
from app.settings import ROOT
from app.web.assets import VENDORED, asset, asset_file, check_assets
from tests.fan import Fan

Visit = Callable[[], Fan]


async def test_a_script_is_the_same_packed_or_not(visit: Visit) -> None:
    file = asset_file("js/performance.js")
    assert file is not None
    answers = [
        await visit().read(asset("js/performance.js"), **{"Accept-Encoding": kind}) for kind in ("br", "identity")
    ]
    assert [answer.content for answer in answers] == [file.read_bytes()] * 2
    assert [answer.headers.get("content-encoding") for answer in answers] == ["br", None]
    assert "immutable" in answers[0].headers["cache-control"]


async def test_under_an_old_digest_a_file_is_served_but_not_kept(visit: Visit) -> None:
    answer = await visit().read("/assets/000000000000/js/performance.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    ("vendored", "missing"),
    [
        ({**VENDORED, "htmx.js": ROOT / "node_modules/none.js"}, "node_modules/none.js"),
        ({"htmx.js": VENDORED["htmx.js"]}, "@fontsource-variable/archivo/files"),
    ],
)
def test_web_without_its_assets_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], vendored: dict[str, Path], missing: str
) -> None:
    check_assets()
    monkeypatch.setattr("app.web.assets.VENDORED", vendored)
    monkeypatch.setattr("app.web.assets.NODE_MODULES", ROOT / "nowhere")
    assert main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert f"{missing} is missing" in lines[0]


async def test_nothing_outside_the_assets_is_served(visit: Visit) -> None:
    for path in ("js/none.js", "../pyproject.toml", "..%2fpyproject.toml", "vendor/../pyproject.toml", "js"):
        assert (await visit().read(f"/assets/x/{path}")).status_code == 404


async def test_what_is_packed_is_packed_once(visit: Visit) -> None:
    answer = await visit().read(asset("css/main.css"), **{"Accept-Encoding": "br"})
    assert int(answer.headers["content-length"]) > 6000  # large enough that Litestar would compress it again
    assert answer.text.startswith("/* ")
