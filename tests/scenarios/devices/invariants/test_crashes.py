"""I9: a device does not crash."""

from collections.abc import Sequence

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic, PanicKind, Reset, ResetCause
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.invariants.crashes import NoCrash
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind, panic_fields
from tests.scenarios.devices.invariants.watching import seen_by
from tests.scenarios.fake_world import FakeFactory, Planned, S, line
from tests.scenarios.writing import case_of

FIRST_LINE = "[SYSTEM] Device ID: ESP32_0001"


def crash(
    after_us: int, kind: PanicKind = PanicKind.ABORT, device: str = "device", frames: Sequence[str] = ()
) -> Planned:
    panic = Panic(board=Board.ESP32, kind=kind, headline=f"it was {kind.word}", lines=("the dump",))
    return Planned(after_us, EventKind.PANIC, panic_fields(panic, frames=frames), device)


def run(steps: str, *planned: Planned) -> Result:
    return run_case(case_of("", steps), FakeFactory({"device.power_on": planned}), load_profile())


def found(result: Result) -> str:
    assert result.failure is not None
    return f"{result.failure.invariant}: {result.failure.found}"


def test_a_crash_is_the_reason_why_a_scenario_fails() -> None:
    result = run("- device.power_on\n- expect.online: 10s", line("hello"), crash(S))
    assert found(result) == "I9: device crashed: it was abort"
    assert result.failure is not None
    assert result.failure.expected == "a device does not crash"


def test_the_reason_names_the_innermost_place_in_the_program() -> None:
    assert seen_by(NoCrash, crash(S, frames=["0x40: save +2 at a.cpp:7", "0x80: loop +4"])) == (
        "device crashed: it was abort; 0x40: save +2 at a.cpp:7"
    )


def test_a_crash_of_any_device_counts() -> None:
    assert seen_by(NoCrash, crash(S, device="twin")) == "twin crashed: it was abort"


@pytest.mark.parametrize("step", ["expect.panic", "expect.panic: abort", "expect.panic: {text: e dump, within: 5s}"])
def test_a_crash_that_the_scenario_expects_is_none(step: str) -> None:
    assert run(f"- device.power_on\n- time.run: 3s\n- {step}", crash(S)).outcome is Outcome.PASSED


def test_each_expectation_is_for_one_crash() -> None:
    result = run("- device.power_on\n- expect.panic\n- time.run: 5s", crash(S), crash(2 * S, PanicKind.ASSERT))
    assert found(result) == "I9: device crashed: it was assert"


def test_one_crash_does_not_satisfy_two_expectations() -> None:
    assert run("- device.power_on\n- expect.panic\n- expect.panic: {within: 5s}", crash(S)).outcome is Outcome.FAILED


def test_an_expected_crash_of_another_kind_fails_the_step_with_the_one_there_was() -> None:
    result = run("- device.power_on\n- expect.panic: assert", crash(S))
    assert found(result) == ": abort: it was abort"
    assert result.failure is not None
    assert result.failure.expected == "a crash of kind 'assert'"


def test_an_expected_text_that_is_not_in_the_dump_fails_the_step() -> None:
    result = run("- device.power_on\n- expect.panic: {text: heap}", crash(S))
    assert result.failure is not None
    assert result.failure.expected == "a crash with 'heap' in its dump"


def test_a_crash_that_does_not_come_fails_the_step() -> None:
    assert found(run("- device.power_on\n- expect.panic", line("hello"))) == ": hello"


@pytest.mark.parametrize("kind", [PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT])
def test_a_reset_that_the_scenario_asked_for_is_no_crash(kind: PanicKind) -> None:
    steps = "- time.run: 1s\n- device.reset: watchdog\n- device.power_on\n- time.run: 5s"
    assert run(steps, crash(S, kind)).outcome is Outcome.PASSED
    assert run(steps, line(FIRST_LINE, S), crash(2 * S, kind)).outcome is Outcome.FAILED
    assert run(steps, crash(S, PanicKind.ABORT)).outcome is Outcome.FAILED


@pytest.mark.parametrize("kind", [PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT])
def test_a_reset_that_nobody_asked_for_is_a_crash(kind: PanicKind) -> None:
    assert run("- device.power_on\n- time.run: 5s", crash(S, kind)).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("printed", "is_up"),
    [
        (FIRST_LINE, True),
        ("[SYSTEM] Device ID generation failed", True),
        ("ets Jun  8 2016 00:22:57", False),
        ("[WiFi] Connecting...", False),
    ],
)
def test_a_reset_is_over_when_the_program_says_who_it_is_and_not_before(printed: str, *, is_up: bool) -> None:
    steps = "- device.reset: watchdog\n- device.power_on\n- time.run: 5s"
    outcome = run(steps, line(printed, S), crash(2 * S, PanicKind.BROWNOUT)).outcome
    assert outcome is (Outcome.FAILED if is_up else Outcome.PASSED)


def test_a_crash_in_the_trace_says_what_it_was_and_hides_secrets() -> None:
    panic = Panic(
        board=Board.ESP32,
        kind=PanicKind.ABORT,
        headline="abort of secret",
        reset=Reset(ResetCause.SOFTWARE, 0xC, "SW_CPU_RESET"),
        lines=("a secret", "b"),
    )
    assert panic_fields(panic, lambda text: text.replace("secret", "…"), ["save() at a.cpp:7"]) == {
        "kind": "abort",
        "found": "abort of …",
        "reset": "software reset (SW_CPU_RESET)",
        "text": "a …\nb",
        "frames": "save() at a.cpp:7",
    }


def test_resets_at_random_are_asked_for_as_long_as_they_go_on() -> None:
    steps = "- device.reset_randomly: {count: 1, within: 10s}\n- time.run: 20s"
    resets = [line(FIRST_LINE, S // 10), crash(S // 5, PanicKind.BROWNOUT), line(FIRST_LINE, S // 4)]
    planned = {"device.reset": resets}
    later = {"device.reset": [*resets, crash(12 * S, PanicKind.BROWNOUT)]}
    assert run_case(case_of("", steps), FakeFactory(planned), load_profile()).outcome is Outcome.PASSED
    assert run_case(case_of("", steps), FakeFactory(later), load_profile()).outcome is Outcome.FAILED
