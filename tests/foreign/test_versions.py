"""The page says which versions of foreign programs were tried, and they are the ones that are installed."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "tools" / "foreign-clients.txt").read_text("utf-8")
PAGE = (ROOT / "docs" / "virtual-boards.md").read_text("utf-8")


def test_every_package_is_pinned_once() -> None:
    lines = [line for line in PINS.splitlines() if not line.startswith("#")]
    names = [re.fullmatch(r"([\w.-]+)==[\w.]+", line) for line in lines]
    assert [line for line, name in zip(lines, names, strict=True) if name is None] == []
    assert len({name[1].lower() for name in names if name}) == len(lines)


def test_the_versions_on_the_page_are_the_installed_ones() -> None:
    section = PAGE.partition("## Programs that were tried\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z-]+) ([\d.]+) \|", section, re.MULTILINE)
    assert {name for name, _ in rows} >= {"esptool", "pytest-embedded", "labgrid", "pyserial", "esp-idf-monitor"}
    assert [row for row in rows if "{}=={}".format(*row) not in PINS.splitlines()] == []
