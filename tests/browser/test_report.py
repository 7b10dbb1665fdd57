"""The report of a run with a history, as a browser shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec import structs
from playwright.sync_api import Browser, expect

from oceanhil.app.history.changes import Change, ChangeKind
from oceanhil.app.history.commit import Commit
from oceanhil.app.history.kept import KeptRun
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html
from tests.app.report.conftest import make_result
from tests.browser.looking import violations

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.scenarios.result import Result


def with_history(head: ReportHead) -> tuple[list[Result], ReportHead]:
    """A report of one run, and what has changed since others: a measure, and an outcome."""
    result = make_result("first-boot")
    slower = Change(
        kind=ChangeKind.SLOWER,
        replay_id=result.replay_id,
        text="boot_to_online 2.4 s → 8.6 s since e39c684",
        measure="boot_to_online",
        drawn=(2.4, 2.4, 8.6),
    )
    fixed = Change(kind=ChangeKind.FIXED, replay_id=result.replay_id, text="since e39c684", drawn=(0, 0, 1))
    kept = KeptRun(place="history.sqlite", commit=Commit("v1"), cases=1, known=1, changes=(fixed, slower))
    return [result], structs.replace(head, kept=kept)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(render_html(*with_history(ReportHead(world="sim", seed=0, profile="p"))), "utf-8")
    return path


def test_what_changed_is_read_and_axe_finds_nothing(browser: Browser, report: Path) -> None:
    page = browser.new_page(viewport={"width": 1360, "height": 900}, bypass_csp=True)
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    rows = page.get_by_role("region", name="Changed cases").get_by_role("row")
    expect(rows).to_contain_text(["Case", "slower boot_to_online 2.4 s → 8.6 s since e39c684", "fixed since e39c684"])
    expect(page.get_by_role("img", name="boot_to_online of the last 3 runs: 2.4, 2.4, 8.6")).to_be_visible()
    for width in (400, 1360):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, with_colours=width > 1000) == [], width
    page.close()
