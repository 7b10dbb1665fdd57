"""docs/prove.md: its example comes out as it is printed there, and every exit code is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.docs.pieces import Page
    from tests.user import Command

_TIME = re.compile(r"[\d.]+ m?s$", re.MULTILINE)


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/prove.md"]


def written(page: Page, scenario: str, folder: Path) -> Path:
    """Write the example with this id into a folder `mine`."""
    (block,) = [block for block in page.code("yaml") if block.text.startswith(f"id: {scenario}\n")]
    file = folder / "mine" / f"{scenario}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(block.text, "utf-8")
    return file


@pytest.mark.slow
def test_the_example_has_the_idle_expectations_that_are_shown(page: Page, oceanhil: Command, folder: Path) -> None:
    written(page, "stays-quiet", folder)
    (shown,) = [block.text for block in page.code("console") if "mine/stays-quiet.yaml:" in block.text]
    done = oceanhil("run", "--prove", "mine/stays-quiet.yaml")
    assert done.code == 10
    assert _TIME.sub("", done.out.replace("\\", "/")) == _TIME.sub("", shown.partition("\n")[2])


@pytest.mark.slow
def test_the_reason_of_the_example_is_needed(page: Page, oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", str(written(page, "shared-eeprom", folder)), "--prove", "--board", "esp32")
    assert done.code == 0
    assert "1 kept with a reason" in done.out


def test_the_exit_codes_are_those_of_a_run(page: Page, pages: dict[str, Page]) -> None:
    of_runs = {row[0] for row in pages["docs/ci.md"].table("Exit codes")}
    assert {row[0] for row in page.table("Running it")} <= of_runs
