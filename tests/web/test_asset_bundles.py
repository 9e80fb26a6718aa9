"""Bundles: one style sheet with every component, and a complete list of the modules of each page."""

from collections.abc import Callable

from app.settings import ROOT
from app.web.asset_bundles import module_graph
from app.web.assets import asset
from tests.fan import Fan

CSS = ROOT / "assets/css"


async def test_the_house_sheet_is_one_file_with_every_component(visit: Callable[[], Fan]) -> None:
    sheet = (await visit().browser.get(asset("css/main.css"))).text
    assert "@import" not in sheet
    for component in CSS.rglob("*.css"):
        assert component == CSS / "main.css" or component.read_text() in sheet, component.name


def test_a_page_names_every_module_its_script_will_want() -> None:
    for entry in (ROOT / "assets/js").glob("*.js"):
        named = module_graph(f"js/{entry.name}")
        assert len(named) == len(set(named))
        assert all((ROOT / "assets" / module).is_file() for module in named)
    assert {"js/clock.js", "js/map/view/camera.js", "js/map/model/seat_state.js"} <= set(
        module_graph("js/performance.js")
    )
