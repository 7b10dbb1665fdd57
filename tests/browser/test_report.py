"""The report of a run with a history, as a browser shows it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Browser, expect

from oceanhil.app.history.changes import Change, ChangeKind
from oceanhil.app.history.commit import Commit
from oceanhil.app.history.kept import Kept
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html
from tests.app.report.conftest import make_result

if TYPE_CHECKING:
    from pathlib import Path

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = "axe.run().then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html)))"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    result = make_result("first-boot")
    slower = Change(
        kind=ChangeKind.SLOWER,
        replay_id=result.replay_id,
        text="boot_to_online 2.4 s → 8.6 s since e39c684",
        measure="boot_to_online",
        drawn=(2.4, 2.4, 8.6),
    )
    fixed = Change(kind=ChangeKind.FIXED, replay_id=result.replay_id, text="since e39c684", drawn=(0, 0, 1))
    kept = Kept(place="history.sqlite", commit=Commit("v1"), cases=1, known=1, changes=(fixed, slower))
    path = tmp_path / "report.html"
    path.write_text(render_html([result], ReportHead(world="sim", seed=0, profile="p", kept=kept)), "utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1360])
def test_what_changed_is_read_and_axe_finds_nothing(
    browser: Browser, report: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    rows = page.get_by_role("region", name="Changed cases").get_by_role("row")
    expect(rows).to_contain_text(["Case", "slower boot_to_online 2.4 s → 8.6 s since e39c684", "fixed since e39c684"])
    expect(page.get_by_role("img", name="boot_to_online of the last 3 runs: 2.4, 2.4, 8.6")).to_be_visible()
    page.evaluate(_AXE)
    assert page.evaluate(_RUN) == []
    page.close()
