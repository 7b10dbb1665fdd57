"""What `show` says: pages, entries, blobs, records, and nothing that is secret."""

import msgspec
import pytest

from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.report import NvsReport, RecordReport, ShowReport
from oceanhil.analysis.dumps.show import show_dump
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord, encode_reference
from oceanhil.simulator.eeprom.nvs import ItemType, NvsPartition
from oceanhil.simulator.flash.chip import Flash
from tests.analysis.dumps.dumps import (
    ALL_STORES,
    LONG_TOKEN,
    NVS_ADDRESS,
    PASSWORD,
    TOKEN,
    esp32_flash,
    esp8266_flash,
    made_image,
    nvs_with_wifi,
    record_dump,
)
from tests.simulator.board.fake_observer import SHORT_TOKEN, ObservedBoard


def shown(data: bytes, board: Board | None = None) -> ShowReport:
    return show_dump("dump.bin", recognise(data, board))


def fields(record: RecordReport) -> dict[str, str]:
    return {field.name: field.found for field in record.fields}


def wrong(record: RecordReport) -> list[tuple[str, str, str]]:
    return [(field.name, field.found, field.expected) for field in record.fields if not field.ok]


def nvs_of(report: ShowReport) -> NvsReport:
    (partition,) = report.nvs
    return partition


@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_a_record_is_shown_field_by_field(board: Board, store: StorePolicy) -> None:
    (record,) = show_dump("x", record_dump(board, store)).records
    assert (record.store, record.verdict, record.in_force) == (store.value, "valid", True)
    assert fields(record)["token"] == TOKEN[:12] + "…"
    assert (fields(record)["flags"], fields(record)["length"]) == ("registration-used", "32")
    assert wrong(record) == []


@pytest.mark.parametrize("store", StorePolicy)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_what_a_simulated_board_has_saved_is_shown(board: Board, store: StorePolicy) -> None:
    device = ObservedBoard(board, store).registered().board
    dump = recognise(device.flash.dump(0, device.flash.size_bytes), board) if board is not Board.ESP32 else None
    dump = dump or recognise(device.flash.dump(NVS_ADDRESS, 0x5000))
    (record,) = show_dump("x", dump).records
    assert (record.store, record.verdict) == (store.value, "valid")
    assert fields(record)["token"] == SHORT_TOKEN[:12] + "…"


@pytest.mark.parametrize(
    ("position", "name", "found", "expected"),
    [(0, "magic", "0xaa54", "0xaa55"), (3, "length", "33", "1 to 32"), (36, "checksum", None, None)],
)
def test_the_field_that_is_wrong_is_named_with_found_and_expected(
    position: int, name: str, found: str | None, expected: str | None
) -> None:
    image = bytearray(made_image(Board.ESP8266).content)
    image[position] ^= 1
    (record,) = shown(bytes(image)).records
    named = next(each for each in wrong(record) if each[0] == name)
    assert found is None or named == (name, found, expected)
    assert named[1] != named[2]


def two_slots(first: int, second: int) -> ShowReport:
    spare, eeprom = (
        encode_reference(TokenRecord(LONG_TOKEN, RecordFlag.NONE, sequence)).ljust(0x1000, b"\xff")
        for sequence in (second, first)
    )
    return shown(spare + eeprom)


@pytest.mark.parametrize(("a", "b", "newest"), [(7, 8, "B"), (8, 7, "A"), (7, 7, "A"), (0xFFFFFFFF, 0, "B")])
def test_of_two_slots_the_newer_good_one_is_in_force(a: int, b: int, newest: str) -> None:
    assert [record.slot for record in two_slots(a, b).records if record.in_force] == [newest]


def test_a_slot_that_is_damaged_leaves_the_other_in_force() -> None:
    old, new = (encode_reference(TokenRecord(LONG_TOKEN, RecordFlag.NONE, number)) for number in (1, 2))
    report = shown((new[:-1] + b"?").ljust(0x1000, b"\xff") + old.ljust(0x1000, b"\xff"))
    assert [(each.slot, each.verdict, each.in_force) for each in report.records] == [
        ("A", "valid", True),
        ("B", "bad checksum", False),
    ]


def test_a_token_that_fills_the_legacy_field_is_said_to_be_cut() -> None:
    (record,) = show_dump("x", record_dump(token=LONG_TOKEN)).records
    assert any("a longer one was cut" in note for note in record.notes)


def test_nothing_recognisable_is_said_and_read_as_firmware_would() -> None:
    report = shown(bytes(range(1, 256)) * 16 + bytes(16))
    assert report.recognised is False
    assert {(record.store, record.verdict) for record in report.records} == {
        ("legacy", "bad magic"),
        ("reference", "bad magic"),
    }


@pytest.mark.parametrize("data", [b"\xff" * 0x1000, bytes(0x1000), b"\xff" * 0x5000, esp8266_flash(b"")])
def test_blank_flash_is_recognised_and_has_no_record(data: bytes) -> None:
    report = shown(data)
    assert (report.recognised, report.records) == (True, ())


def test_an_nvs_partition_has_pages_entries_blobs_and_namespaces() -> None:
    nvs = nvs_of(shown(nvs_with_wifi()))
    assert (nvs.namespaces, nvs.page_activations, nvs.sector_erases) == ({1: "nvs.net80211"}, 1, 0)
    assert [page.verdict for page in nvs.pages] == ["in use", *["blank"] * 4]
    assert {(blob.key, blob.verdict, blob.size) for blob in nvs.blobs} == {
        ("sta.ssid", "complete", 36),
        ("sta.pswd", "complete", 65),
    }
    assert nvs.free_entries == 126 - nvs.pages[0].written + 3 * 126


def test_values_are_shown_and_passwords_are_not() -> None:
    entries = {(each.key, each.type): each for each in nvs_of(shown(nvs_with_wifi())).pages[0].entries}
    assert entries["opmode", "u8"].value == "1"
    assert "OceanNet" in entries["sta.ssid", "chunk"].value
    assert (entries["sta.pswd", "chunk"].secret, entries["sta.pswd", "chunk"].value) == (True, "65 bytes, not shown")


def sketch_values(**values: str | bytes | int) -> dict[str, list[str]]:
    """What is shown of each value that a sketch keeps in NVS, chunk by chunk."""
    flash = Flash(4 << 20)
    partition = NvsPartition(flash)
    partition.init()
    nvs = partition.open("sketch")
    for key, value in values.items():
        if isinstance(value, int):
            nvs.set_number(key, ItemType.U32, value)
        elif isinstance(value, str):
            nvs.set_string(key, value)
        else:
            nvs.set_blob(key, value)
    found: dict[str, list[str]] = {}
    for page in nvs_of(shown(flash.dump(NVS_ADDRESS, 0x5000))).pages:
        for entry in page.entries:
            if entry.namespace == "sketch" and entry.type != "index":
                found.setdefault(entry.key or "", []).append(entry.value)
    return found


def test_passwords_that_sketches_keep_are_not_shown() -> None:
    values = sketch_values(wifi_pw="hunter2", user_pin=1234, config='{"ssid":"home","password":"hunter2"}', volume=7)
    assert values == {
        "wifi_pw": ["8 bytes, not shown"],
        "user_pin": ["not shown"],
        "config": ['{"ssid":"home","password":"…"}'],
        "volume": ["7"],
    }


def test_of_a_blob_in_several_chunks_only_the_first_is_shown() -> None:
    first, second = sketch_values(config=b'{"pad":"' + b"." * 3_950 + b'","pw":"' + b"hunter2 " * 20 + b'"}')["config"]
    assert first.startswith('{"pad":"')
    assert second.endswith(" bytes, the blob goes on")


def test_where_a_record_is_doubtful_the_text_in_its_place_is_not_shown() -> None:
    report = shown(b"\1\2\3\4hunter2-hunter2".ljust(0x1000, b"\xfe"))
    assert not report.recognised
    assert {fields(record)["token"] for record in report.records} == {"not shown"}
    assert "hunter2" not in msgspec.json.encode(report).decode()


def test_an_erased_value_is_called_a_leftover_and_counted() -> None:
    nvs = nvs_of(show_dump("x", record_dump(token=TOKEN, base=record_dump(token=TOKEN[:-1] + "Z"))))
    leftovers = [entry for entry in nvs.pages[0].entries if entry.kind == "leftover"]
    assert len(leftovers) == nvs.leftovers > 0
    assert all("readable until the page is reclaimed" in entry.note for entry in leftovers)


def test_wear_follows_the_sequence_numbers() -> None:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash)
    partition.init()
    nvs = partition.open("ns")
    for number in range(3000):
        nvs.set_number("n", ItemType.U32, number)
    report = nvs_of(shown(flash.dump(NVS_ADDRESS, 0x5000)))
    most = max(flash.erases.values())
    assert most - 1 <= report.sector_erases <= most + 1
    assert report.page_activations == max(page.sequence for page in report.pages if page.verdict == "in use") + 1


def test_the_partition_table_is_part_of_the_report() -> None:
    report = shown(esp32_flash(nvs_with_wifi()))
    assert [(row.label, row.kind) for row in report.partition_table][:3] == [
        ("nvs", "data/nvs"),
        ("otadata", "data/ota"),
        ("app0", "app"),
    ]
    assert report.partition_table_md5 == "good"


@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_no_report_holds_a_whole_secret(board: Board, store: StorePolicy) -> None:
    base = recognise(nvs_with_wifi()) if board is Board.ESP32 else None
    old = record_dump(board, store, LONG_TOKEN[:8] + "0" + LONG_TOKEN[9:], base)
    new = record_dump(board, store, LONG_TOKEN, old if board is Board.ESP32 else None)
    text = msgspec.json.encode(show_dump("x", new)).decode()
    assert PASSWORD not in text
    assert LONG_TOKEN[:13] not in text
    assert LONG_TOKEN[13:25] not in text
