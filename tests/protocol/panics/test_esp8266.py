"""Crashes of the ESP8266."""

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from tests.protocol.panics.texts import ESP8266_BOOT, EXCEPTION, panics, the_panic
from tests.together import together

ESP8266 = Board.ESP8266


def test_an_exception_tells_cause_place_and_address() -> None:
    panic = the_panic(ESP8266, EXCEPTION, ESP8266_BOOT)
    assert (panic.kind, panic.pc, panic.excvaddr) == (PanicKind.LOAD_PROHIBITED, 0x40201B0C, 0x10)
    assert panic.summary == "Exception (28), load prohibited, PC 0x40201b0c, address 0x00000010"


def test_what_can_be_code_on_the_stack_is_the_backtrace() -> None:
    assert the_panic(ESP8266, EXCEPTION).backtrace == (0x40201B0C, 0x40202C71, 0x40100A79)


def test_the_lines_that_frame_the_dump_belong_to_it() -> None:
    panic = the_panic(ESP8266, EXCEPTION)
    assert panic.lines[0].startswith("-----")
    assert panic.lines[-1].startswith("-----")


@together
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Exception (0):", PanicKind.ILLEGAL_INSTRUCTION),
        ("Fatal exception (29):", PanicKind.STORE_PROHIBITED),
        ("Fatal exception 9(LoadStoreAlignmentCause):", PanicKind.ALIGNMENT),
        ("Exception (14):", PanicKind.EXCEPTION),
        ("Soft WDT reset\n\nException (4):", PanicKind.SOFTWARE_WATCHDOG),
        ("Abort called", PanicKind.ABORT),
        ("User exception (panic/abort/assert)", PanicKind.PANIC),
        ("User exception (panic/abort/assert)\nUnhandled C++ exception: OOM", PanicKind.OUT_OF_MEMORY),
        ("User exception (panic/abort/assert)\nAbort called", PanicKind.ABORT),
        ("Panic core_esp8266_main.cpp:191 __yield", PanicKind.PANIC),
        ("Panic store.cpp:87 save: Assertion 'length' failed.", PanicKind.ASSERT),
        ("Stack overflow detected.\n\nException (5):", PanicKind.STACK_OVERFLOW),
    ],
)
def test_the_headline_names_the_kind(text: str, kind: PanicKind) -> None:
    assert the_panic(ESP8266, text, "\n>>>stack>>>\n", ESP8266_BOOT).kind is kind


def test_a_hardware_watchdog_is_told_by_the_boot_rom_alone() -> None:
    boot = ESP8266_BOOT.replace("cause:2", "cause:4") + "\nwdt reset\n"
    assert the_panic(ESP8266, "[WiFi] Connection lost\n", boot).kind is PanicKind.HARDWARE_WATCHDOG


def test_where_the_boot_rom_speaks_at_another_baud_rate_the_next_line_of_the_program_ends_the_dump() -> None:
    reader = family(ESP8266).panic_reader()
    for line in (*EXCEPTION.splitlines(), "\x1br\x02$\ufffd\ufffd|\x04"):
        assert reader.feed(line) == ()
    assert len(reader.feed("[SYSTEM] Device ID: ESP8266_0001")) == 1


def test_a_start_after_a_crash_is_not_taken_for_a_second_one() -> None:
    assert len(panics(ESP8266, EXCEPTION, ESP8266_BOOT.replace("cause:2", "cause:4"))) == 1
