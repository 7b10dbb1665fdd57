"""Crash dumps in full, as ESP-IDF, the ESP8266 core and pico-sdk print them, release by release."""

import pytest

from oceanhil.boards.storage import Driver
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




ELF file SHA256: 3f1c0d5a9

Rebooting...
"""
OLDER_BACKTRACE = BACKTRACE.replace("3f1c0d5a9", "3f1c0d5a9b2e7764")
STACK = """
>>>stack>>>

ctx: cont
sp: 3ffffd60 end: 3fffffd0 offset: {offset}
3ffffeb0:  3ffe8520 00000010 3fff1a5b 40201b0c  
3ffffec0:  3fffdad0 00000000 3ffee8a4 40202c71 <
3ffffed0:  feefeffe feefeffe feefeffe feefeffe  
3ffffee0:  3fffdad0 00000000 3ffee8f8 40203e55  
3ffffef0:  feefeffe feefeffe 3ffe8510 40100a79  
<<<stack<<<

--------------- CUT HERE FOR EXCEPTION DECODER ---------------
"""  # noqa: W291 - the firmware ends its lines so
HEAD = """
--------------- CUT HERE FOR EXCEPTION DECODER ---------------

"""
ENDED = "\nUser exception (panic/abort/assert)" + HEAD
EPC = "epc1=0x40201b0c epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000010 depc=0x00000000\n"
EPC_ALONE = EPC.replace("0x00000010", "0x00000000")
EPC_OF_THE_ROM = EPC_ALONE.replace("0x40201b0c", "0x4000dce5")


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
        (PanicKind.DOUBLE_EXCEPTION, "(Double exception). ", 2),
        (PanicKind.CACHE_DISABLED, "(Cache error). \nCache disabled but cached memory region accessed", 7),
        (PanicKind.INTERRUPT_WATCHDOG, "(Interrupt wdt timeout on CPU1). ", 6),
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
                "assert failed: multi_heap_free multi_heap_poisoning.c:279 (head != NULL)\n"
            ),
        ),
        (PanicKind.STACK_OVERFLOW, "\n***ERROR*** A stack overflow in task loopTask has been detected.\n"),
        (PanicKind.STACK_SMASHED, "\nStack smashing protect failure!\n"),
        (
            PanicKind.TASK_WATCHDOG,
            (
                "E (10215) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog "
                "in time:\n"
                "E (10215) task_wdt:  - loopTask (CPU 1)\nE (10215) task_wdt: Tasks currently running:\n"
                "E (10215) task_wdt: CPU 0: IDLE0\nE (10215) task_wdt: CPU 1: loopTask\n"
                "E (10215) task_wdt: Aborting.\nE (10215) task_wdt: Print CPU 1 backtrace\n\n\n"
            ),
        ),
    ],
)
def test_a_failed_check_of_an_esp32(kind: PanicKind, words: str) -> None:
    assert panic_text(Board.ESP32, kind) == f"{words}{BACKTRACE}".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            PanicKind.CACHE_DISABLED,
            (
                "Guru Meditation Error: Core  1 panic'ed (Cache disabled but cached memory region accessed). \n\n"
                + REGISTERS.format(cause=7)
            ),
        ),
        (
            PanicKind.HEAP_CORRUPT,
            (
                "CORRUPT HEAP: Bad head at 0x3ffb8b4c. Expected 0xabba1234 got 0x00000000\n\n"
                "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)\n"
            ),
        ),
        (
            PanicKind.TASK_WATCHDOG,
            (
                "E (10215) task_wdt: Task watchdog got triggered. The following tasks did not reset the watchdog in "
                "time:\n"
                "E (10215) task_wdt:  - loopTask (CPU 1)\nE (10215) task_wdt: Tasks currently running:\n"
                "E (10215) task_wdt: CPU 0: IDLE0\nE (10215) task_wdt: CPU 1: loopTask\n"
                "E (10215) task_wdt: Aborting.\n\nabort() was called at PC 0x400d1a2e on core 0\n"
            ),
        ),
    ],
)
def test_a_crash_of_an_esp32_with_esp_idf_4_4(kind: PanicKind, words: str) -> None:
    printed = panic_text(Board.ESP32, kind, Driver.IDF_4_4_7)
    assert printed == f"{words}{OLDER_BACKTRACE}".replace("\n", "\r\n")


def test_a_task_watchdog_never_watches_the_idle_task_of_core_1() -> None:
    for board in (Board.ESP32, Board("esp32s3"), Board("esp32c3")):
        for driver in (Driver.IDF_4_4_7, Driver.IDF_5_5_1):
            assert " - IDLE" not in panic_text(board, PanicKind.TASK_WATCHDOG, driver)


@pytest.mark.parametrize(
    ("board", "driver", "text"),
    [
        (Board.ESP32, Driver.IDF_4_4_7, "\r\nBrownout detector was triggered\r\n\r\n"),
        (Board.ESP32, Driver.IDF_5_5_1, "E BOD: Brownout detector was triggered\r\n\r\n\r\n"),
        (Board("esp32c3"), Driver.IDF_4_4_7, ""),
        (Board("esp32c3"), Driver.IDF_5_5_1, "E BOD: Brownout detector was triggered\r\n\r\n\r\n"),
    ],
)
def test_a_brownout_has_no_dump_and_the_words_of_its_release(board: Board, driver: Driver, text: str) -> None:
    assert panic_text(board, PanicKind.BROWNOUT, driver) == text


def test_a_hardware_watchdog_has_no_text() -> None:
    assert panic_text(Board.ESP32, PanicKind.HARDWARE_WATCHDOG) == ""
    assert panic_text(Board.ESP8266, PanicKind.HARDWARE_WATCHDOG) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PanicKind.ILLEGAL_INSTRUCTION, "Exception (0):\n" + EPC),
        (PanicKind.LOAD_STORE, "Exception (3):\n" + EPC),
        (PanicKind.DIVISION_BY_ZERO, "Exception (6):\n" + EPC_OF_THE_ROM),
        (PanicKind.ALIGNMENT, "Exception (9):\n" + EPC),
        (PanicKind.INSTRUCTION_FETCH, "Exception (20):\n" + EPC),
        (PanicKind.LOAD_PROHIBITED, "Exception (28):\n" + EPC),
        (PanicKind.STORE_PROHIBITED, "Exception (29):\n" + EPC),
        (PanicKind.SOFTWARE_WATCHDOG, "Soft WDT reset\n\nException (4):\n" + EPC_ALONE),
        (PanicKind.STACK_SMASHED, "Stack smashing detected.\n\nException (5):\n" + EPC_ALONE),
    ],
)
def test_a_dump_of_an_esp8266(kind: PanicKind, words: str) -> None:
    offset = {PanicKind.SOFTWARE_WATCHDOG: "0160", PanicKind.STACK_SMASHED: "0000"}.get(kind, "0150")
    text = HEAD + words + STACK.format(offset=offset)
    assert panic_text(Board.ESP8266, kind) == text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PanicKind.ABORT, "Abort called\n"),
        (PanicKind.ASSERT, "Panic token_store.cpp:87 save_token: Assertion 'length <= capacity' failed.\n"),
        (PanicKind.PANIC, "Panic token_store.cpp:87 save_token\n"),
    ],
)
def test_a_program_of_an_esp8266_that_ends_itself(kind: PanicKind, words: str) -> None:
    text = ENDED + words + STACK.format(offset="0010")
    assert panic_text(Board.ESP8266, kind) == text.replace("\n", "\r\n")


def test_an_esp8266_without_memory_names_the_allocation_that_failed() -> None:
    dump, cut, _ = STACK.format(offset="0010").rpartition("\n-----")
    text = ENDED + "Unhandled C++ exception: OOM\n" + dump + "\nlast failed alloc call: 40201B0C(4096)\n"
    text += cut + "---------- CUT HERE FOR EXCEPTION DECODER ---------------\n\nlast failed alloc caller: 0x40201b0c\n"
    assert panic_text(Board.ESP8266, PanicKind.OUT_OF_MEMORY) == text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PanicKind.PANIC, "\r\n*** PANIC ***\r\n\r\nHard assert\r\n\r\n"),
        (PanicKind.OUT_OF_MEMORY, "\r\n*** PANIC ***\r\n\r\nOut of memory\r\n\r\n"),
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
    for board, count in ((Board.ESP32, 18), (Board.ESP8266, 14), (Board.PICOW, 4)):
        kinds = panic_kinds(board)
        assert len(kinds) == count
        assert list(kinds) == sorted(kinds, key=every.index)
