"""README.md, "Boards on a serial line": what is typed there works, on the virtual board that it starts."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess

if TYPE_CHECKING:
    from tests.docs.pieces import Page

pytestmark = pytest.mark.slow

OCEANHIL = Path(sys.executable).with_name("oceanhil")


@pytest.fixture
def readme(pages: dict[str, Page]) -> Page:
    return pages["README.md"]


def typed(readme: Page, start: str) -> tuple[list[str], str]:
    """Give the words of the one line that starts so, after the prompt, and the line below it."""
    lines = [line for block in readme.code("console") for line in block.text.splitlines()]
    (index,) = (number for number, line in enumerate(lines) if line.startswith(f"$ oceanhil {start}"))
    return shlex.split(lines[index])[2:], lines[index + 1] if index + 1 < len(lines) else ""


def oceanhil(words: list[str]) -> str:
    done = subprocess.run([OCEANHIL, *words], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.long
def test_a_virtual_board_takes_its_place_in_an_inventory(
    readme: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)
    (tmp_path / "boards.toml").write_text(readme.code("toml")[0].text, "utf-8")
    with VirtualBoardProcess(*typed(readme, "vboard --board")[0][1:]):
        words, shown = typed(readme, "boards probe")
        assert oceanhil(words).rstrip() == shown
        assert "1 passed, 0 failed, 0 errors, 0 skipped" in oceanhil(typed(readme, "run --world serial:desk")[0])


@pytest.mark.long
def test_without_an_inventory_the_run_starts_virtual_boards(
    readme: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)
    words, _ = typed(readme, "run --world serial --against sim")
    shown = oceanhil(words)
    assert "3 passed, 0 failed, 0 errors, 0 skipped · 3 remedies verified" in shown
