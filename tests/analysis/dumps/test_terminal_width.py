"""A dump on terminals of any width: no line is longer, and nothing of what is read is left out."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from oceanhil.analysis.dumps.show import show_dump
from oceanhil.analysis.dumps.terminal.show import render_show
from oceanhil.app.commands.eeprom.files import read_dump
from tests.analysis.dumps.dumps import nvs_with_wifi


def shown(folder: Path, width: int) -> list[str]:
    (folder / "wifi.bin").write_bytes(nvs_with_wifi())
    out = io.StringIO()
    console = Console(file=out, width=width)
    console.print(render_show(show_dump("wifi.bin", read_dump(folder / "wifi.bin", None))))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 132, 200])
def test_every_value_is_there_and_no_line_is_longer(tmp_path: Path, width: int) -> None:
    lines = shown(tmp_path, width)
    assert max(len(line) for line in lines) <= width
    assert not any("…" in line for line in lines)
    if width < 80:
        return  # names are broken over lines, where they cannot be looked for
    together = "".join("".join(line.split()) for line in lines)
    for value in ("sta.ssid", "sta.pswd", "nvs.net80211", "opmode", "namespace", "0x100", "inuse", "blank"):
        assert value in together, value


def test_at_80_columns_a_verdict_is_a_line_and_not_a_column_of_letters(tmp_path: Path) -> None:
    lines = [line.split() for line in shown(tmp_path, 80)]
    assert ["page", "0", "in", "use"] in lines
    assert ["page", "1-4", "blank"] in lines


def test_where_there_is_room_verdicts_stand_beside_their_pages(tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in shown(tmp_path, 132)]
    assert any(line.startswith("0 0x0 active 0 2 good") and line.endswith("in use") for line in lines)
