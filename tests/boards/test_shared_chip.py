"""Two families that share a chip: what is of the one is not refused as of the other, whichever came first."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.analysis.dumps.dump import DumpError, Role
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.show import show_dump
from oceanhil.app.commands.eeprom.command import eeprom
from oceanhil.boards import Family, families
from oceanhil.hil.storage_access.regions import eeprom_region
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.esp_image import MAGIC, parse_header
from oceanhil.protocol.formats.partition_table import USUAL_OFFSET
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.image import FirmwareImage, image_parts, read_image, store_image
from tests.boards.conftest import Install
from tests.boards.twins import EACH, IDS, install_twin, origin
from tests.judges.esptool import image_info

IMAGE = FirmwareImage(Firmware("token"), "https://example.org")
TOKEN = "oc_perm_" + "aB3_" * 6


@pytest.fixture(params=EACH, ids=IDS)
def twin(request: pytest.FixtureRequest, install: Install) -> Family:
    return install_twin(install, *request.param)


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


def test_flash_is_of_the_family_that_is_named_and_of_the_first_one_where_none_is(twin: Family) -> None:
    data, first = _flash(twin), origin(twin)
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
    data, first = _flash(twin), origin(twin)
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


def test_what_a_tool_would_write_is_for_its_size_of_flash_and_starts(twin: Family) -> None:
    parts, flash = image_parts(twin.board, IMAGE), Flash(twin.flash_bytes)
    headers = [parse_header(data) for _, data in parts if data[0] == MAGIC]
    assert {each.flash_bytes for each in headers if each is not None} == ({twin.flash_bytes} if headers else set())
    assert (len(headers) > 0) is (twin.loader is not None)
    store_image(twin.board, flash, IMAGE)
    assert read_image(twin.board, flash) == IMAGE


@pytest.mark.long
def test_esptool_reads_its_size_of_flash_in_its_images(twin: Family, tmp_path: Path) -> None:
    for offset, data in image_parts(twin.board, IMAGE) if twin.loader is not None else ():
        if offset != USUAL_OFFSET:
            file = tmp_path / f"{offset:x}.bin"
            file.write_bytes(data)
            assert f"Flash size: {twin.flash_bytes // MEGABYTE}MB" in image_info(file)


def test_its_dump_has_the_size_of_its_flash_and_nothing_to_warn_of(twin: Family) -> None:
    dump = recognise(_flash(twin), twin.board)
    assert (dump.flash_bytes, dump.warnings) == (twin.flash_bytes, ())
    assert dump.table is None or dump.table.partitions[-1].end <= twin.flash_bytes
