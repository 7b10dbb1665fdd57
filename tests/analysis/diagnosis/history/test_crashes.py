"""What registers and assertions tell of a crash's reason, and which of several equal crashes is shown."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.history.crashes import NULL_HANDLE, NULL_POINTER, Crashes
from tests.together import together

PANIC = "Guru Meditation Error: Core  1 panic'ed ({}). Exception was unhandled."
ROM = "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nentry 0x400805f0\napp start\n"


@together
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([PANIC.format("LoadProhibited"), "EXCVADDR: 0x00000000 LBEG : 0x4000c349"], [NULL_POINTER]),
        ([PANIC.format("StoreProhibited"), "EXCVADDR: 0x00000014"], [NULL_POINTER]),
        ([PANIC.format("LoadProhibited"), "EXCVADDR: 0xabababab"], []),
        ([PANIC.format("IllegalInstruction"), "EXCVADDR: 0x00000000"], []),
        ([PANIC.format("Load access fault"), "MTVAL : 0x00000000 MHARTID : 0x00000000"], [NULL_POINTER]),
        (["Exception (28):", "epc1=0x40201a3c epc3=0x00000000 excvaddr=0x00000008 depc=0x00000000"], [NULL_POINTER]),
        (["Exception (9):", "epc1=0x40201a3c excvaddr=0x00000003"], []),
        (["epc1=0x40201a3c excvaddr=0x00000000"], []),
        (["os: ** CPU 0 EXCCAUSE 28 (load prohibited)", "os: ** PC 0x400d VADDR 0x10"], [NULL_POINTER]),
        (["os: ** CPU 1 EXCCAUSE 29 (store prohibited)", "os: ** PC 0x400d VADDR (nil)"], [NULL_POINTER]),
        (["os: ** CPU 0 EXCCAUSE 28 (load prohibited)", "os: ** PC 0x400d VADDR 0x60003000"], []),
        (["os: ** CPU 0 EXCCAUSE 0 (illegal instruction)", "os: ** PC 0x400d VADDR (nil)"], []),
        (["panic: runtime error: nil pointer dereference"], [NULL_POINTER]),
        (["assert failed: xQueueSemaphoreTake queue.c:1545 (( pxQueue ))"], [NULL_HANDLE]),
        (["assert failed: xTaskGenericNotify tasks.c:5640 (xTaskToNotify)"], [NULL_HANDLE]),
        (["assert failed: xEventGroupSetBits event_groups.c:548 (xEventGroup)"], [NULL_HANDLE]),
        (["/esp-idf/components/freertos/queue.c:1445 (xQueueGenericReceive)- assert failed!"], [NULL_HANDLE]),
        (["assert failed: vTaskDelete tasks.c:1100 (pxTCB)"], []),
        (["assert failed: xQueueGenericSend queue.c:821 (!((xTicksToWait != 0)))"], []),
        (["assert failed: my_check main.c:12 (x == 3)"], []),
    ],
)
def test_the_reason_is_read(lines: list[str], told: list[str]) -> None:
    crashes = Crashes()
    assert [name for line in lines for name in crashes.learn(line)] == told


@together
@pytest.mark.parametrize(
    ("log", "said"),
    [
        (
            f"{PANIC.format('LoadProhibited')}\nEXCVADDR: 0x00000000\nBacktrace: 0x400d6e2e:0x3ffb8de0\n",
            "is null was used",
        ),
        ("assert failed: xQueueReceive queue.c:1480 (( pxQueue ))\n", "before it was made"),
        ("queue.c:1445 (xQueueGenericReceive)- assert failed!\nabort() was called at PC 0x40\n", "before it was made"),
    ],
)
def test_the_note_says_it(log: str, said: str) -> None:
    first = diagnose(log).findings[0]
    assert first.cause == "panic"
    assert said in first.note


@together
@pytest.mark.parametrize("reason", ["LoadProhibited", "IllegalInstruction"])
def test_a_whole_dump_is_shown_where_the_last_is_cut(reason: str) -> None:
    dump = f"{PANIC.format(reason)}\nEXCVADDR: 0x00000000\nBacktrace: 0x400d6e2e:0x3ffb8de0\n"
    log = f"{ROM}{dump}{ROM}{dump}{ROM}{PANIC.format(reason)}"
    first = diagnose(log).findings[0]
    assert first.cause == "panic"
    assert log.split("\n")[first.evidence[0].line].startswith("EXCVADDR")


@together
@pytest.mark.parametrize(
    "reason",
    [
        "index out of bounds: the len is 0 but the index is 0",
        "called `Option::unwrap()` on a `None` value",
        "called `Result::unwrap()` on an `Err` value: Timeout",
        "attempt to subtract with overflow",
        "already borrowed: BorrowMutError",
    ],
)
def test_what_a_panic_of_rust_says_is_shown_with_its_place(reason: str) -> None:
    first = diagnose(f"INFO - wifi: connected\npanicked at src/bin/main.rs:118:27:\n{reason}\n").findings[0]
    assert [each.text for each in first.evidence] == ["panicked at src/bin/main.rs:118:27:", reason]


def test_a_crash_of_which_the_log_ends_with_the_headline_has_not_passed() -> None:
    crash = "------------ CUT HERE FOR EXCEPTION DECODER ------------\nException (29):\nepc1=0x4000df64\n"
    log = f"oceanremote\nsession 200\npoll 200\npoll 200\n{crash}poll 200\npoll 200\n"
    assert diagnose(log).verdict is LogVerdict.RECOVERED
    diagnosis = diagnose(f"{log}------------ CUT HERE FOR EXCEP")
    assert (diagnosis.verdict, diagnosis.findings[0].cause) == (LogVerdict.PROBLEM, "panic")
