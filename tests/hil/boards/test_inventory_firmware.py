"""What an inventory says about firmware that is not this project's."""

from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import InventoryError, OthersFirmware
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.protocol.record import StorePolicy
from tests.hil.boards.inventories import board, mistakes, parse

THEIRS = board('firmware = "theirs"') + "[firmware.theirs]\n"
SKETCHES = """
[sketch.buoy]
path = "buoy"
record = "legacy"
poll_interval_s = 30
[sketch.buoy.lines]
'^up$' = "online"
"""


def known(folder: Path, text: str) -> OthersFirmware | None:
    (folder / "boards.toml").write_text(board('firmware = "theirs"') + text)
    return load_inventory(folder / "boards.toml").board("desk").firmware


def test_a_board_whose_firmware_is_not_named_has_this_projects() -> None:
    assert parse(board()).board("desk").firmware is None


def test_all_that_is_said_of_it_is_known() -> None:
    text = (
        THEIRS
        + "record = 'legacy'\neeprom_bytes = 64\npoll_interval_s = 60\n[firmware.theirs.lines]\n'^up$' = 'online'\n"
    )
    assert parse(text).board("desk").firmware == OthersFirmware(
        name="theirs", lines=(("^up$", "online"),), record=StorePolicy.LEGACY, eeprom_bytes=64, poll_interval_s=60
    )


def test_nothing_need_be_known_of_it() -> None:
    assert parse(THEIRS).board("desk").firmware == OthersFirmware(name="theirs")


def test_what_is_said_of_its_sketch_holds_on_the_board(tmp_path: Path) -> None:
    (tmp_path / "oceanhil.toml").write_text(SKETCHES)
    (tmp_path / "bench").mkdir()
    found = known(tmp_path / "bench", "[firmware.theirs]\nsketch = 'buoy'\neeprom_bytes = 64\n")
    assert found == OthersFirmware(
        name="theirs", lines=(("^up$", "online"),), record=StorePolicy.LEGACY, eeprom_bytes=64, poll_interval_s=30
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (THEIRS + "record = 'old'", "6: unknown record 'old'; known: legacy, reference"),
        (THEIRS + "eeprom_bytes = 0", "6: eeprom_bytes is 0; expected the bytes of EEPROM that it begins, 1 to 4096"),
        (
            THEIRS + "relays = {}",
            "6: unknown key 'relays'; known: sketch, lines, record, eeprom_bytes, poll",
        ),
        (THEIRS + "[firmware.theirs.lines]\n'(' = 'online'", "7: '(' is not a regular expression: missing )"),
        (THEIRS + "[firmware.theirs.lines]\n'^up$' = 'onlin'", "7: no documented line is called 'onlin'; did you"),
        (board("firmware = 'their'") + "[firmware.theirs]", "4: unknown firmware 'their'; did you mean 'theirs'?"),
        (board("firmware = 'theirs'"), "4: unknown firmware 'theirs'; there is none, and it is written as"),
        ("[firmwares.theirs]", "1: unknown table or key 'firmwares'; did you mean 'firmware'?"),
    ],
)
def test_what_means_nothing_is_named_with_its_line(text: str, mistake: str) -> None:
    (said,) = mistakes(text)
    assert said.startswith(f"{Path('bench', 'boards.toml')}:{mistake}")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("sketch = 'boy'", "6: no [sketch.boy] in '{folder}/oceanhil.toml'; did you mean 'buoy'?"),
        ("sketch = 'buoy'\nrecord = 'legacy'", "7: record is said by the sketch 'buoy' already; keep one of them"),
    ],
)
def test_a_sketch_that_is_not_there_or_said_twice_is_named(tmp_path: Path, text: str, mistake: str) -> None:
    (tmp_path / "oceanhil.toml").write_text(SKETCHES)
    with pytest.raises(InventoryError) as refused:
        known(tmp_path, f"[firmware.theirs]\n{text}\n")
    assert refused.value.mistakes == (f"{tmp_path / 'boards.toml'}:{mistake.format(folder=tmp_path.resolve())}",)


def test_a_sketch_without_any_file_of_sketches_is_named(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match=r"6: no oceanhil\.toml in .* or above, which would have \[sketch\.buoy\]"):
        known(tmp_path, "[firmware.theirs]\nsketch = 'buoy'\n")
