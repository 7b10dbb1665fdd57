"""What a file is taken for: by contents and size, and by what is asked for."""

from random import Random

import pytest

from oceanhil.analysis.dumps.dump import DumpError, DumpKind, Role
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.eeprom.pico import PicoChip
from tests.analysis.dumps.dumps import (
    MEGABYTE,
    NVS_ADDRESS,
    esp32_flash,
    esp8266_flash,
    esp_header,
    made_image,
    nvs_with_wifi,
    partition_table,
    pico_flash,
    region_of,
)
from tests.together import together

NVS = nvs_with_wifi()
SECTOR = made_image(Board.ESP8266).content
UF2 = made_image(Board.PICOW).content


def test_an_nvs_partition_is_known_by_its_page_headers() -> None:
    dump = recognise(NVS)
    assert (dump.kind, dump.board) == (DumpKind.NVS, Board.ESP32)
    assert dump.reasons == ("1 of 5 pages has an NVS header",)
    assert region_of(dump, Role.NVS).address == NVS_ADDRESS


def test_nvs_pages_without_any_good_header_are_known_by_their_entries() -> None:
    damaged = bytes(32) + NVS[32:]
    assert recognise(damaged + damaged[:0x1000]).kind is DumpKind.NVS


def test_a_blank_partition_is_known_by_its_size_only() -> None:
    dump = recognise(b"\xff" * 0x5000)
    assert dump.kind is DumpKind.NVS
    assert "size" in dump.reasons[0]


def test_a_flash_image_of_an_esp32_has_its_nvs_where_the_partition_table_says() -> None:
    rows = (("app", 0, 0x10, 0x10000, 0x200000), ("nvs", 1, 2, 0x300000, 0x5000))
    dump = recognise(esp32_flash(NVS, rows=rows))
    region = region_of(dump, Role.NVS)
    assert (dump.kind, region.address, region.data) == (DumpKind.FLASH, 0x300000, NVS)
    assert any("boot loader for ESP32 at 0x1000" in reason for reason in dump.reasons)


def test_only_the_partition_called_nvs_is_mounted_by_the_core() -> None:
    rows = (("other", 1, 2, 0x300000, 0x5000), ("nvs", 1, 2, NVS_ADDRESS, 0x5000))
    dump = recognise(esp32_flash(NVS, rows=rows))
    assert [(region.label, region.boots) for region in dump.regions] == [("other", False), ("nvs", True)]


def test_a_partition_table_elsewhere_is_found_and_said_to_be() -> None:
    dump = recognise(esp32_flash(NVS, rows=(("nvs", 1, 2, 0x20000, 0x5000),), table_at=0x10000))
    assert any("not at the usual 0x8000" in warning for warning in dump.warnings)


@pytest.mark.parametrize(
    ("image", "warning"),
    [
        (esp32_flash(NVS, rows=(("app", 0, 0x10, 0x10000, 0x10000),)), "no partition is called 'nvs'"),
        (esp32_flash(NVS)[: NVS_ADDRESS + 0x3000], "what is missing is not shown"),
        (esp32_flash(NVS, rows=(("nvs", 1, 2, NVS_ADDRESS, 0x5000), ("keys", 1, 4, 0x20000, 0x1000))), "NVS keys"),
        (esp32_flash(NVS).replace(b"coredump", b"coretump", 1), "MD5 is wrong"),
        (NVS[:-5], "ends inside page 4"),
        (SECTOR, "spare sector"),
    ],
)
def test_what_has_to_be_known_before_relying_on_it_is_said(image: bytes, warning: str) -> None:
    assert any(warning in each for each in recognise(image).warnings)


@pytest.mark.parametrize(("chip_id", "name"), [(9, "esp32s3"), (5, "esp32c3")])
def test_an_image_of_a_later_family_is_read_as_an_esp32s_is(chip_id: int, name: str) -> None:
    dump = recognise(esp32_flash(NVS, chip_id=chip_id, boot_at=0))
    assert dump.board is Board(name)
    assert dump.warnings == recognise(esp32_flash(NVS)).warnings


# Two that have no WiFi, and so will be in no family.
@pytest.mark.parametrize(("chip_id", "boot_at", "name"), [(0x12, 0x2000, "ESP32-P4"), (0x10, 0, "ESP32-H2")])
def test_an_image_of_another_chip_is_refused_by_name_unless_asked_for(chip_id: int, boot_at: int, name: str) -> None:
    image = esp32_flash(NVS, chip_id=chip_id, boot_at=boot_at)
    with pytest.raises(DumpError, match=f"flash image of an {name}; expected one of an ESP32, ESP8266 or Pico W"):
        recognise(image)
    assert any(name in warning for warning in recognise(image, Board.ESP32).warnings)


@pytest.mark.parametrize(
    ("size", "code", "address"),
    [(MEGABYTE // 2, 0, 0x7B000), (MEGABYTE, 2, 0xFB000), (4 * MEGABYTE, 4, 0x3FB000), (16 * MEGABYTE, 9, 0xFFB000)],
)
def test_the_eeprom_sector_of_an_esp8266_follows_the_size_of_its_chip(size: int, code: int, address: int) -> None:
    region = region_of(recognise(esp8266_flash(SECTOR, size=size, size_code=code)), Role.EEPROM)
    assert (region.address, region.data) == (address, SECTOR)


def test_header_and_file_that_disagree_are_settled_by_where_something_is() -> None:
    dump = recognise(esp8266_flash(SECTOR, size=4 * MEGABYTE, size_code=2))
    assert region_of(dump, Role.EEPROM).address == 0x3FB000
    assert any("disagree about the size" in warning for warning in dump.warnings)


@pytest.mark.parametrize(("chip", "address"), [(PicoChip.RP2040, 0x1FF000), (PicoChip.RP2350, 0x3FE000)])
def test_the_eeprom_sector_of_a_pico_follows_its_chip(chip: PicoChip, address: int) -> None:
    dump = recognise(pico_flash(SECTOR, chip=chip))
    assert (dump.kind, dump.chip, region_of(dump, Role.EEPROM).address) == (DumpKind.FLASH, chip, address)


def test_a_uf2_file_is_taken_apart() -> None:
    dump = recognise(UF2)
    region = region_of(dump, Role.EEPROM)
    assert (dump.kind, region.address, region.file_offset) == (DumpKind.UF2, 0x1FF000, None)
    assert region.data[:64] == SECTOR[:64]


def test_a_bare_sector_fits_two_boards_until_one_is_named() -> None:
    assert recognise(SECTOR).board is None
    assert region_of(recognise(SECTOR, Board.PICOW), Role.EEPROM).address == 0x1FF000


def test_two_sectors_are_the_spare_one_and_eeprom() -> None:
    dump = recognise(b"\xff" * 0x1000 + SECTOR)
    assert (region_of(dump, Role.EEPROM).data, region_of(dump, Role.SPARE).file_offset) == (SECTOR, 0)


def test_the_board_that_is_asked_for_decides_where_nothing_else_does() -> None:
    assert recognise(bytes(0x7000), Board.ESP32).kind is DumpKind.NVS
    assert recognise(b"\xff" * 4 * MEGABYTE, Board.ESP8266).kind is DumpKind.FLASH


@together
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"[REG] HTTP Response: 410\n" * 100, "is text"),
        ("Größe\n".encode("utf-16") * 50, "is text"),
        (b":020000040000FA\n" * 9, "is Intel HEX text"),
        (b"\x7fELF" + bytes(5000), "is an ELF program"),
        (bytes(5000), "not a whole number of 4,096-byte sectors"),
        (bytes(range(256)) * 16 * 3, "neither a partition table, a boot image, an NVS page nor a UF2 block"),
        (b"\xff" * 4 * MEGABYTE, "all of them 0xff.*--board esp8266"),
        (esp_header().ljust(0x20000, b"\x55"), "is a program for ESP32 without a partition table"),
        (esp8266_flash(SECTOR)[:0x40000], "EEPROM at 0x3fb000 is not in it"),
        (pico_flash(SECTOR)[:0x40000], "is a program for a Pico"),
        (UF2[:-100], "cut off"),
        (UF2[:512] + bytes(512), "block 1 has a wrong magic number"),
        (UF2[:16] + b"\xf4\x01" + UF2[18:], "block 0 claims 500 bytes, expected up to 476"),
        (UF2[:28] + b"\x11\x22\x33\x44" + UF2[32:], "another chip"),
        (UF2[:12] + bytes(4) + UF2[16:512], "without the EEPROM sector"),
        (bytes((64 << 20) + 1), "expected at most 67,108,864"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_what_is_no_dump_is_refused_with_what_it_is_and_what_was_expected(data: bytes, message: str) -> None:
    with pytest.raises(DumpError, match=message):
        recognise(data)


def test_a_board_that_the_file_contradicts_is_refused() -> None:
    with pytest.raises(DumpError, match=r"is a flash image of an ESP32 .*, not of picow; leave out --board"):
        recognise(esp32_flash(NVS), Board.PICOW)


@pytest.mark.parametrize("begin", [0x1000, 0x4000, 0x8000])
def test_a_dump_that_begins_later_in_flash_is_refused_and_not_read_at_wrong_places(begin: int) -> None:
    with pytest.raises(DumpError, match=rf"begins at 0x{begin:x} of flash, as its partition table is at"):
        recognise(esp32_flash(NVS)[begin:])


def test_a_table_that_was_moved_to_an_earlier_place_is_read_as_it_says() -> None:
    dump = recognise(esp32_flash(NVS, table_at=0x7000))
    assert region_of(dump, Role.NVS).data == NVS


@pytest.mark.parametrize("board", [None, Board.ESP32])
def test_flash_whose_partition_table_cannot_be_read_is_not_taken_for_an_nvs_partition(board: Board | None) -> None:
    encrypted = bytearray(Random(1).randbytes(0x40000))
    encrypted[NVS_ADDRESS : NVS_ADDRESS + len(NVS)] = NVS
    with pytest.raises(DumpError, match="has NVS pages between 0x9000 and 0xa000, but is mostly something else"):
        recognise(bytes(encrypted), board)


def encrypted_nvs() -> bytes:
    """Keys of NVS cover its entries: headers and bitmaps of pages stay plain (ESP-IDF, "NVS Encryption")."""
    page = bytearray(NVS[:0x1000])
    for at in range(64, len(page), 32):
        if page[at : at + 32] != b"\xff" * 32:
            page[at : at + 32] = Random(at).randbytes(32)
    return bytes(page) + NVS[0x1000:]


@pytest.mark.parametrize("image", [encrypted_nvs(), esp32_flash(encrypted_nvs())])
def test_nvs_that_is_encrypted_is_not_called_damaged_without_a_word(image: bytes) -> None:
    assert any("NVS is most likely encrypted" in warning for warning in recognise(image).warnings)


def test_one_readable_entry_shows_that_nvs_is_not_encrypted() -> None:
    damaged = bytearray(NVS)
    for at in range(96, 0x1000, 32):
        damaged[at + 4] ^= damaged[at] != 0xFF
    assert not recognise(bytes(damaged)).warnings


def test_an_md5_row_closes_the_table() -> None:
    image = bytearray(esp32_flash(NVS))
    image[0x8000:0x8C00] = partition_table(("nvs", 1, 2, NVS_ADDRESS, 0x5000))
    dump = recognise(bytes(image))
    assert dump.table is not None
    assert (len(dump.table.partitions), dump.table.md5.value) == (1, "good")


def test_the_store_of_the_record_does_not_change_what_the_file_is() -> None:
    reference = made_image(Board.ESP8266, StorePolicy.REFERENCE).content
    assert recognise(reference).kind is recognise(SECTOR).kind
