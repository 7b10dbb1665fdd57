"""Images with a record: what was ordered is in them, and boards boot with them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from oceanhil.analysis.dumps.corruption.corrupt import corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.workpiece import Wish
from oceanhil.analysis.dumps.dump import Dump, DumpKind, RefusedError
from oceanhil.analysis.dumps.images.image import make_image, write_command
from oceanhil.analysis.dumps.images.order import Order
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.records.places import find_records, winner
from oceanhil.analysis.dumps.show import show_dump, view_nvs
from oceanhil.app.commands.eeprom.written_files import make_file, parse_flags
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.formats.uf2 import Family, parse_uf2
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.pico import PicoChip
from tests.analysis.dumps.dumps import (
    ALL_STORES,
    EEPROM_BYTES,
    LONG_TOKEN,
    NVS_ADDRESS,
    PASSWORD,
    TOKEN,
    esp32_flash,
    esp8266_flash,
    made_image,
    nvs_with_wifi,
    pico_flash,
    record_dump,
)
from tests.simulator.board.fake_observer import ObservedBoard

FLAGS = st.integers(0, 7).map(RecordFlag)
WRITE = "--port PORT write-flash --flash-size keep"
DEVICE_ID = st.text("ABCDEF0123456789_-", min_size=1, max_size=24)


def tokens(longest: int) -> st.SearchStrategy[str]:
    return st.text([chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=longest)


def order(board: Board, store: StorePolicy, record: TokenRecord, sequence: int | None = None) -> Order:
    return Order(board=board, store=store, record=record, eeprom_bytes=EEPROM_BYTES, sequence=sequence)


def records_in(dump: Dump) -> list[TokenRecord | None]:
    return [place.reading.record for place in find_records(dump, view_nvs(dump))]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(PLATFORM_BOARDS), tokens(32), FLAGS, st.sampled_from(NvsGeneration))
def test_a_legacy_record_comes_out_as_it_was_ordered(
    board: Board, token: str, flags: RecordFlag, generation: NvsGeneration
) -> None:
    record = TokenRecord(token, flags)
    wanted = replace(order(board, StorePolicy.LEGACY, record), generation=generation)
    made = make_image(wanted, None, as_uf2=True)
    dump = recognise(made.content, None if made.address is None else board)
    assert records_in(dump) == [record]
    assert [each.verdict for each in show_dump("x", dump).records] == ["valid"]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(PLATFORM_BOARDS), tokens(64), FLAGS, DEVICE_ID, st.integers(0, (1 << 32) - 1))
def test_a_reference_record_comes_out_as_it_was_ordered(
    board: Board, token: str, flags: RecordFlag, device_id: str, sequence: int
) -> None:
    wanted = TokenRecord(token, flags, device_id=device_id)
    made = make_image(order(board, StorePolicy.REFERENCE, wanted, sequence=sequence), None, as_uf2=True)
    dump = recognise(made.content, None if made.address is None else board)
    assert records_in(dump) == [TokenRecord(token, flags, sequence, device_id)]


@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_a_simulated_board_goes_online_with_the_token_that_was_made(board: Board, store: StorePolicy) -> None:
    dump = record_dump(board, store)
    observed = ObservedBoard(board, store)
    for region in dump.regions:
        observed.board.flash.load(region.data, region.address)
    observer = observed.power_on()
    assert observer.lines[-1] == "[INFO] Device ONLINE"
    assert [reading.record.token for reading in observer.reads if reading.record] == [TOKEN]
    assert not any(request.path.endswith("register/") for request in observed.requests)


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_the_bytes_are_those_that_the_device_itself_writes(board: Board) -> None:
    device = ObservedBoard(board, StorePolicy.LEGACY).registered().board
    saved = device.stored_record().record
    assert saved is not None
    made = make_image(order(board, StorePolicy.LEGACY, saved), None, as_uf2=False)
    assert made.address is not None
    assert made.content == device.flash.dump(made.address, 0x1000)


def test_wi_fi_credentials_of_the_base_are_kept() -> None:
    made = made_image(base=recognise(nvs_with_wifi()))
    assert PASSWORD.encode() in made.content
    assert records_in(recognise(made.content)) == [TokenRecord(TOKEN, RecordFlag.REGISTRATION_USED)]


@pytest.mark.parametrize(
    ("board", "image", "address"),
    [
        (Board.ESP32, esp32_flash(nvs_with_wifi()), NVS_ADDRESS),
        (Board.ESP8266, esp8266_flash(b""), 0x3FB000),
        (Board.PICOW, pico_flash(b""), 0x1FF000),
    ],
)
def test_a_flash_image_as_base_comes_out_whole_with_nothing_else_changed(
    board: Board, image: bytes, address: int
) -> None:
    made = made_image(board, base=recognise(image))
    assert (made.address, len(made.content)) == (0, len(image))
    assert made.content[:address] == image[:address]
    assert made.content[address + 0x5000 :] == image[address + 0x5000 :]
    assert made.content != image


def test_the_second_record_of_a_reference_store_goes_to_the_other_slot() -> None:
    first = record_dump(store=StorePolicy.REFERENCE)
    second = record_dump(store=StorePolicy.REFERENCE, token=LONG_TOKEN, base=first)
    newest = winner(find_records(second, view_nvs(second)))
    assert newest is not None
    assert newest.slot is not None
    assert (newest.slot.name, newest.reading.record and newest.reading.record.sequence) == ("B", 2)
    assert len(records_in(second)) == 2


def test_a_sector_alone_grows_by_the_spare_one_when_the_record_goes_there() -> None:
    base = recognise(made_image(Board.ESP8266, StorePolicy.REFERENCE).content, Board.ESP8266)
    made = made_image(Board.ESP8266, StorePolicy.REFERENCE, LONG_TOKEN, base)
    assert (len(made.content), made.address) == (0x2000, 0x3FA000)
    assert recognise(made.content).kind is DumpKind.SECTORS


def test_a_uf2_base_without_the_spare_sector_grows_too() -> None:
    base = record_dump(Board.PICOW, StorePolicy.REFERENCE)
    made = made_image(Board.PICOW, StorePolicy.REFERENCE, LONG_TOKEN, base)
    assert len(parse_uf2(made.content)) == 32
    assert len(records_in(recognise(made.content))) == 2


def test_an_older_sequence_number_is_made_and_said_to_lose() -> None:
    base = record_dump(store=StorePolicy.REFERENCE)
    made = make_image(order(Board.ESP32, StorePolicy.REFERENCE, TokenRecord(TOKEN), sequence=0), base, as_uf2=False)
    assert made.in_force is False
    assert any("other slot's record is newer" in note for note in made.notes)


def test_a_pico_s_uf2_has_sixteen_blocks_of_256_bytes_for_the_eeprom_sector() -> None:
    blocks = parse_uf2(made_image(Board.PICOW).content)
    assert [(block.address, block.length, block.family) for block in blocks] == [
        (0x101FF000 + 256 * block, 256, Family.RP2040) for block in range(16)
    ]


def test_a_pico_2_w_has_its_own_address_and_family() -> None:
    wanted = replace(order(Board.PICOW, StorePolicy.LEGACY, TokenRecord(TOKEN)), chip=PicoChip.RP2350)
    blocks = parse_uf2(make_image(wanted, None, as_uf2=True).content)
    assert (blocks[0].address, blocks[0].family) == (0x103FE000, Family.RP2350_ARM_S)


def test_what_a_commit_destroys_in_the_base_is_said() -> None:
    base = recognise(b"\x11" * 0x1000, Board.ESP8266)
    made = made_image(Board.ESP8266, base=base)
    assert made.content[EEPROM_BYTES:] == b"\xff" * (0x1000 - EEPROM_BYTES)
    assert any("bytes 64 to 4,095" in note for note in made.notes)


def test_a_bigger_eeprom_blob_of_the_base_keeps_its_size() -> None:
    wider = Order(board=Board.ESP32, store=StorePolicy.LEGACY, record=TokenRecord(TOKEN), eeprom_bytes=512)
    made = made_image(base=recognise(make_image(wider, None, as_uf2=False).content))
    assert [blob.size for blob in view_nvs(recognise(made.content))[NVS_ADDRESS].blobs] == [512]


def test_a_token_too_long_for_the_legacy_record_is_cut_and_said_to_be() -> None:
    made = made_image(token=LONG_TOKEN)
    assert made.written.token == LONG_TOKEN[:32]
    assert any("it was cut" in note for note in made.notes)


@pytest.mark.parametrize(
    ("store", "record", "sequence", "message"),
    [
        (StorePolicy.LEGACY, TokenRecord(""), None, "1 to 64 visible ASCII"),
        (StorePolicy.REFERENCE, TokenRecord("x" * 65), None, "1 to 64 visible ASCII"),
        (StorePolicy.LEGACY, TokenRecord("with space"), None, "1 to 64 visible ASCII"),
        (StorePolicy.LEGACY, TokenRecord("x", device_id="ESP32_1"), None, "use --store reference"),
        (StorePolicy.LEGACY, TokenRecord("x"), 1, "use --store reference"),
        (StorePolicy.REFERENCE, TokenRecord("x", device_id="no spaces"), None, "device ID 'no spaces'"),
        (StorePolicy.REFERENCE, TokenRecord("x"), -1, "sequence number -1, expected 0 to 4294967295"),
    ],
)
def test_what_no_device_could_have_written_is_refused(
    store: StorePolicy, record: TokenRecord, sequence: int | None, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        make_image(order(Board.ESP32, store, record, sequence), None, as_uf2=False)


def test_a_base_of_another_board_is_refused() -> None:
    with pytest.raises(RefusedError, match="the base is an NVS partition of an ESP32, not of picow"):
        made_image(Board.PICOW, base=recognise(nvs_with_wifi()))


def test_a_base_that_a_board_would_erase_is_refused() -> None:
    base = recognise(corrupt_dump(record_dump(), Fault.PAGE_VERSION, Wish(eeprom_bytes=EEPROM_BYTES)).content)
    with pytest.raises(RefusedError, match=r"the base does not mount .*a board would erase it first"):
        made_image(base=base)


def test_a_base_whose_blocks_do_not_reach_the_record_is_refused() -> None:
    base = recognise(made_image(Board.PICOW).content[512:1024])
    with pytest.raises(RefusedError, match="does not cover"):
        made_image(Board.PICOW, base=base)


def test_flags_are_words_and_an_unknown_one_is_refused() -> None:
    assert parse_flags("registration-used, relay2") == RecordFlag.REGISTRATION_USED | RecordFlag.RELAY2
    assert parse_flags("none") == RecordFlag.NONE
    with pytest.raises(RefusedError, match="unknown flag 'relay9'; flags are registration-used, relay1, relay2, none"):
        parse_flags("relay9")


@pytest.mark.parametrize(
    ("board", "address", "command"),
    [
        (Board.ESP32, 0x9000, "esptool --chip esp32 --port PORT write-flash --flash-size keep 0x9000 'my file.bin'"),
        (
            Board.ESP8266,
            0x3FB000,
            "esptool --chip esp8266 --port PORT write-flash --flash-size keep 0x3fb000 'my file.bin'",
        ),
        (Board.PICOW, 0x1FF000, "picotool load -t bin -o 0x101ff000 'my file.bin'"),
        (Board.PICOW, None, "picotool load -t uf2 'my file.bin'"),
    ],
)
def test_the_command_that_writes_it_is_exact(board: Board, address: int | None, command: str) -> None:
    assert write_command(board, address, "my file.bin", PicoChip.RP2040)[-1] == command


def test_a_uf2_file_is_for_a_pico_only() -> None:
    wanted = order(Board.ESP32, StorePolicy.LEGACY, TokenRecord(TOKEN))
    with pytest.raises(RefusedError, match="a UF2 file is for a Pico W, not for esp32"):
        make_file(wanted, None, Path("x.uf2"))
