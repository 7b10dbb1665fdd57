"""The device's own sketch in world `sketch`: on each family it does what the device program of `sim` does.

The same scenarios for every commit, and a fortieth of the whole library, for another seed of the suite another one.
Where the two are known to differ, `docs/firmware-arduino.md` says why.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

RUN_TIMEOUT_S: Final = 1800
PROJECT: Final = Path(__file__).parents[3]
PORT: Final = FIRMWARE_DIRECTORY / "arduino" / "oceanremote"
SCENARIOS: Final = (
    "device-id-failed",
    "first-boot",
    "joining-takes-long",
    "line-stuck",
    "maintenance",
    "millis-wraps",
    "power-loss-reestablishes-session",
    "rate-limited",
    "read-refused-at-boot",
    "reboot-keeps-token",
    "registration-reply-lost",
    "relay-switched",
    "save-refused",
    "sensor-reported",
    "server-blocked",
    "session-renewed-at-60-min",
    "token-expired",
    "token-revoked",
    "wifi-password-wrong",
)
SHARDS: Final = 40
# Cases by their replay ID, without the board, which differ for a reason that the documentation gives.
DIFFER_ON_ALL: Final = frozenset(
    {
        "a-week-of-bad-wifi#draw=1",
        "a-week-of-bad-wifi#draw=2",
        "answer-is-no-http#how=header,path=session",
        "answer-is-no-http#how=header,path=state",
        "maintenance#case=told-again-and-again",
        "random-resets#draw=1",
        "report-lost",
        "save-refused-for-days",
        "server-blocked-for-hours",
        "session-lifetime-told#told=1",
    }
)
JOINED_AGAIN: Final = frozenset(
    {f"refused-poll-outlasts-the-network#status={status}" for status in (401, 403)}
    | {f"poll-told-to-wait#case=joined-anew,status={status}" for status in (429, 503)}
    | {
        f"wait-outlasts-the-network#path={path},status={status}"
        for path in ("register", "session")
        for status in (429, 503)
    }
)
LATER_REPORTS: Final = frozenset(f"polls-fail-in-a-row#how={how}" for how in ("server-error", "maintenance"))
DIFFER: Final[Mapping[str, frozenset[str]]] = {
    "esp32": DIFFER_ON_ALL | JOINED_AGAIN | {"random-resets#draw=2", "wifi-away-for-hours"},
    "esp8266": DIFFER_ON_ALL
    | JOINED_AGAIN
    | {f"relay-switched-in-outage#away={away},outage=server" for away in ("75s", "2m", "200s")}
    | LATER_REPORTS,
    "picow": DIFFER_ON_ALL | JOINED_AGAIN | {"wifi-away-for-hours"} | LATER_REPORTS,
}
CHOICE: Final = "the scenario chooses how firmware stores, asks or derives"
OWN_CLIENT: Final = "the core's time client, which would begin late: the sketch has one of its own"
# Where the port reads flash as memory nothing can be refused.
NEVER_REFUSED: Final[Mapping[str, frozenset[str]]] = {"picow": frozenset({"read-refused-at-boot"})}
NO_DRIVER: Final = "on this board the sketch reads flash as memory"
AGREES: Final = "agrees with sim"
DIFFERS: Final = "differs from sim"

Result = Mapping[str, object]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(RUN_TIMEOUT_S)]
all_boards = pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])


def results(board: str, *words: str) -> Sequence[Result]:
    """Run scenarios on the port and in `sim`; gives what came of each case."""
    line = ["run", *words, "--board", board, "--world", f"sketch:{PORT}", "--against", "sim", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "oceanhil", *line],
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_S,
        check=False,
        cwd=PROJECT,
    )
    assert done.stdout, done.stderr
    found: Sequence[Result] = json.loads(done.stdout)["results"]
    return found


def named(result: Result) -> str:
    """The replay ID of a case, without its board."""
    return str(result["replay_id"]).replace(f"@{result['board']}", "", 1)


def agreement(result: Result) -> str:
    """How it agrees, without what differs first and with what was left out."""
    return str(result["agreement"]).partition(" (")[0].partition(":")[0]


@all_boards
def test_the_port_does_what_the_device_program_does_and_runs_all_but_other_firmware(board: str) -> None:
    found = results(board, *SCENARIOS)
    judged = [each for each in found if each["outcome"] != "skipped"]
    alike = [each for each in judged if named(each) not in DIFFER[board]]
    assert {agreement(each) for each in alike} == {AGREES}
    assert {each["outcome"] for each in alike} == {"passed"}
    assert {each["scenario"] for each in judged} == set(SCENARIOS) - NEVER_REFUSED.get(board, frozenset())
    skipped = [str(each["reason"]) for each in found if each["outcome"] == "skipped"]
    assert all(CHOICE in reason or NO_DRIVER in reason for reason in skipped)


@all_boards
def test_of_the_whole_library_only_those_differ_that_are_known_to(board: str, pytestconfig: pytest.Config) -> None:
    seed = int(pytestconfig.getoption("--hypothesis-seed") or 0)
    found = results(board, "--shard", f"{seed % SHARDS + 1}/{SHARDS}")
    judged = {named(each): each for each in found if each["outcome"] != "skipped"}
    skipped = {str(each["reason"]) for each in found if each["outcome"] == "skipped"}
    assert judged
    assert {name for name, each in judged.items() if agreement(each) != AGREES} == judged.keys() & DIFFER[board]
    # Differing is all that is wrong with them: no scenario finds a fault in the port.
    faults = {name: each["reason"] for name, each in judged.items() if not is_sound(each)}
    assert not faults
    assert all(any(why in reason for why in (CHOICE, OWN_CLIENT, NO_DRIVER)) for reason in skipped)


def is_sound(result: Result) -> bool:
    """Whether a case passed, or would have passed alone."""
    return result["outcome"] == "passed" or str(result["reason"]).startswith(DIFFERS)


def test_the_documentation_says_of_each_scenario_that_differs_why() -> None:
    page = (PROJECT / "docs" / "firmware-arduino.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    scenarios = {name.partition("#")[0].partition("/")[0] for names in DIFFER.values() for name in names}
    assert scenarios
    assert not {name for name in scenarios if not any(f"`{name}`" in row for row in rows)}
