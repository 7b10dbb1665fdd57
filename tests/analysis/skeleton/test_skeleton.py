"""From a log to the beginning of a scenario."""

from pathlib import Path

import pytest

from oceanhil.analysis.skeleton import make_skeleton
from oceanhil.analysis.skeleton.draft import STEPS_MAX, NothingSeenError
from oceanhil.app.run.library import board_files
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetReason
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.simulator.board.panic_text import brownout_text, panic_text
from oceanhil.simulator.board.resets import banner
from tests.analysis.skeleton.recorded import recording_of, skeleton_of, steps_in

ID = "[SYSTEM] Device ID: ESP32_246F28072CD8"
ONLINE = "[INFO] Device ONLINE"
LONG_LIVES = frozenset({"a-week-of-bad-wifi", "a-day-online", "four-hundred-days", "time-server-away"})


def boot(reason: ResetReason) -> list[str]:
    return list(banner(Board.ESP32, reason))


@pytest.mark.parametrize("board", list(PLATFORM_BOARDS))
def test_a_recorded_expired_token_becomes_a_scenario_that_runs_green(board: Board, tmp_path: Path) -> None:
    lines = recording_of("token-expired", board)
    made = make_skeleton(lines, "probe", "device.log", board_files())
    file = tmp_path / "probe.yaml"
    file.write_text(made.yaml, "utf-8")
    case = load_scenario(file).expand(board, ())[0]
    result = run_case(case, SimWorldFactory(), load_profile())
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.PASSED), result.failure
    assert (made.cause, made.boots) == ("token-expired", 2)


@pytest.mark.long
@pytest.mark.parametrize(
    "file",
    [pytest.param(each, id=each.stem, marks=[pytest.mark.long] * (each.stem in LONG_LIVES)) for each in board_files()],
)
def test_of_every_recorded_scenario_the_skeleton_can_be_loaded(file: Path, tmp_path: Path) -> None:
    board = load_scenario(file).boards[-1]
    made = make_skeleton(recording_of(file.stem, board), "probe", "device.log", board_files())
    (tmp_path / "probe.yaml").write_text(made.yaml, "utf-8")
    scenario = load_scenario(tmp_path / "probe.yaml")
    assert scenario.boards == (board,)
    assert made.steps > made.boots


def test_lines_are_expected_in_order_and_what_differs_from_run_to_run_is_left_out() -> None:
    assert steps_in(skeleton_of([ID, "[EEPROM] Empty", "[SESSION] Got session ID: fcbd04c3"])) == [
        "device.power_on",
        'expect.serial: {contains: "[SYSTEM] Device ID:"}',
        'expect.serial: "[EEPROM] Empty"',
        'expect.serial: {contains: "[SESSION] Got session ID:"}',
    ]


def test_a_long_gap_is_waited_and_a_short_one_is_not() -> None:
    texts = [f"[ 1.0] {ID}", "[ 15.0] [EEPROM] Empty", "[ 95.5] [WiFi] Connecting... Connected!"]
    assert steps_in(skeleton_of(texts))[2:] == [
        'expect.serial: "[EEPROM] Empty"',
        "time.run: 1m 20s",
        'expect.serial: "[WiFi] Connecting... Connected!"',
    ]


def test_equal_lines_in_a_row_are_one_step() -> None:
    texts = [f"[ {second}.0] [POLL] HTTP Response: 200" for second in (1, 6, 11, 101)]
    assert steps_in(skeleton_of(texts)) == [
        "device.power_on",
        'expect.serial: {line: "[POLL] HTTP Response: 200", count: 4, within: 2m 31s}',
    ]


@pytest.mark.parametrize(
    ("reason", "steps"),
    [
        (ResetReason.POWER_ON, ["device.power_off", "device.power_on"]),
        (ResetReason.SOFTWARE, ["device.reset: software"]),
        (ResetReason.WATCHDOG, ["device.reset: watchdog"]),
    ],
)
def test_a_start_is_brought_about_as_its_banner_says(reason: ResetReason, steps: list[str]) -> None:
    texts = [*boot(ResetReason.POWER_ON), ID, ONLINE, *boot(reason), ID]
    assert steps_in(skeleton_of(texts))[3:-1] == steps


def test_a_brownout_is_brought_about_though_the_rom_calls_it_a_restart() -> None:
    said = brownout_text(Board.ESP32).splitlines()
    texts = [*boot(ResetReason.POWER_ON), ID, ONLINE, *said, *boot(ResetReason.BROWNOUT), ID]
    assert steps_in(skeleton_of(texts))[3:-1] == ["device.reset: brownout"]
    assert steps_in(skeleton_of([ID, ONLINE, *said]))[-1].startswith("expect.panic: brownout")


def test_a_start_without_a_banner_is_said_to_be_one() -> None:
    assert steps_in(skeleton_of([ID, ONLINE, ID]))[3:-1] == [
        "# the log does not tell how it was started",
        "device.reset: pin",
    ]


def test_a_restart_that_the_program_announced_is_its_own() -> None:
    texts = [ID, "[SYSTEM] Restart in 5 s: storage", *boot(ResetReason.SOFTWARE), ID]
    assert steps_in(skeleton_of(texts))[3:-1] == ["# it restarts by itself"]


def test_a_new_token_means_new_firmware() -> None:
    tokens = [f"[REG] Registration token: oc_reg_{letter * 5}…" for letter in "ab"]
    assert steps_in(skeleton_of([ID, tokens[0], *boot(ResetReason.POWER_ON), ID, tokens[1]]))[3:-2] == [
        "server.regenerate_token",
        "device.flash",
    ]


def test_a_crash_is_expected() -> None:
    crash = panic_text(Board.ESP32, PanicKind.ASSERT).splitlines()
    steps = steps_in(skeleton_of([ID, *crash, *boot(ResetReason.SOFTWARE), ID]))
    assert "expect.panic: assert" in steps
    assert "# it restarts by itself" in steps


def test_a_line_that_nobody_knows_is_a_comment() -> None:
    made = skeleton_of([ID, "[RELAY] on"])
    assert steps_in(made)[-1] == "# line 2 is not known: [RELAY] on"
    assert made.unknown_lines == 1


def test_no_secret_comes_into_the_file() -> None:
    secret = "oc_reg_" + "r" * 43
    made = skeleton_of([ID, f"[REG] Registration token: {secret}", f"[DEBUG] {secret}", "[DEBUG] password: hunter2"])
    assert secret not in made.yaml
    assert "hunter2" not in made.yaml


def test_a_cure_that_the_log_does_not_show_is_the_one_of_the_library() -> None:
    texts = [line.text for line in recording_of("token-expired", Board.ESP32)]
    second = next(number for number, text in enumerate(texts[1:], 1) if "ets Jul" in text)
    steps = steps_in(skeleton_of(texts[:second]))
    assert "# As in token-expired@esp32; the log shows no cure:" in steps
    assert steps[-4:] == [
        "server.regenerate_token",
        "device.flash",
        "expect.online",
        "expect.count: {count: 1, path: register, status: 200}",
    ]


def test_a_cause_that_shows_later_in_the_log_is_only_hinted_at() -> None:
    dead = ["[REG] HTTP Response: 401", "[REG] Token already used or expired"]
    steps = steps_in(skeleton_of([ID, "[EEPROM] Empty", *boot(ResetReason.POWER_ON), ID, *dead]))
    assert steps[0] == "# How token-expired@esp32 brings the cause about: time.advance: 24h 1s"
    assert "time.advance: 24h 1s" not in steps


def test_a_cause_that_shows_from_the_beginning_is_brought_about_before() -> None:
    life = [ID, "[REG] HTTP Response: 401", "[REG] Token already used or expired"]
    steps = steps_in(skeleton_of([*life, *boot(ResetReason.POWER_ON), *life]))
    assert steps[1:3] == ["time.advance: 24h 1s", "device.power_on"]


def test_a_recording_of_days_makes_no_endless_file() -> None:
    lines = ["[EEPROM] Empty", "[WiFi] Connecting... Connected!"] * (STEPS_MAX // 2)
    assert steps_in(skeleton_of([ID, *lines]))[-1] == "# 2 further steps are left out"


def test_a_log_of_something_else_is_refused() -> None:
    with pytest.raises(NothingSeenError, match=r"'device\.log' has no line of OceanRemote firmware"):
        skeleton_of(["hello", "world"])
