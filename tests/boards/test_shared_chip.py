"""Two families that share a chip: what is of the one is not refused as of the other, whichever came first."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from oceanhil.analysis.dumps.dump import DumpError, Role
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.show import show_dump
from oceanhil.app.commands.eeprom.command import eeprom
from oceanhil.boards import OWN_NAMES, Family, families, family
from oceanhil.hil.storage_access.regions import eeprom_region
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.image import FirmwareImage, store_image
from tests.boards.conftest import Install

IMAGE = FirmwareImage(Firmware("token"), "https://example.org")
TOKEN = "oc_perm_" + "aB3_" * 6


def _twin(of: Family) -> Family:
    """A second family with the chip of this one; its MAC is one of those for documentation (RFC 7042, 2.1.2)."""
    name = f"{of.board.value}twin"
    return replace(
        of,
        board=Board(name),
        title=f"{of.title} Twin",
        like=of.like or of.board,
        default_mac=bytes.fromhex("00005e0053aa"),
        log_signs=f"Device ID: {name.upper()}_",
        build=replace(of.build, number=None),
    )


TWINS = SimpleNamespace(**{name: _twin(family(Board(name))) for name in OWN_NAMES})


@pytest.fixture(params=OWN_NAMES)
def twin(request: pytest.FixtureRequest, install: Install) -> Family:
    """A family of another distribution with the chip of one of the project's."""
    install("acme", **{f"{request.param}twin": f"tests.boards.test_shared_chip:TWINS.{request.param}"})
    made: Family = getattr(TWINS, request.param)
    return made


def _flash(of: Family) -> bytes:
    """The flash of a board that has booted: firmware, and something in its EEPROM."""
    flash = Flash(of.flash_bytes)
    flash.power_on()
    store_image(of.board, flash, IMAGE)
    eeprom = open_storage(of.board, of.driver, flash).eeprom
    eeprom.begin(64)
    eeprom.write(0, 0x5A)
    eeprom.commit()
    return flash.dump(0, of.flash_bytes)


def _first(of: Family) -> Family:
    """The family of the project with the same chip."""
    return family(Board(of.board.value.removesuffix("twin")))


def test_flash_is_of_the_family_that_is_named_and_of_the_first_one_where_none_is(twin: Family) -> None:
    data, first = _flash(twin), _first(twin)
    for board, expected in ((twin.board, twin), (first.board, first), (None, first)):
        shown = show_dump("flash.bin", recognise(data, board))
        article = "an" if expected.title.startswith("E") else "a"
        assert (shown.board, shown.kind) == (expected.board.value, f"flash image of {article} {expected.title}")
        assert shown.recognised


def test_eeprom_is_found_where_the_family_has_it(twin: Family) -> None:
    dump, expected = recognise(_flash(twin), twin.board), eeprom_region(twin.board, twin.flash_bytes)
    if expected is not None:
        found = dump.region(Role.EEPROM)
        assert found is not None
        assert (found.address, found.data[:1]) == (expected.address, b"\x5a")
        (cut_out,) = recognise(found.data, twin.board).regions
        assert cut_out.address == expected.address


def test_flash_of_neither_is_refused_by_the_name_of_what_it_is(twin: Family) -> None:
    data, first = _flash(twin), _first(twin)
    # A Pico W may be told to have either chip.
    both = {twin.board, first.board, *([Board.PICOW] if first.takes_uf2 else [])}
    for other in families():
        if other.board not in both:
            with pytest.raises(
                DumpError, match=rf"is a flash image of an? {first.title} .*, not of {other.board.value}"
            ):
                recognise(data, other.board)


def test_an_image_with_a_record_is_made_and_read_for_it(twin: Family, tmp_path: Path) -> None:
    path = tmp_path / "made.bin"
    named = ["--board", twin.board.value]
    made = CliRunner().invoke(eeprom, ["make", *named, "--token", TOKEN, "--output", str(path)])
    assert made.exit_code == 0, made.output
    shown = json.loads(CliRunner().invoke(eeprom, ["show", *named, "--json", str(path)]).stdout)
    assert (shown["board"], [each["verdict"] for each in shown["records"]]) == (twin.board.value, ["valid"])


def test_only_where_families_of_one_kind_differ_is_an_option_refused(twin: Family, tmp_path: Path) -> None:
    path = tmp_path / "made.bin"
    words = [
        "make",
        "--board",
        twin.board.value,
        "--token",
        TOKEN,
        "--output",
        str(path),
        "--driver",
        twin.driver.value,
    ]
    assert CliRunner().invoke(eeprom, words).exit_code == (0 if twin.uses_nvs else 2)
