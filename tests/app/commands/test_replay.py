"""`oceanhil replay`: a failure comes back from the line that a report printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from oceanhil.scenarios.world import Capability
from tests.user import ONLINE, TEAPOT, Command, LackingFactory, write

FAILED, WRONG_FILE, WRONG_CHOICE, NOTHING_RUN = 1, 2, 4, 5

SWEPT_STEPS = """\
  - device.power_on
  - expect.online
  - device.power_off
  - server.set_relay: {relay: 1, state: "on"}
  - storage.cut_power: ${cut}
  - device.power_on
  - expect.power_lost
  - device.power_on
  - expect.serial: "[EEPROM] Corrupted"
"""
SWEEP = "sweep: {cut: {boot: 2, of: flash-units, every: 100}}\n"


def printed_command(out: str) -> list[str]:
    """Give the words behind `oceanhil` of the replay command in a report."""
    (line,) = re.findall(r"^again: oceanhil (.*)$", out, re.MULTILINE)
    return shlex.split(line)


@pytest.fixture
def failing(folder: Path) -> Path:
    return write(folder / "own files" / "teapot.yaml", TEAPOT)


@pytest.mark.slow
def test_the_printed_command_fails_the_same_way_with_the_same_trace_in_another_process(
    oceanhil: Command, oceanhil_process: Command, failing: Path, folder: Path
) -> None:
    (folder / "slow.toml").write_text("[server]\nsession_ttl_s = 20\n")
    run = oceanhil(
        "run", str(failing), "--board", "picow", "--seed", "7", "--profile", "slow.toml", "--traces", "traces"
    )
    again = oceanhil_process(*printed_command(run.out), "--trace", "again.jsonl", "-q")
    assert again.code == run.code == FAILED
    assert again.out.splitlines()[1:4] == run.out.splitlines()[2:5]
    (trace,) = (folder / "traces").glob("*.jsonl")
    assert (folder / "again.jsonl").read_bytes() == trace.read_bytes()
    assert b"Expired, renewing" in trace.read_bytes()


def test_a_changed_error_table_travels_with_the_command(oceanhil: Command, folder: Path) -> None:
    (folder / "errors.toml").write_text("[errors]\ntoken_expired = {status = 503}\n")
    run = oceanhil("run", "token-expired", "--board", "esp32", "--profile", "errors.toml")
    assert printed_command(run.out) == ["replay", "token-expired@esp32", "--profile", "errors.toml"]
    assert "[REG] HTTP Response: 503" in oceanhil(*printed_command(run.out)).out


@pytest.mark.slow
def test_a_point_of_a_sweep_fails_again_alone(oceanhil: Command, folder: Path) -> None:
    write(folder / "swept.yaml", SWEPT_STEPS, SWEEP)
    run = oceanhil("run", "swept.yaml", "--board", "esp8266")
    words = printed_command(run.out)
    assert re.fullmatch(r"swept@esp8266#cut=2\.\d+", words[1])
    again = oceanhil(*words, "-q")
    assert again.code == FAILED
    assert printed_command(again.out) == words


def test_a_passing_case_is_shown_event_by_event(oceanhil: Command) -> None:
    done = oceanhil("replay", "token-expired@esp32")
    assert done.code == 0
    assert "== device.power_on, line 9" in done.out
    assert "device    [REG] HTTP Response: 401" in done.out
    assert "device    > POST /api/device/register/ -> 401 token_expired" in done.out
    assert done.out.endswith("\n\npassed: token-expired@esp32, remedy: passed\n")


@pytest.mark.long
def test_what_repeats_is_one_line_unless_all_is_wanted(oceanhil: Command) -> None:
    assert len(oceanhil("replay", "a-day-online@esp32").out.splitlines()) < 500
    assert len(oceanhil("replay", "session-renewed-at-60-min@esp32", "-v").out.splitlines()) > 700


def test_own_files_are_looked_at_before_the_library(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "first-boot.yaml", TEAPOT)
    assert oceanhil("replay", "first-boot@esp32", "-q").code == 0
    assert oceanhil("replay", "first-boot@esp32", "-q", "--scenarios", "own").code == FAILED
    assert oceanhil("replay", "token-expired@esp32", "-q", "--scenarios", "own").code == 0


def test_quotes_that_a_shell_passes_on_do_no_harm(oceanhil: Command) -> None:
    assert oceanhil("replay", "'token-expired@esp32'", "-q").code == 0


def test_a_case_that_the_world_cannot_run_is_no_pass(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: LackingFactory(Capability.SERVER_CLOCK))
    done = oceanhil("replay", "token-expired@esp32")
    assert done.code == NOTHING_RUN
    assert "skipped: world 'sim' lacks server-clock" in done.out


WRONG_IDS = {
    "Token-Expired": "scenario 'Token-Expired' is not an ID such as 'token-expired'",
    "token-expired": "names no board; expected token-expired@BOARD, BOARD one of esp32, esp8266, picow",
    "tokn-expired@esp32": "unknown scenario 'tokn-expired'; did you mean 'token-expired'?",
    "token-expired@esp23": "unknown board 'esp23'; did you mean 'esp32'?",
    "token-expired@esp32+lgacy": "unknown store 'lgacy'; did you mean 'legacy'?",
    "token-expired@esp32/idf-9": "esp32 has no driver 'idf-9'; did you mean",
    "token-expired@esp32#ax=1": "token-expired has no variable 'ax'",
    "token-reused@esp32": "gives no 'answer'; add answer=VALUE behind '#', VALUE one of 410, 401",
    "token-reused@esp32#answer": "'answer' is not NAME=VALUE",
    "clock-skew@esp32#case=17": "clock-skew has no case '17'",
    "token-expired@esp32#seed=x": "seed 'x' is not a whole number from 0",
    "token-expired@esp32#set.server.sesion_ttl_s=1": "unknown value 'server.sesion_ttl_s'; did you mean",
    "token-expired@esp32#set.server.session_ttl_s=x": "server.session_ttl_s: ",
}


@pytest.mark.parametrize("replay_id", WRONG_IDS)
def test_a_wrong_id_is_refused_by_the_part_that_is_wrong(replay_id: str, oceanhil: Command) -> None:
    done = oceanhil("replay", replay_id)
    assert done.code == WRONG_CHOICE
    assert WRONG_IDS[replay_id] in done.err
    assert len(done.err.splitlines()) == 1


def test_a_place_without_scenarios_is_refused(oceanhil: Command) -> None:
    done = oceanhil("replay", "token-expired@esp32", "--scenarios", "none")
    assert done.code == WRONG_CHOICE
    assert "none: no such file or folder; check the path" in done.err


def test_a_scenario_that_is_there_twice_is_refused_with_both_files(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "a" / "same.yaml")
    write(folder / "own" / "b" / "same.yaml")
    done = oceanhil("replay", "same@esp32", "--scenarios", "own")
    assert done.code == WRONG_CHOICE
    assert str(Path("own", "a", "same.yaml")) in done.err
    assert str(Path("own", "b", "same.yaml")) in done.err


def test_a_wrong_file_is_named_with_its_place(oceanhil: Command, folder: Path) -> None:
    write(folder / "wrong.yaml", ONLINE.replace("online", "onlin"))
    done = oceanhil("replay", "wrong@esp32", "--scenarios", "wrong.yaml")
    assert done.code == WRONG_FILE
    assert "wrong.yaml:6:5: unknown step 'expect.onlin'" in done.err


@pytest.mark.parametrize(("options", "code"), [((), 4), (("--bisect",), 125)])
def test_a_trace_that_cannot_be_written_is_one_message_before_the_case_runs(
    oceanhil: Command, options: tuple[str, ...], code: int
) -> None:
    done = oceanhil("replay", "token-expired@esp32", "-q", "--trace", "/dev/null/trace.jsonl", *options)
    assert (done.code, done.out) == (code, "")
    assert "cannot be written: a part of the path is a file; choose another place" in done.err


@pytest.mark.parametrize(
    ("steps", "words", "code"),
    [
        (ONLINE, ("ours@esp32",), 0),
        (TEAPOT, ("ours@esp32",), 1),
        ("  - device.powr_on\n", ("ours@esp32",), 125),
        (ONLINE, ("nobodys@esp32",), 125),
        (ONLINE, ("ours@esp32", "--world", "moon"), 125),
    ],
)
def test_for_git_bisect_what_was_not_tried_has_a_code_of_its_own(
    oceanhil: Command, tmp_path: Path, steps: str, words: tuple[str, ...], code: int
) -> None:
    write(tmp_path / "ours.yaml", steps)
    assert oceanhil("replay", "-q", "--bisect", "--scenarios", ".", *words).code == code


def test_for_git_bisect_a_case_that_is_skipped_was_not_tried(oceanhil: Command, tmp_path: Path) -> None:
    write(tmp_path / "ours.yaml", more="measure: {least_free_heap: '> 1'}\n")
    assert oceanhil("replay", "-q", "--bisect", "--scenarios", ".", "ours@esp32").code == 125


def test_a_cut_beyond_what_is_saved_is_told_with_how_much_that_is(oceanhil: Command) -> None:
    at = "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2."
    done = oceanhil("replay", "-q", f"{at}999999")
    assert done.code == 1
    assert "power is on; boot 2 did 148 units of flash work, and the cut is behind 999,999; " in done.out
    assert oceanhil("replay", "-q", f"{at}147").code == 0
    assert "boot 2 did 148 units of flash work, and the cut is behind 148; " in oceanhil("replay", "-q", f"{at}148").out
