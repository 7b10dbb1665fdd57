"""Figures and formats that documents publish: times of flash, checksums, dumps, session lifetimes, defaults."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import Panic, PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.clock import SntpClient
from oceanhil.simulator.board.panic_text import panic_kinds, panic_reset, panic_text
from oceanhil.simulator.board.rtc_memory import RtcUserMemory
from oceanhil.simulator.eeprom.nvs import NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences, PreferenceType
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.flash.timing import DATASHEET_TIMING, ESPRESSIF_TIMING, FlashTiming
from oceanhil.simulator.program.session import lifetime_ms
from oceanhil.simulator.sweep.flash_faults import Faults, StuckBit, parse_faults
from tests.together import together

# ESP-IDF, components/esp_partition/partition_linux.c: measured by Espressif, bytes and µs.
MEASURED_US = {4096: 6367, 2048: 3200, 1024: 1622, 512: 814, 256: 417, 128: 205, 64: 106, 32: 57, 16: 35, 8: 23, 4: 19}


@pytest.mark.parametrize(("length", "us"), list(MEASURED_US.items()))
def test_programming_takes_what_espressif_measured(length: int, us: int) -> None:
    assert ESPRESSIF_TIMING.program_cost_us(length) == us
    assert ESPRESSIF_TIMING.program_cost_us(length + 1) == us + 19
    assert ESPRESSIF_TIMING.sector_erase_us == 37_142


@pytest.mark.parametrize("length", [1, 4, 8, 16, 32, 64, 128])
def test_programming_takes_what_the_datasheet_says_of_first_and_next_bytes(length: int) -> None:
    assert DATASHEET_TIMING.program_cost_us(length) == math.ceil(30 + 2.5 * (length - 1))
    assert (DATASHEET_TIMING.program_cost_us(256), DATASHEET_TIMING.sector_erase_us) == (400, 45_000)


@given(st.sampled_from([ESPRESSIF_TIMING, DATASHEET_TIMING]), st.integers(0, 20_000))
def test_the_time_of_a_length_is_that_of_its_pieces(timing: FlashTiming, length: int) -> None:
    cost, rest = 0, length
    for piece, us in timing.program_us:
        cost += rest // piece * us
        rest %= piece
    assert timing.program_cost_us(length) == cost + (timing.program_us[-1][1] if rest else 0)
    assert timing.program_cost_us(length) <= timing.program_cost_us(length + 4096)


@pytest.mark.parametrize(
    ("offset", "length", "fits"),
    [(0, 512, True), (127, 4, True), (127, 5, False), (128, 1, False), (0, 0, False), (-1, 4, False)],
)
def test_the_memory_has_128_words(offset: int, length: int, fits: bool) -> None:
    memory = RtcUserMemory(1)
    assert (memory.read(offset, length) is not None) is fits
    assert memory.write(offset, bytes(length)) is fits


def test_what_is_forgotten_is_drawn_anew_each_time_and_alike_for_a_seed() -> None:
    def life() -> list[bytes | None]:
        memory = RtcUserMemory(7)
        seen = [memory.read(0, 512)]
        memory.reset(ResetReason.POWER_ON)
        return [*seen, memory.read(0, 512)]

    first, second = life()
    assert first != second
    assert life() == [first, second]


NUMBERS = st.decimals(0, 10**8, allow_nan=False, allow_infinity=False, places=4)


@given(NUMBERS, st.integers(-6, 6))
def test_a_lifetime_is_the_number_cut_to_milliseconds(number: Decimal, exponent: int) -> None:
    text = f"{number:f}e{exponent}"
    exact_ms = int(number.scaleb(exponent) * 1000)
    expected = exact_ms if number > 0 and exact_ms < 2**31 else None
    assert lifetime_ms(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2147483.647", 2**31 - 1),
        ("2147483.648", None),
        ("0.0009", 0),
        ("0", None),
        ("-1", None),
        ("1" + "." + "0" * 62, 1000),
        ("1" + "." + "0" * 63, None),
        ("1e400", None),
        ("true", None),
        ("", None),
    ],
)
def test_a_lifetime_without_sense_is_none(text: str, ms: int | None) -> None:
    assert lifetime_ms(text.encode()) == ms


def _opened() -> Preferences:
    partition = NvsPartition(Flash(4 << 20))
    partition.init()
    preferences = Preferences(partition)
    assert preferences.begin("app")
    return preferences


def test_what_was_never_put_has_the_defaults_of_the_core() -> None:
    nvs = _opened()
    signed = (nvs.get_char, nvs.get_short, nvs.get_int, nvs.get_long, nvs.get_long64)
    unsigned = (nvs.get_uchar, nvs.get_ushort, nvs.get_uint, nvs.get_ulong, nvs.get_ulong64)
    assert [get("k") for get in (*signed, *unsigned)] == [0] * 10
    assert [get("k", 7) for get in (*signed, *unsigned)] == [7] * 10
    assert (nvs.get_bool("k"), nvs.get_bool("k", True), nvs.get_string("k"), nvs.get_string("k", "d")) == (
        False,
        True,
        "",
        "d",
    )
    assert math.isnan(nvs.get_float("k"))
    assert math.isnan(nvs.get_double("k"))
    assert (nvs.get_float("k", 1.5), nvs.get_double("k", 2.5)) == (1.5, 2.5)
    assert (nvs.get_bytes("k", 9), nvs.get_bytes_length("k"), nvs.is_key("k")) == (b"", 0, False)


def test_the_types_of_keys_have_the_numbers_of_the_core() -> None:
    # arduino-esp32, Preferences.h: PT_I8 … PT_INVALID.
    assert [each.name for each in sorted(PreferenceType, key=lambda each: each.value)] == (
        ["I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64", "STRING", "BLOB", "INVALID"]
    )
    assert [each.value for each in PreferenceType] == list(range(11))
    nvs = _opened()
    for put, expected in ((nvs.put_uchar, PreferenceType.U8), (nvs.put_uint, PreferenceType.U32)):
        put("k", 1)
        assert (nvs.get_type("k"), nvs.remove("k"), nvs.is_key("k")) == (expected, True, False)
    assert nvs.put_string("s", "x\0y") == 1
    assert (nvs.get_type("s"), nvs.get_string("s")) == (PreferenceType.STRING, "x")
    assert nvs.get_type("k" * 16) is PreferenceType.INVALID


def test_a_client_knows_eras_and_asks_at_once_unless_told() -> None:
    client = SntpClient()
    assert (client.knows_eras, client.start_up_delay_us) == (True, 0)
    client.start_up_delay_us = 100
    assert [client.delay_us(now) for now in (50, 60, 150, 151)] == [100, 90, 0, 0]
    client.restart()
    assert client.delay_us(151) == 100


FAULTS = st.builds(
    Faults,
    st.none() | st.integers(0, 9_999_999),
    st.lists(st.builds(StuckBit, st.integers(0, 0xFFFFFFFF), st.integers(0, 7), st.booleans()), max_size=3).map(tuple),
)


@given(FAULTS)
def test_faults_of_cells_read_back_as_written(faults: Faults) -> None:
    assert parse_faults(tuple(str(faults).split())) == faults


@pytest.mark.parametrize("text", ["wear-out", "wear-out:x", "stuck-bit:1.8=0", "stuck-bit:1.0=2", "stuck-bit:0x1", ""])
def test_what_is_no_fault_of_cells_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a fault of cells; expected 'wear-out:CYCLES'"):
        parse_faults((text,))


def test_a_stuck_bit_holds_and_wear_has_its_cycles() -> None:
    flash = Flash(1 << 16)
    parse_faults(("stuck-bit:5.3=0",)).stick(flash)
    assert flash.read(5, 1) == b"\xf7"
    wear = parse_faults(("wear-out:12",)).wear(1)
    assert wear is not None
    assert parse_faults(()).wear(1) is None


EXCEPTIONS = [kind for kind in panic_kinds(Board.ESP32) if "prohibited" in kind.value or kind.value in {
    "illegal-instruction", "instruction-fetch", "load-store", "alignment", "division-by-zero", "double-exception"
}]  # fmt: skip
# Xtensa ISA, table of EXCCAUSE; a double exception has 2 here.
CAUSES = {"load-prohibited": 28, "store-prohibited": 29, "illegal-instruction": 0, "instruction-fetch": 20}
CAUSES |= {"load-store": 3, "alignment": 9, "division-by-zero": 6, "double-exception": 2}


def _read(board: Board, kind: PanicKind) -> Panic:
    reader = family(board).panic_reader()
    found = [each for line in panic_text(board, kind).splitlines() for each in reader.feed(line)]
    (panic,) = [each for each in (*found, *reader.close()) if isinstance(each, Panic)]
    return panic


@pytest.mark.parametrize("kind", EXCEPTIONS)
def test_a_dump_of_an_esp32_tells_cause_place_and_way(kind: PanicKind) -> None:
    panic = _read(Board.ESP32, kind)
    assert panic.registers["EXCCAUSE"] == CAUSES[kind.value]
    assert (panic.core, panic.pc, panic.excvaddr) == (1, panic.backtrace[0], 0x10)
    assert panic.backtrace == (0x400D1A2E, 0x400D1B90, 0x400D3C45, 0x4008A1DE)
    names = "PC PS A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 SAR EXCCAUSE EXCVADDR LBEG LEND LCOUNT"
    assert list(panic.registers) == names.split()


def test_a_dump_of_an_esp32_has_four_registers_a_line() -> None:
    lines = panic_text(Board.ESP32, PanicKind.LOAD_PROHIBITED).split("\r\n")
    rows = [line for line in lines if ": 0x" in line and "Backtrace" not in line]
    assert [row.count(": 0x") for row in rows] == [4] * 6
    assert lines[-6:] == ["", "", "ELF file SHA256: 3f1c0d5a9", "", "Rebooting...", ""]


@together
@pytest.mark.parametrize("kind", panic_kinds(Board.ESP8266))
def test_a_dump_of_an_esp8266_has_its_frame_and_stack(kind: PanicKind) -> None:
    text = panic_text(Board.ESP8266, kind)
    if kind is PanicKind.HARDWARE_WATCHDOG:
        assert text == ""
        return
    panic = _read(Board.ESP8266, kind)
    assert panic.backtrace == (0x40201B0C, 0x40202C71, 0x40203E55, 0x40100A79)
    # The ROM's own routine finds a division by zero; watchdog and stack check give no address that was accessed.
    place = 0x4000DCE5 if kind is PanicKind.DIVISION_BY_ZERO else 0x40201B0C
    without = {PanicKind.DIVISION_BY_ZERO, PanicKind.SOFTWARE_WATCHDOG, PanicKind.STACK_SMASHED}
    accessed = 0 if kind in without else 0x10
    assert (panic.pc, panic.excvaddr) == ((place, accessed) if "epc1=" in text else (None, None))
    assert text.count("CUT HERE") == 2
    assert "ctx: cont\r\nsp: 3ffffd60 end: 3fffffd0 offset: 0" in text


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_each_crash_ends_in_the_reset_of_its_family(board: Board) -> None:
    for kind in panic_kinds(board):
        expected = ResetReason.WATCHDOG if board is Board.PICOW else ResetReason.SOFTWARE
        special = {PanicKind.BROWNOUT: ResetReason.BROWNOUT, PanicKind.HARDWARE_WATCHDOG: ResetReason.WATCHDOG}
        assert panic_reset(board, kind) is special.get(kind, expected)
