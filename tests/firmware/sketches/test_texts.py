"""Where texts stand in a program that runs, and which program can have them put there."""

from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.program import SketchPrograms
from oceanhil.firmware.sketches.texts import places_of
from oceanhil.protocol.board import Board
from tests.firmware.sketches.tiny_api import Desk, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("compiler")]

FIRST = "oc_reg_abcdefghijkl"
SECOND = "oc_reg_XYZ-efgh_jkl"


def programs(desk: Desk, body: str) -> SketchPrograms:
    """Write a sketch with the macro TOKEN."""
    write(desk.folder, {"oceanhil.toml": '[sketch.blink]\npath = "blink"\ndefines = {TOKEN = "{token}"}\n'})
    desk.write({"blink.ino": f"// TOKEN\nvoid setup() {{ {body} }}\nvoid loop() {{}}\n"})
    return SketchPrograms(find_sketch("blink", desk.folder), SketchBuild(api=desk.api, cache=desk.cache))


def test_cases_of_a_kind_have_one_program_and_their_own_texts_in_it(desk: Desk) -> None:
    made = programs(desk, 'static char own[] = TOKEN; say(own); say("Bearer " TOKEN);')
    first, second = (made.program(Board.ESP32, {"token": text}) for text in (FIRST, SECOND))
    assert first.file == second.file
    assert [each.address for each in first.texts] == [each.address for each in second.texts]
    assert [each.data for each in second.texts] == [SECOND.encode()] * 2


@pytest.mark.long
def test_whoever_has_a_program_of_a_kind_waits_for_nobody_who_builds(desk: Desk, tmp_path: Path) -> None:
    desk = Desk(desk.folder, desk.api, tmp_path / "cache")
    made = programs(desk, "say(TOKEN);")
    first = made.program(Board.ESP32, {"token": FIRST})
    (lock,) = (desk.cache / "sketches" / "locks").iterdir()
    lock.unlink()
    # Nobody gets such a lock.
    lock.mkdir()
    second = made.program(Board.ESP32, {"token": SECOND})
    assert (second.file, [each.data for each in second.texts]) == (first.file, [SECOND.encode()])


def test_a_program_that_was_cleared_away_is_made_again(desk: Desk) -> None:
    made = programs(desk, "say(TOKEN);")
    first = made.program(Board.ESP32, {"token": FIRST})
    first.file.unlink()
    assert made.program(Board.ESP32, {"token": SECOND}).file.is_file()


def test_a_text_that_the_compiler_worked_with_is_in_the_file(desk: Desk) -> None:
    made = programs(desk, "char text[sizeof(TOKEN)]; memcpy(text, TOKEN, sizeof(text)); say(text);")
    first, second = (made.program(Board.ESP32, {"token": text}) for text in (FIRST, SECOND))
    assert first.file != second.file
    assert not first.texts


def test_a_text_among_instructions_can_be_put_nowhere(desk: Desk) -> None:
    made = programs(desk, "say(TOKEN);").path(Board.ESP32, {"token": FIRST})
    program = made.read_bytes()
    with made.open("rb") as file:
        text = ELFFile(file).get_section_by_name(".text")
        assert text is not None
        instructions = text.data()[:32]
    assert places_of(program, {"TOKEN": instructions}) is None
    assert places_of(program, {"TOKEN": FIRST.encode()}) is not None


def test_what_is_no_program_of_the_loaders_has_no_places(tmp_path: Path) -> None:
    del tmp_path
    assert places_of(b"no program", {"TOKEN": b"no program"}) is None
