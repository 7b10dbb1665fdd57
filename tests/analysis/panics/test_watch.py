"""Crashes of a board during a run."""

from collections.abc import Mapping

from oceanhil.analysis.panics import Program
from oceanhil.analysis.panics.watch import CrashWatch
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import BOOTS_MIN
from oceanhil.scenarios.trace import Scalar
from tests.analysis.panics.elf_files import elf_file
from tests.protocol.panics.texts import ESP32_BOOT, GURU

Told = list[Mapping[str, Scalar]]
ONLINE = "[INFO] Device ONLINE"


def watching(
    board: Board = Board.ESP32, program: Program | None = None, *, agent: bool = False
) -> tuple[CrashWatch, Told]:
    told: Told = []
    return CrashWatch(board, told.append, program=program, has_agent=agent), told


def feed(watch: CrashWatch, text: str) -> None:
    for line in text.splitlines():
        watch.line(line)


def test_a_crash_is_told_once_when_the_board_has_started_again() -> None:
    watch, told = watching()
    feed(watch, GURU)
    assert told == []
    feed(watch, ESP32_BOOT)
    watch.close()
    assert [(fields["kind"], fields["reset"]) for fields in told] == [
        ("load-prohibited", "software reset (SW_CPU_RESET)")
    ]


def test_with_a_program_its_places_are_told_too() -> None:
    watch, told = watching(program=Program(elf_file({"setup": (0x400E1400, 0x200)}), "a.elf"))
    feed(watch, GURU + ESP32_BOOT)
    assert told[0]["frames"] == "0x400e14ed: setup +237\n0x400d0802: ?"


def test_secrets_on_the_stack_are_cut() -> None:
    watch, told = watching()
    secret = "oc_perm_" + "p" * 43
    feed(watch, f"abort() was called at PC 0x400d1a2e on core 1\n{secret}\n" + ESP32_BOOT)
    assert secret not in str(told[0]["text"])
    assert secret[:12] in str(told[0]["text"])


def test_a_quiet_line_ends_a_crash_of_a_board_that_stands_still() -> None:
    watch, told = watching(Board.PICOW)
    feed(watch, "\n*** PANIC ***\n\nHard assert\n")
    watch.quiet()
    assert [fields["found"] for fields in told] == ["*** PANIC *** Hard assert"]


def test_a_watchdog_that_only_the_agent_knows_of_is_a_crash() -> None:
    watch, told = watching(Board.PICOW, agent=True)
    watch.booted("power-on")
    watch.line(ONLINE)
    watch.booted("watchdog")
    assert [fields["found"] for fields in told] == ["watchdog reset, hardware watchdog"]


def test_a_reset_that_the_bench_made_is_no_crash_and_the_next_one_is() -> None:
    watch, told = watching(Board.PICOW, agent=True)
    watch.line(ONLINE)
    watch.bench_acts()
    watch.booted("watchdog")
    assert told == []
    watch.line("[SYSTEM] Device ID: PICOW_28CDC1000001")
    watch.booted("watchdog")
    assert len(told) == 1


def test_banner_and_agent_tell_of_one_start_only() -> None:
    watch, told = watching(agent=True)
    for _ in range(BOOTS_MIN - 1):
        feed(watch, GURU + ESP32_BOOT)
        watch.booted("software")
    assert watch.loop is None
    assert len(told) == BOOTS_MIN - 1


def test_a_board_that_never_comes_up_is_in_a_loop_until_it_does() -> None:
    watch, _ = watching()
    for _ in range(BOOTS_MIN):
        feed(watch, "[SYSTEM] Device ID: ESP32_246F28072CD8\n" + GURU + ESP32_BOOT)
    assert watch.loop is not None
    assert watch.loop.boots == BOOTS_MIN
    watch.line("[WiFi] Connecting... Connected!")
    assert watch.loop is None


def test_what_a_board_says_before_it_comes_up_ends_no_loop() -> None:
    watch, _ = watching()
    bitten = ESP32_BOOT.replace("0xc (SW_CPU_RESET)", "0x8 (TG1WDT_SYS_RESET)")
    for _ in range(BOOTS_MIN):
        feed(watch, bitten + "[SYSTEM] Device ID: ESP32_246F28072CD8\n[EEPROM] Empty\n")
    assert watch.loop is not None
    watch.line("[WiFi] Connecting... Connected!")
    assert watch.loop is None


def test_a_board_with_words_of_its_own_has_come_up_when_it_has_asked_its_server_or_says_what_is_known() -> None:
    for sign in (CrashWatch.came_up, lambda watch: watch.line("tide: all is well", ONLINE)):
        watch, told = watching(Board.PICOW, agent=True)
        for _ in range(2 * BOOTS_MIN):
            watch.bench_acts()
            watch.booted("brownout")
            watch.line("tide: tide-lamp wakes")
            sign(watch)
        assert (watch.loop, told) == (None, [])


def test_a_watchdog_that_bites_behind_a_request_is_a_crash_whatever_the_bench_did_before() -> None:
    watch, told = watching(Board.PICOW, agent=True)
    watch.bench_acts()
    watch.booted("power-on")
    watch.line("tide: tide-lamp wakes")
    watch.came_up()
    watch.booted("watchdog")
    assert len(told) == 1


def test_a_request_that_comes_after_the_bench_has_acted_and_before_the_start_is_no_sign_of_it() -> None:
    watch, told = watching(Board.PICOW, agent=True)
    watch.came_up()
    watch.bench_acts()
    watch.came_up()
    watch.booted("watchdog")
    assert told == []
