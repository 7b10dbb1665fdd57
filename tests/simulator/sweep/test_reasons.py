"""Why a mount erases what it erases, how a sweep goes on, and what it counts."""

import msgspec
import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.record import RecordFlag
from oceanhil.simulator.eeprom.nvs import ItemType, NvsPanic, NvsPartition
from oceanhil.simulator.eeprom.nvs.item import Item, decode, encode, index_header, key_of, payload_header
from oceanhil.simulator.flash.chip import Flash, FlashOperation
from oceanhil.simulator.sweep import CutOutcome, Operation, PlanError, SweptStore, parse_faults, run_sweep
from oceanhil.simulator.sweep.device import NEW, OLD, OLDER
from oceanhil.simulator.sweep.engine import Rig
from oceanhil.simulator.sweep.flash_faults import Faults, StuckBit
from oceanhil.simulator.sweep.nvs_view import Placed, entry_bytes, entry_states, header_at, items_of, label, why_erased
from oceanhil.simulator.sweep.result import as_ranges
from oceanhil.simulator.sweep.trace import Recorder, TracedOperation
from tests.simulator.sweep.sweeping import NEWEST, plan

BLANK = b"\xff" * 4096


def item(kind: int, chunk: int = 0xFF, data: bytes = b"\1", key: bytes = b"b") -> tuple[bytes, Item]:
    span = 2 if kind in {ItemType.BLOB_DATA, ItemType.STRING} else 1
    raw = encode((1, kind, span, chunk), key_of(key), data)
    return raw, decode(raw)


def page_of(*raws: bytes) -> bytes:
    """Give a page on which these entries, all WRITTEN, stand from the first on."""
    states = sum((2 if at < len(raws) else 3) << 2 * at for at in range(128))
    return BLANK[:32] + states.to_bytes(32, "little") + b"".join(raws).ljust(4032, b"\xff")


PAYLOAD = b"x" + b"\xff" * 31


def chunk(number: int, key: bytes = b"b") -> tuple[bytes, Item]:
    return item(ItemType.BLOB_DATA, number, payload_header(b"x"), key)


def index(count: int, start: int = 0, key: bytes = b"b") -> tuple[bytes, Item]:
    return item(ItemType.BLOB_INDEX, 0xFF, index_header(1, count, start), key)


def why(placed: Item, *raws: bytes, whole: bool = True) -> str:
    page = page_of(*raws)
    return why_erased(Placed(0, placed, whole), page, {9: page})


def test_an_item_in_pieces_is_erased_for_that() -> None:
    raw, number = item(ItemType.U8)
    assert why(number, raw, whole=False) == "not all of its entries are marked written"
    assert why(number, raw) == ""


def test_an_older_item_is_erased_for_a_newer_of_its_key_and_type() -> None:
    raw, number = item(ItemType.U8)
    other_type, _ = item(ItemType.U16)
    other_key, _ = item(ItemType.U8, key=b"c")
    assert why(number, raw, raw) == "a newer item of the same key follows it"
    assert why(number, raw, other_type, other_key) == ""


def test_an_index_is_erased_for_its_chunks() -> None:
    raw, found = index(1)
    assert why(found, raw) == "the chunks it promises are not all there"
    assert why(found, raw, raw) == "a newer item of the same key follows it"


@pytest.mark.parametrize(
    ("number", "count", "start", "claimed"),
    [(0, 1, 0, True), (1, 1, 0, False), (1, 2, 0, True), (0x80, 1, 0x80, True), (0x7F, 9, 0x80, False)],
)
def test_a_chunk_is_erased_if_no_index_claims_its_number(number: int, count: int, start: int, claimed: bool) -> None:
    raw, found = chunk(number)
    assert why(found, index(count, start)[0], raw, PAYLOAD) == ("" if claimed else "no index claims it")
    assert why(found, index(count, start, b"c")[0], raw, PAYLOAD) == "no index claims it"


def test_a_chunk_is_erased_for_the_last_one_that_has_another_number() -> None:
    raw, found = chunk(0x80)
    text = "taken for an older copy of chunk 0x00: the search for duplicates ignores chunk numbers"
    assert why(found, raw, PAYLOAD, chunk(0)[0], PAYLOAD) == text
    assert why(found, raw, PAYLOAD, chunk(0, b"c")[0], PAYLOAD) == "no index claims it"


def test_what_stands_on_a_page_is_found_by_its_entry() -> None:
    (first, number), (second, text) = item(ItemType.U8), item(ItemType.STRING, data=payload_header(b"x"), key=b"s")
    page = page_of(first, second, PAYLOAD)
    assert list(items_of(page)) == [Placed(0, number, True), Placed(1, text, True)]
    assert [header_at(page, entry) for entry in (0, 1, 2, 125)] == [number, text, None, None]
    assert (entry_bytes(page, 1), len(entry_states(page)), entry_states(page)[:4]) == (second, 126, b"\2\2\2\3")
    assert list(items_of(page_of(first, second)))[1].whole is False
    assert label(decode(encode((1, 0x03, 1, 0xFF), key_of(b"k"), b""))) == "0x03 'k'"
    assert label(decode(encode((0, 1, 1, 0xFF), key_of(b"k"), b"\1"))) == "namespace 'k'"


# The engine


def test_a_driver_that_never_returns_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(_: Flash) -> None:
        raise NvsPanic("loops for ever")

    rig = Rig(plan(Operation.COMMIT, NEWEST))
    monkeypatch.setattr(rig.device, "read", panic)
    assert rig.read() == (CutOutcome.HANGS, "loops for ever")
    monkeypatch.setattr(rig.device, "boot", panic)
    rig.mount()


def test_a_bench_that_is_wound_back_has_power_and_counts_from_0() -> None:
    rig = Rig(plan(Operation.COMMIT, Driver.ESP8266_CORE))
    rig.cut(5, 0)
    assert not rig.flash.powered
    rig.rewind()
    assert (rig.flash.powered, rig.flash.units) == (True, 0)


def test_progress_is_told_every_64_units() -> None:
    told: list[tuple[int, int]] = []
    run_sweep(plan(Operation.COMMIT, NEWEST), lambda done, units: told.append((done, units)))
    assert told == [(0, 148), (64, 148), (128, 148)]


def test_a_steady_sweep_counts_no_wavering_and_each_point_once() -> None:
    result = run_sweep(plan(Operation.COMMIT, Driver.ESP8266_CORE))
    assert (result.unsteady, result.units, result.points, result.worst_seed) == (0, 65, 65, {})
    assert [(each.first_unit, each.end_unit, each.sector) for each in result.operations] == [
        (0, 1, 0x3FB),
        (1, 65, 0x3FB),
    ]
    assert [result.operation_at(unit).kind for unit in (0, 1, 64)] == [
        FlashOperation.ERASE, FlashOperation.PROGRAM, FlashOperation.PROGRAM,
    ]  # fmt: skip


def test_marginal_cells_waver_between_boots() -> None:
    made = plan(Operation.COMMIT, Driver.ESP8266_CORE, torn=TornModel.MARGINAL_BITS, seeds=2)
    result = run_sweep(made)
    assert result.points == 130
    assert 0 <= result.unsteady <= 130
    assert all(result.worst_seed[unit] in {0, 1} for unit in result.worst_seed)


def test_a_cut_beyond_the_work_is_a_mistake_of_the_sweep() -> None:
    with pytest.raises(AssertionError, match="commit 64 over 64 has no unit 65"):
        Rig(plan(Operation.COMMIT, Driver.ESP8266_CORE)).cut(65, 0)


def test_a_recorder_hears_from_its_beginning_to_its_stop() -> None:
    flash = Flash(1 << 16)
    flash.program(0, b"\0")
    recorder = Recorder(flash)
    flash.program(4096 + 5, b"ab")
    flash.erase_sector(1)
    recorder.stop()
    flash.program(0, b"x")
    first, second = recorder.operations
    assert (first.kind, first.address, first.length, first.first_unit, first.end_unit) == (
        FlashOperation.PROGRAM, 4101, 2, 1, 3,
    )  # fmt: skip
    assert (first.before, first.after[4:8], second.before, second.after) == (BLANK, b"\xffab\xff", first.after, BLANK)
    assert (second.first_unit, second.end_unit, first.sector, second.sector) == (3, 4, 1, 1)
    assert TracedOperation(FlashOperation.ERASE, 0, 4096, 7, BLANK, BLANK).end_unit == 8


@pytest.mark.parametrize(
    ("numbers", "ranges"), [([], []), ([5], ["5"]), ([0, 1], ["0-1"]), ([0, 2, 3, 4, 9], ["0", "2-4", "9"])]
)
def test_ranges_are_as_long_as_they_can_be(numbers: list[int], ranges: list[str]) -> None:
    assert [str(each) for each in as_ranges(numbers)] == ranges


@pytest.mark.parametrize(
    ("texts", "faults"),
    [
        ((), Faults()),
        (("wear-out:9999999",), Faults(9_999_999)),
        (("stuck-bit:0xFFffFFff.7=1",), Faults(None, (StuckBit(0xFFFFFFFF, 7, True),))),
        (("stuck-bit:999999999.0=0",), Faults(None, (StuckBit(999_999_999, 0, False),))),
        (("wear-out:1", "stuck-bit:1.0=0", "wear-out:2"), Faults(2, (StuckBit(1, 0, False),))),
    ],
)
def test_faults_are_read_in_any_order_and_the_last_endurance_counts(texts: tuple[str, ...], faults: Faults) -> None:
    assert parse_faults(texts) == faults


@pytest.mark.parametrize(
    "text", ["wear-out:10000000", "stuck-bit:0x123456789.0=0", "stuck-bit:1234567890.0=0", "wear-out:"]
)
def test_numbers_of_faults_have_so_many_digits_at_most(text: str) -> None:
    with pytest.raises(ValueError, match="is not a fault of cells"):
        parse_faults((text,))


def test_tokens_of_a_sweep_fit_both_layouts_and_differ() -> None:
    assert [len(each.token) for each in (OLDER, OLD, NEW)] == [32] * 3
    assert len({each.token for each in (OLDER, OLD, NEW)}) == 3
    assert not any(one == other for one, other in zip(OLD.token[8:], NEW.token[8:], strict=True))
    assert (OLDER.flags, OLD.flags) == (RecordFlag.REGISTRATION_USED, RecordFlag.REGISTRATION_USED)
    assert NEW.flags == RecordFlag.REGISTRATION_USED | RecordFlag.RELAY1


def test_flash_that_cannot_hold_the_old_value_is_refused() -> None:
    beyond = msgspec.structs.replace(plan(Operation.COMMIT, NEWEST), faults=parse_faults(("stuck-bit:0x400000.0=1",)))
    with pytest.raises(PlanError, match=r"the storage cannot be made ready on such flash: .* leaves the chip"):
        Rig(beyond)


@pytest.mark.slow
def test_a_sweep_keeps_what_the_page_collection_starts_from() -> None:
    rig = Rig(plan(Operation.GC, NEWEST, SweptStore.RAW))
    assert rig.read()[0] is CutOutcome.OLD
    assert any(each.kind is FlashOperation.ERASE for each in rig.uncut())
    partition = NvsPartition(rig.flash)
    partition.init()
    keys = partition.open("sketch", read_only=True)
    assert keys.get_number("key1", ItemType.U8) == 1
    assert rig.plan.board is Board.ESP32
