"""Crash dumps in full, as the pages of Espressif, of the ESP8266 core and of pico-sdk show them."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.simulator.board.panic_text import panic_kinds, panic_text

REGISTERS = """\
Core  1 register dump:
PC      : 0x400d1a2e  PS      : 0x00060030  A0      : 0x800d1b93  A1      : 0x3ffb21c0  
A2      : 0x3ffb2020  A3      : 0x3ffb2030  A4      : 0x3ffb2040  A5      : 0x3ffb2050  
A6      : 0x3ffb2060  A7      : 0x3ffb2070  A8      : 0x3ffb2080  A9      : 0x3ffb2090  
A10     : 0x3ffb20a0  A11     : 0x3ffb20b0  A12     : 0x3ffb20c0  A13     : 0x3ffb20d0  
A14     : 0x3ffb20e0  A15     : 0x3ffb20f0  SAR     : 0x0000001a  EXCCAUSE: 0x{cause:08x}  
EXCVADDR: 0x00000010  LBEG    : 0x4000c349  LEND    : 0x4000c36b  LCOUNT  : 0x00000000  

"""  # noqa: W291 - the firmware ends its lines so
BACKTRACE = """
Backtrace: 0x400d1a2e:0x3ffb21c0 0x400d1b90:0x3ffb21f0 0x400d3c45:0x3ffb2230 0x4008a1de:0x3ffb2290



ELF file SHA256: 3f1c0d5a9b2e7764

Rebooting...
"""
STACK = """
>>>stack>>>

ctx: cont
sp: 3ffffd60 end: 3fffffd0 offset: 0150
3ffffeb0:  3ffe8520 00000010 3fff1a5b 40201b0c  
3ffffec0:  3fffdad0 00000000 3ffee8a4 40202c71 <
3ffffed0:  feefeffe feefeffe feefeffe feefeffe  
3ffffee0:  3fffdad0 00000000 3ffee8f8 40203e55  
3ffffef0:  feefeffe feefeffe 3ffe8510 40100a79  
<<<stack<<<

--------------- CUT HERE FOR EXCEPTION DECODER ---------------
"""  # noqa: W291 - the firmware ends its lines so
HEAD = """
To make this dump useful, DECODE IT - https://tinyurl.com/8266dcdr
--------------- CUT HERE FOR EXCEPTION DECODER ---------------

"""
EPC = "epc1=0x40201b0c epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000010 depc=0x00000000\n"


@pytest.mark.parametrize(
    ("kind", "words", "cause"),
    [
        (PanicKind.LOAD_PROHIBITED, "(LoadProhibited). Exception was unhandled.", 28),
        (PanicKind.STORE_PROHIBITED, "(StoreProhibited). Exception was unhandled.", 29),
        (PanicKind.ILLEGAL_INSTRUCTION, "(IllegalInstruction). Exception was unhandled.", 0),
        (PanicKind.INSTRUCTION_FETCH, "(InstrFetchProhibited). Exception was unhandled.", 20),
        (PanicKind.LOAD_STORE, "(LoadStoreError). Exception was unhandled.", 3),
        (PanicKind.ALIGNMENT, "(LoadStoreAlignment). Exception was unhandled.", 9),
        (PanicKind.DIVISION_BY_ZERO, "(IntegerDivideByZero). Exception was unhandled.", 6),
        (PanicKind.DOUBLE_EXCEPTION, "(Double exception). Exception was unhandled.", 2),
        (PanicKind.CACHE_DISABLED, "(Cache disabled but cached memory region accessed). ", 7),
        (PanicKind.INTERRUPT_WATCHDOG, "(Interrupt wdt timeout on CPU1). ", 7),
    ],
)
def test_a_guru_meditation_of_an_esp32(kind: PanicKind, words: str, cause: int) -> None:
    text = f"Guru Meditation Error: Core  1 panic'ed {words}\n\n" + REGISTERS.format(cause=cause) + BACKTRACE
    assert panic_text(Board.ESP32, kind) == text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PanicKind.ABORT, "\nabort() was called at PC 0x400d1a2e on core 1\n"),
        (PanicKind.ASSERT, "\nassert failed: save_token token_store.cpp:87 (length <= capacity)\n"),
        (
            PanicKind.HEAP_CORRUPT,
            (
                "CORRUPT HEAP: Bad head at 0x3ffb8b4c. Expected 0xabba1234 got 0x00000000\n\n"
                "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)\n"
            ),
        ),
        (PanicKind.STACK_OVERFLOW, "\n***ERROR*** A stack overflow in task loopTask has been detected.\n"),
        (
            PanicKind.STACK_SMASHED,
            "\nStack smashing protect failure!\n\n\nabort() was called at PC 0x400d1a2e on core 1\n",
        ),
        (
            PanicKind.TASK_WATCHDOG,
            (
                "E (10215) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog "
                "in time:\n"
                "E (10215) task_wdt:  - IDLE1 (CPU 1)\nE (10215) task_wdt: Tasks currently running:\n"
                "E (10215) task_wdt: CPU 0: IDLE0\nE (10215) task_wdt: CPU 1: loopTask\n"
                "E (10215) task_wdt: Aborting.\n\n"
                "abort() was called at PC 0x400d1a2e on core 0\n"
            ),
        ),
    ],
)
def test_a_failed_check_of_an_esp32(kind: PanicKind, words: str) -> None:
    assert panic_text(Board.ESP32, kind) == f"{words}\n\n{BACKTRACE}".replace("\n", "\r\n")


def test_a_brownout_has_no_dump_and_a_hardware_watchdog_no_text() -> None:
    assert panic_text(Board.ESP32, PanicKind.BROWNOUT) == "\r\nBrownout detector was triggered\r\n\r\n"
    assert panic_text(Board.ESP32, PanicKind.HARDWARE_WATCHDOG) == ""
    assert panic_text(Board.ESP8266, PanicKind.HARDWARE_WATCHDOG) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PanicKind.ILLEGAL_INSTRUCTION, "Exception (0):\n" + EPC),
        (PanicKind.LOAD_STORE, "Exception (3):\n" + EPC),
        (PanicKind.DIVISION_BY_ZERO, "Exception (6):\n" + EPC),
        (PanicKind.ALIGNMENT, "Exception (9):\n" + EPC),
        (PanicKind.INSTRUCTION_FETCH, "Exception (20):\n" + EPC),
        (PanicKind.LOAD_PROHIBITED, "Exception (28):\n" + EPC),
        (PanicKind.STORE_PROHIBITED, "Exception (29):\n" + EPC),
        (PanicKind.SOFTWARE_WATCHDOG, "Soft WDT reset\n\nException (4):\n" + EPC),
        (PanicKind.STACK_OVERFLOW, "Stack overflow detected.\n\nException (5):\n" + EPC),
        (PanicKind.STACK_SMASHED, "Stack smashing detected.\n\nException (5):\n" + EPC),
        (PanicKind.ABORT, "Abort called\n"),
        (PanicKind.ASSERT, "Panic token_store.cpp:87 save_token: Assertion 'length <= capacity' failed.\n"),
        (PanicKind.PANIC, "User exception (panic/abort/assert)\n"),
        (PanicKind.OUT_OF_MEMORY, "Unhandled C++ exception: OOM\n"),
    ],
)
def test_a_dump_of_an_esp8266(kind: PanicKind, words: str) -> None:
    assert panic_text(Board.ESP8266, kind) == HEAD + words + STACK


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PanicKind.PANIC, "\r\n*** PANIC ***\r\n\r\nHard assert\r\n"),
        (PanicKind.OUT_OF_MEMORY, "\r\n*** PANIC ***\r\n\r\nOut of memory\r\n"),
        (
            PanicKind.ASSERT,
            'assertion "length <= capacity" failed: file "token_store.cpp", line 87, function: bool save_token()\r\n',
        ),
        (PanicKind.HARD_FAULT, ""),
    ],
)
def test_a_panic_of_a_pico(kind: PanicKind, text: str) -> None:
    assert panic_text(Board.PICOW, kind) == text


def test_each_family_has_its_own_crashes_in_the_order_of_all() -> None:
    every = list(PanicKind)
    for board, count in ((Board.ESP32, 18), (Board.ESP8266, 15), (Board.PICOW, 4)):
        kinds = panic_kinds(board)
        assert len(kinds) == count
        assert list(kinds) == sorted(kinds, key=every.index)
