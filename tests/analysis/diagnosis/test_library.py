"""What a scenario prints before its cure is diagnosed as that scenario's own cause."""

from collections.abc import Iterator

import msgspec
import pytest

from oceanhil.analysis.diagnosis import Diagnosis, diagnose
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind
from tests.library import whole_library

pytestmark = pytest.mark.long

LIBRARY: Library = whole_library()
# Nothing is wrong in these logs, or not any more: skew that is accepted, a token just in time, a cut that lost nothing.
HEALTHY = frozenset(
    {
        "clock-skew",
        "clock-survives-soft-reset",
        "ntp-era-2036",
        "time-2038",
        "server-slow",
        "token-expiry-boundary",
        "eeprom-power-loss",
        "eeprom-power-loss-first-save",
        "eeprom-power-loss-torn",
        "eeprom-power-loss-twice",
        "eeprom-power-loss-wavering-cells",
        "eeprom-grown-by-update",
        "token-shared-by-two-devices",
        # A save that is made good, and a wait that is over: either may be named first.
        "save-refused-before-a-long-wait",
        # An ESP8266's banner calls a brown-out a power-on, and a Pico W has no banner.
        "brownout-in-mid-save",
        "random-resets",
        "line-loses-and-doubles-bytes",
        "line-noise-during-boot",
        "line-stuck",
        # The segments of an ESP8266 are small enough for most holes.
        "mtu-black-hole",
        # Some of their cases leave no line, or only an answer that means nothing by itself.
        "answer-is-no-state",
        "answer-nested-deep",
        "answer-with-more-behind-it",
        "answers-fuzzed",
        "online-again",
        "relay-after-power-loss",
        "relay-kept-through-refusals",
        "relay-stays-off-after-power-loss",
        "relay-switched-in-outage",
        "session-refused-otherwise",
        "token-out-of-bounds",
    }
)
# The device is well, and what would show the cause is what does not come over the line.
UNREADABLE = frozenset({"line-loses-and-doubles-bytes", "line-noise-during-boot", "line-stuck"})
# Where a sweep is cut: right after the erase or the first written byte, or where the grown blob is not there yet.
UNITS = {"eeprom-grown-by-update": "200", "eeprom-power-loss-twice": "2:3.2"}

# Seeds that differ in nothing that a log shows.
LONG = frozenset({"a-week-of-bad-wifi"})


def cases(scenario_id: str) -> Iterator[Case]:
    """Give the cases on all boards, without their cure; of a sweep, the power cut that UNITS names."""
    factory = load_world("sim")
    scenario = msgspec.structs.replace(LIBRARY[scenario_id], remedy=())
    for board in PLATFORM_BOARDS:
        every = scenario.expand(board, factory.drivers(board))
        for case in every[:1] if scenario_id in LONG else every:
            yield case if scenario.sweep is None else case.at(f"{scenario.sweep.boot}.{UNITS.get(scenario_id, '2')}")


def logs(case: Case) -> list[str]:
    """Give each device's serial log."""
    events = run_case(case, load_world("sim"), load_profile()).events
    lines: dict[str, list[str]] = {}
    for event in events:
        if event.kind is EventKind.SERIAL:
            lines.setdefault(event.device, []).append(str(event.fields["text"]))
    return ["\n".join(each) for each in lines.values()]


@pytest.mark.parametrize("scenario_id", LIBRARY)
def test_the_log_of_a_scenario_names_its_cause(scenario_id: str) -> None:
    named = False
    for case in cases(scenario_id):
        found = [diagnose(log) for log in logs(case)]
        if any(scenario_id in each.findings[0].scenarios for each in found if each.findings):
            named = True
        else:
            is_well = all(not each.findings for each in found)
            assert scenario_id in HEALTHY or (is_well and not LIBRARY[scenario_id].remedy_text), _unnamed(case, found)
    assert named or scenario_id in UNREADABLE or not LIBRARY[scenario_id].remedy_text, (
        f"no case of {scenario_id} shows its cause: give a cause a rule for what its log says, or name it in UNREADABLE"
    )


def _unnamed(case: Case, found: list[Diagnosis]) -> str:
    said = ", ".join(each.findings[0].cause if each.findings else str(each.verdict.value) for each in found)
    return (
        f"the log of {case.replay_id} is told as {said}: name the scenario in `scenarios` of that cause in "
        "analysis/diagnosis/causes.toml if that is right, give its own cause a rule if not, "
        "or name it in HEALTHY above if nothing is wrong in such a log"
    )
