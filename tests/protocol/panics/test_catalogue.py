"""What each family prints when it starts or crashes, as its documents list it, and the limits of reading it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import (
    BootLoop,
    BootLoopWatch,
    Panic,
    PanicKind,
    Reset,
    ResetCause,
    dump,
)
from oceanhil.protocol.panics.draft import LINES_MAX
from oceanhil.protocol.panics.headlines import recognise_headline
from tests.protocol.panics.texts import ESP8266_BOOT, EXCEPTION, GURU, panics, read, recognise_reset, the_panic
from tests.together import together

ESP32, ESP8266, PICOW = Board.ESP32, Board.ESP8266, Board.PICOW

# ESP32 Technical Reference Manual and ESP-IDF `rom/rtc.h`: code, name, and what it comes to.
ESP32_RESETS = [
    "1 POWERON_RESET power-on",
    "3 SW_RESET software",
    "4 OWDT_RESET watchdog",
    "5 DEEPSLEEP_RESET deep-sleep",
    "6 SDIO_RESET other",
    "7 TG0WDT_SYS_RESET watchdog",
    "8 TG1WDT_SYS_RESET watchdog",
    "9 RTCWDT_SYS_RESET watchdog",
    "a INTRUSION_RESET other",
    "b TGWDT_CPU_RESET watchdog",
    "c SW_CPU_RESET software",
    "d RTCWDT_CPU_RESET watchdog",
    "e EXT_CPU_RESET other",
    "f RTCWDT_BROWN_OUT_RESET brownout",
    "10 RTCWDT_RTC_RESET watchdog",
    "11 TG1WDT_CPU_RESET watchdog",
    "12 SUPER_WDT_RESET watchdog",
    "13 GLITCH_RTC_RESET other",
    "15 USB_UART_CHIP_RESET pin",
    "16 USB_JTAG_CHIP_RESET pin",
    "17 POWER_GLITCH_RESET other",
]
# Espressif, "ESP8266 Reset Causes and Common Fatal Exception Causes".
ESP8266_RESETS = ["other", "power-on", "pin-or-software", "software", "watchdog"]


@together
@pytest.mark.parametrize("row", ESP32_RESETS)
def test_every_reset_of_an_esp32_is_known_without_its_name(row: str) -> None:
    code, name, cause = row.split()
    assert recognise_reset(ESP32, f"rst:0x{code},boot:0x13") == Reset(ResetCause(cause), int(code, 16), name)


@pytest.mark.parametrize("code", sorted({*range(0x20)} - {int(row.split()[0], 16) for row in ESP32_RESETS}))
def test_codes_that_no_document_lists_are_told_as_numbers(code: int) -> None:
    assert recognise_reset(ESP32, f"rst:{code:#x},boot:0x13") == Reset(ResetCause.OTHER, code, f"code {code:#x}")


@pytest.mark.parametrize(("code", "cause"), list(enumerate(ESP8266_RESETS)))
def test_every_reset_of_an_esp8266_is_known(code: int, cause: str) -> None:
    reset = recognise_reset(ESP8266, f" ets Jan  8 2013,rst cause:{code}, boot mode:(3,6)")
    assert reset is not None
    assert (reset.cause.value, reset.code) == (cause, code)
    assert reset.words == f"{cause} reset ({reset.name})"


def test_a_reset_without_a_name_is_told_by_its_cause() -> None:
    assert Reset(ResetCause.PIN).words == "pin reset"
    assert (Reset(ResetCause.PIN).code, Reset(ResetCause.PIN).name) == (0, "")


# ESP-IDF, "Fatal Errors": what stands in the parentheses, and the kind.
GURU_CAUSES = {
    "LoadProhibited": "load-prohibited",
    "StoreProhibited": "store-prohibited",
    "IllegalInstruction": "illegal-instruction",
    "InstrFetchProhibited": "instruction-fetch",
    "LoadStoreError": "load-store",
    "LoadStoreAlignment": "alignment",
    "IntegerDivideByZero": "division-by-zero",
    "Double exception": "double-exception",
    "Load access fault": "load-prohibited",
    "Store access fault": "store-prohibited",
    "Illegal instruction": "illegal-instruction",
    "Instruction access fault": "instruction-fetch",
    "Load address misaligned": "alignment",
    "Store address misaligned": "alignment",
    "Interrupt wdt timeout on CPU0": "interrupt-watchdog",
    "Interrupt wdt timeout on CPU1": "interrupt-watchdog",
    "Cache disabled but cached memory region accessed": "cache-disabled",
    "Cache error": "cache-disabled",
    "Coprocessor exception": "exception",
}


@together
@pytest.mark.parametrize(("cause", "kind"), list(GURU_CAUSES.items()))
@pytest.mark.parametrize("core", [0, 1])
def test_every_cause_of_a_guru_meditation_has_its_kind(cause: str, kind: str, core: int) -> None:
    line = f"Guru Meditation Error: Core  {core} panic'ed ({cause}). Exception was unhandled."
    found = recognise_headline(family(ESP32).crashes, "log " + line + "  ")
    assert found is not None
    assert (found.kind.value, found.core, found.task, found.text) == (kind, core, "", line)


EXCEPTIONS = {
    0: "illegal-instruction",
    2: "instruction-fetch",
    3: "load-store",
    6: "division-by-zero",
    9: "alignment",
    20: "instruction-fetch",
    28: "load-prohibited",
    29: "store-prohibited",
}


@together
@pytest.mark.parametrize("number", range(40))
@pytest.mark.parametrize("form", ["Exception ({}):", "Fatal exception {}(LoadProhibitedCause):"])
def test_every_numbered_exception_has_its_kind(number: int, form: str) -> None:
    found = recognise_headline(family(ESP8266).crashes, form.format(number))
    assert found is not None
    assert found.kind.value == EXCEPTIONS.get(number, "exception")
    assert found.follows


HEADLINES = [
    (ESP32, "***ERROR*** A stack overflow in task loopTask has been detected.", "stack-overflow"),
    (ESP32, "E (5120) task_wdt: Task watchdog got triggered. The following tasks did not reset", "task-watchdog"),
    (ESP32, "CORRUPT HEAP: Bad head at 0x3ffb", "heap-corrupt"),
    (ESP32, "Stack smashing protect failure!", "stack-smashed"),
    (ESP32, "Brownout detector was triggered", "brownout"),
    (ESP32, "assert failed: xQueueSemaphoreTake queue.c:1545", "assert"),
    (ESP32, 'assertion "x > 0" failed: file "main.c", line 3', "assert"),
    (ESP32, "abort() was called at PC 0x400d1a2e on core 1", "abort"),
    (ESP8266, "Soft WDT reset", "software-watchdog"),
    (ESP8266, "Stack overflow detected", "stack-overflow"),
    (ESP8266, "Stack smashing detected", "stack-smashed"),
    (ESP8266, "Unhandled C++ exception: OOM", "out-of-memory"),
    (ESP8266, "Unhandled C++ exception: terminate", "abort"),
    (ESP8266, "Panic a.cpp:3 f(): Assertion 'x' failed.", "assert"),
    (ESP8266, "Panic core_esp8266_main.cpp:133 __yield", "panic"),
    (ESP8266, "Abort called", "abort"),
    (ESP8266, "User exception (panic/abort/assert)", "panic"),
    (PICOW, "*** PANIC ***", "panic"),
    (PICOW, 'assertion "x" failed: file "a.c", line 3', "assert"),
    (PICOW, "hardfault", "hard-fault"),
    (PICOW, "!! HARD FAULT !!", "hard-fault"),
]


@together
@pytest.mark.parametrize(("board", "line", "kind"), HEADLINES)
def test_every_headline_is_known_on_its_own_family_only(board: Board, line: str, kind: str) -> None:
    found = recognise_headline(family(board).crashes, line)
    assert found is not None
    assert (found.kind, found.task) == (PanicKind(kind), "loopTask" if "loopTask" in line else "")
    knowing = {each for each in PLATFORM_BOARDS if recognise_headline(family(each).crashes, line) is not None}
    assert knowing == ({ESP32, PICOW} if 'assertion "' in line else {board})


@pytest.mark.parametrize("name", ["stack overflow", "loopTask", "a b"])
def test_the_task_that_overflowed_is_named(name: str) -> None:
    for line in (
        f"***ERROR*** A stack overflow in task {name} has been detected.",
        f"Guru Meditation Error: Core  0 panic'ed (Unhandled). Stack canary watchpoint triggered ({name})",
    ):
        found = recognise_headline(family(ESP32).crashes, line)
        assert found is not None
        assert (found.kind, found.task) == (PanicKind.STACK_OVERFLOW, name)


@pytest.mark.parametrize(
    ("word", "is_code"),
    [
        (0x400FFFFF, False),
        (0x40100000, True),
        (0x4010FFFF, True),
        (0x40110000, False),
        (0x40200FFF, False),
        (0x40201000, True),
        (0x403FFFFF, True),
        (0x40400000, False),
    ],
)
def test_words_of_the_stack_are_code_where_code_can_be(word: int, is_code: bool) -> None:
    assert list(dump.code_on_stack(f"3ffffeb0:  00000000 {word:08x} feefeffe")) == [word] * is_code


def test_words_outside_a_row_of_the_stack_are_none() -> None:
    assert list(dump.code_on_stack("epc1=0x40201b0c")) == []


@pytest.mark.parametrize("name", ["PC", "MEPC"])
def test_the_place_and_the_address_are_read_by_their_names(name: str) -> None:
    other = {"PC": "EXCVADDR", "MEPC": "MTVAL"}[name]
    registers = dump.registers_in(
        family(ESP32).crashes, f"{name:8}: 0x400e14ed  {other}: 0x00000004  A0      : 0x800d0805"
    )
    assert (dump.program_counter(registers), dump.accessed_address(registers)) == (0x400E14ED, 4)
    assert registers["A0"] == 0x800D0805


@pytest.mark.parametrize("line", ["r0 = 00000001 sp: 20041f00 PC=0x10003a5c", "pc=10003a5c xPSR = 0x61000000"])
def test_the_registers_of_a_pico_are_read_however_a_handler_writes_them(line: str) -> None:
    assert dump.registers_in(family(PICOW).crashes, line.lower())["pc"] == 0x10003A5C
    assert dump.program_counter(dump.registers_in(family(PICOW).crashes, line.lower())) == 0x10003A5C


def test_nothing_is_read_where_nothing_stands() -> None:
    for board in PLATFORM_BOARDS:
        assert dump.registers_in(family(board).crashes, "nothing here") == {}
        assert not dump.ends_dump(family(board).crashes, "nothing here")
    assert (dump.program_counter({}), dump.accessed_address({}), dump.core_in("x")) == (None, None, None)
    assert dump.core_in("Core  1 register dump:") == 1


def test_each_family_ends_its_dump_in_its_own_way() -> None:
    ends = {ESP32: "Rebooting...", ESP8266: "<<<stack<<<"}
    for board in PLATFORM_BOARDS:
        assert [other for other, line in ends.items() if dump.ends_dump(family(board).crashes, line)] == [board] * (
            board in ends
        )


def test_a_dump_is_over_at_its_last_line() -> None:
    reader = family(ESP32).panic_reader()
    for line in GURU.splitlines():
        reader.feed(line)
    (panic,) = reader.quiet()
    assert panic.is_complete
    assert not the_panic(ESP32, GURU.replace("Rebooting...", "")).is_complete
    assert reader.quiet() == ()


def test_a_chip_says_itself_that_its_backtrace_is_wrong() -> None:
    assert the_panic(ESP32, GURU.replace("5050\n", "5050 |<-CORRUPTED\n", 1)).backtrace_is_corrupted
    assert not the_panic(ESP32, GURU).backtrace_is_corrupted


def test_a_crash_of_an_esp8266_keeps_the_frame_round_it() -> None:
    panic = the_panic(ESP8266, EXCEPTION)
    assert panic.lines[0].startswith("--------------- CUT HERE")
    assert panic.backtrace == (0x40201B0C, 0x40202C71, 0x40100A79)
    assert panic.excvaddr == 0x10


@pytest.mark.parametrize("between", ["a line of the program", "[POLL] HTTP Response: 200"])
def test_a_frame_before_another_line_belongs_to_no_crash(between: str) -> None:
    text = EXCEPTION.replace("DECODER ---------------\n", f"DECODER ---------------\n{between}\n", 1)
    assert the_panic(ESP8266, text).lines[0] == "Exception (28):"


def test_a_frame_before_a_start_belongs_to_no_crash() -> None:
    cut, rest = EXCEPTION.split("\n", 1)
    assert the_panic(ESP8266, cut + "\n", ESP8266_BOOT, rest).lines[0] == "Exception (28):"


def test_only_the_two_lines_of_a_frame_are_kept() -> None:
    panic = the_panic(ESP8266, EXCEPTION.split("\n", 1)[0] + "\n", "To make this dump useful, decode it\n", EXCEPTION)
    assert panic.lines[:2] == ("To make this dump useful, decode it", EXCEPTION.splitlines()[0])


@pytest.mark.parametrize(("cause", "kind"), [("watchdog", "hardware-watchdog"), ("brownout", "brownout")])
def test_a_start_may_be_the_only_word_of_a_crash(cause: str, kind: str) -> None:
    reader = family(ESP32).panic_reader()
    reader.feed("[WiFi] Connected")
    reset = Reset(ResetCause(cause), 1, "NAME")
    panic, start = reader.started(reset, "the banner")
    assert isinstance(panic, Panic)
    assert (panic.kind.value, panic.reset, panic.lines, panic.is_complete) == (kind, reset, ("the banner",), True)
    assert panic.headline == f"{cause} reset (NAME)"
    assert start is reset
    assert reader.started(reset) == (reset,)


def test_a_start_learnt_without_a_banner_has_no_lines() -> None:
    reader = family(ESP32).panic_reader()
    reader.feed("[WiFi] Connected")
    panic, _ = reader.started(Reset(ResetCause.WATCHDOG))
    assert isinstance(panic, Panic)
    assert panic.lines == ()


def test_a_program_that_never_ran_did_not_crash() -> None:
    assert panics(ESP32, "rst:0x8 (TG1WDT_SYS_RESET),boot:0x13\n") == []


def test_the_lines_of_an_endless_dump_are_bounded() -> None:
    panic = the_panic(ESP32, GURU.replace("Rebooting...", ""), "noise of a stack\n" * (2 * LINES_MAX))
    assert len(panic.lines) == LINES_MAX == 600


@pytest.mark.parametrize(("message", "kind"), [("Out of memory", "out-of-memory"), ("bad thing", "panic")])
def test_the_line_below_a_picos_panic_is_its_reason(message: str, kind: str) -> None:
    panic = the_panic(PICOW, f"*** PANIC ***\n\n  {message}  \nanother line\n")
    assert (panic.kind.value, panic.headline) == (kind, f"*** PANIC *** {message}")
    assert panic.is_complete


@pytest.mark.parametrize("count", [3, 4])
def test_a_few_lines_of_the_other_core_do_not_end_a_dump(count: int) -> None:
    reader = family(ESP32).panic_reader()
    reader.feed(GURU.splitlines()[0])
    given = [reader.feed("[POLL] HTTP Response: 200") for _ in range(count)]
    assert [len(each) for each in given] == [0] * 3 + [1] * (count - 3)


@given(st.integers(1, 6), st.integers(1, 12))
def test_so_many_starts_in_a_row_are_a_loop(boots_min: int, boots: int) -> None:
    watch = BootLoopWatch(boots_min)
    reset = Reset(ResetCause.WATCHDOG, 8, "X")
    found = [watch.started(reset) for _ in range(boots)]
    expected = [BootLoop(count, reset) if count >= boots_min else None for count in range(1, boots + 1)]
    assert found == expected
    watch.came_up()
    assert (watch.started(reset) is None) == (boots_min > 1)


def test_another_cause_begins_another_count() -> None:
    watch = BootLoopWatch(2)
    assert watch.started(Reset(ResetCause.WATCHDOG)) is None
    assert watch.started(Reset(ResetCause.SOFTWARE)) is None
    loop = watch.started(Reset(ResetCause.SOFTWARE))
    assert loop is not None
    assert "2 starts in a row by software reset" in loop.headline
    assert BootLoopWatch()._boots_min == 4


@pytest.mark.parametrize(
    ("panic", "summary"),
    [
        ({"kind": "load-prohibited", "headline": "Exception (28):"}, "Exception (28), load prohibited"),
        ({"kind": "abort", "headline": "abort() was called."}, "abort() was called"),
        ({"kind": "abort", "headline": "Abort", "pc": 0x400D1A2E}, "Abort, PC 0x400d1a2e"),
        ({"kind": "abort", "headline": "Abort at 400D1A2E", "pc": 0x400D1A2E}, "Abort at 400D1A2E"),
        ({"kind": "alignment", "headline": "Alignment", "excvaddr": 4}, "Alignment, address 0x00000004"),
        ({"kind": "load-store", "headline": "LoadStoreError", "excvaddr": 4}, "LoadStoreError, address 0x00000004"),
        ({"kind": "abort", "headline": "Abort", "excvaddr": 4}, "Abort"),
        ({"kind": "abort", "headline": "Abort in task X: "}, "Abort in task X"),
    ],
)
def test_a_summary_says_what_its_headline_leaves_out(panic: dict[str, object], summary: str) -> None:
    fields = {**panic, "kind": PanicKind(panic["kind"])}
    assert Panic(board=ESP32, **fields).summary == summary  # type: ignore[arg-type]


def test_the_addresses_of_a_crash_are_each_told_once() -> None:
    panic = Panic(board=ESP32, kind=PanicKind.ABORT, headline="x", pc=1, backtrace=(1, 2, 1, 3))
    assert panic.addresses == (1, 2, 3)
    assert Panic(board=ESP32, kind=PanicKind.ABORT, headline="x", backtrace=(2,)).addresses == (2,)


def test_what_follows_names_a_crash_only_if_nothing_better_did() -> None:
    lines = 'assertion "x" failed: file "a.c", line 3\nabort() was called at PC 0x400d1a2e on core 1\n'
    panic = the_panic(ESP32, lines)
    assert (panic.kind, panic.pc, panic.core) == (PanicKind.ASSERT, 0x400D1A2E, 1)
    assert len(read(ESP32, lines)) == 1


def test_a_warning_of_the_task_watchdog_is_a_crash_once_it_says_so() -> None:
    warning = "E (5120) task_wdt: Task watchdog got triggered. The following tasks did not reset\n"
    assert panics(ESP32, warning, "[POLL] HTTP Response: 200\n" * 9) == []
    assert the_panic(ESP32, warning, "task_wdt: Aborting.\n").kind is PanicKind.TASK_WATCHDOG
    assert the_panic(ESP32, warning, "Rebooting...\n").kind is PanicKind.TASK_WATCHDOG
    reader = family(ESP32).panic_reader()
    reader.feed(warning)
    assert reader.quiet() == ()
    reader.feed("task_wdt: Aborting.")
    assert len(reader.quiet()) == 1


def test_a_crash_is_not_followed_by_a_silent_one() -> None:
    reader = family(ESP32).panic_reader()
    reader.feed("[WiFi] Connected")
    reader.feed("abort() was called at PC 0x400d1a2e on core 1")
    assert len(reader.close()) == 1
    assert reader.started(Reset(ResetCause.WATCHDOG)) == (Reset(ResetCause.WATCHDOG),)


def test_a_loop_begins_to_be_counted_with_the_next_start() -> None:
    watch = BootLoopWatch(1)
    loop = watch.started(Reset(ResetCause.PIN))
    assert loop is not None
    assert loop.boots == 1
    watch.came_up()
    again = watch.started(Reset(ResetCause.PIN))
    assert again is not None
    assert again.boots == 1


@together
@pytest.mark.parametrize(("board", "line", "kind"), HEADLINES)
def test_only_consequences_follow_and_only_warnings_need_proof(board: Board, line: str, kind: str) -> None:
    found = recognise_headline(family(board).crashes, line)
    assert found is not None
    consequence = {(ESP32, "assert"), (ESP32, "abort"), (ESP8266, "abort"), (ESP8266, "panic")}
    assert found.follows is ((board, kind) in consequence and "++" not in line and not line.startswith("Panic"))
    assert found.needs_proof is (kind in {"task-watchdog", "heap-corrupt"})


def test_a_reader_begins_with_nothing_heard() -> None:
    reader = family(ESP32).panic_reader()
    assert not reader.in_dump
    assert (reader.close(), reader.quiet()) == ((), ())
    reader.feed("abort() was called at PC 0x400d1a2e on core 1")
    assert [len(reader.feed("[POLL] HTTP Response: 200")) for _ in range(4)] == [0, 0, 0, 1]
    reader.feed("abort() was called at PC 0x400d1a2e on core 1")
    assert [len(reader.feed("[POLL] HTTP Response: 200")) for _ in range(4)] == [0, 0, 0, 1]
