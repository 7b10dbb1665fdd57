"""What a result says of itself, for every report."""

import msgspec
import pytest

from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.trace_file import read_trace
from tests.together import together

CASE = Result(
    scenario="probe",
    title="A probe",
    group="probes",
    board="esp32",
    world="fake",
    seed=0,
    parameters={},
    replay_id="probe@esp32",
    outcome=Outcome.PASSED,
    remedy=Outcome.NONE,
)


@pytest.mark.parametrize(
    ("board", "service", "command", "subject"),
    [
        ("esp32", "", "", "esp32"),
        ("esp32", "ringcentral", "pytest x", "esp32"),
        ("", "ringcentral", "pytest x", "ringcentral"),
        ("", "", "pytest x", "no board"),
        ("", "", "", ""),
    ],
)
def test_it_is_about_a_board_or_a_service_or_a_test_in_python(
    board: str, service: str, command: str, subject: str
) -> None:
    assert msgspec.structs.replace(CASE, board=board, service=service, command=command).subject == subject


@pytest.mark.parametrize(
    ("attempts", "outcome", "is_flaky"),
    [
        (1, Outcome.PASSED, False),
        (2, Outcome.PASSED, True),
        (2, Outcome.FAILED, False),
        (1, Outcome.FAILED, False),
        (3, Outcome.ERROR, False),
    ],
)
def test_it_is_flaky_if_it_passed_but_not_at_once(attempts: int, outcome: Outcome, is_flaky: bool) -> None:
    assert msgspec.structs.replace(CASE, attempts=attempts, outcome=outcome).is_flaky is is_flaky


def test_a_case_is_run_again_by_its_replay_id_and_a_test_by_its_own_command() -> None:
    assert CASE.again() == "oceanhil replay 'probe@esp32'"
    assert CASE.again(" --world sim") == "oceanhil replay 'probe@esp32' --world sim"
    assert msgspec.structs.replace(CASE, command="pytest x").again(" --world sim") == "pytest x"


def test_what_is_not_said_is_empty() -> None:
    shown = msgspec.to_builtins(CASE)
    assert {key: shown[key] for key in ("reason", "agreement", "service", "command", "story")} == dict.fromkeys(
        ("reason", "agreement", "service", "command", "story"), ""
    )
    assert (CASE.failure, CASE.simulated_us, CASE.wall_ms, CASE.attempts) == (None, 0, 0.0, 1)
    assert (CASE.tally, CASE.points, CASE.facts, CASE.events) == ({}, (), {}, ())


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3:0"),
        (Place("a.yaml", 3, 5), "a.yaml:3:5"),
        (Place("a.yaml", 0, 5), "a.yaml"),
    ],
)
def test_a_place_is_a_line_and_a_column_or_the_whole_file(place: Place, shown: str) -> None:
    assert str(place) == shown


KINDS = (
    "serial boot power halt panic request status dashboard relays time save load network line step clock verdict "
    "flash stored state exchange"
)
"""The words of the trace's format: files of earlier versions have them."""


def test_the_words_of_a_trace_stay_as_they_are() -> None:
    assert [kind.value for kind in EventKind] == KINDS.split()
    assert [source.value for source in Source] == ["device", "server", "storage", "harness"]
    assert [outcome.value for outcome in Outcome] == ["passed", "failed", "error", "skipped", "none"]


TELLING = [
    ("serial", "text"),
    ("status", "status"),
    ("load", "verdict"),
    ("save", "verdict"),
    ("panic", "kind"),
    ("line", "change"),
    ("power", "state"),
    ("step", "lever"),
    ("clock", "change"),
]


@pytest.mark.parametrize(("kind", "field"), TELLING)
def test_an_event_of_which_the_telling_field_is_missing_is_none(kind: str, field: str) -> None:
    trace = Trace()
    trace.add(7, Source.DEVICE, EventKind(kind), "device", {field: "x"})
    data = trace.to_jsonl()
    assert read_trace(b"\n" + data + b" \n").events == tuple(trace)
    with pytest.raises(msgspec.ValidationError, match=f"an event of kind '{kind}' lacks the field '{field}'"):
        read_trace(data.replace(f'"{field}":"x"'.encode(), b'"other":"x"'))


@together
@pytest.mark.parametrize("kind", sorted({*KINDS.split()} - dict(TELLING).keys() - {EventKind.REQUEST.value}))
def test_an_event_of_any_other_kind_needs_no_field(kind: str) -> None:
    trace = Trace()
    trace.add(7, Source.HARNESS, EventKind(kind), "", {})
    assert read_trace(trace.to_jsonl()).events == tuple(trace)


def test_a_listener_hears_of_each_event_until_it_listens_no_more() -> None:
    trace, heard = Trace(), list[int]()

    def listen(event: object) -> None:
        del event
        heard.append(len(trace))

    trace.add(1, Source.HARNESS, EventKind.CLOCK, "", {})
    trace.listen(listen)
    trace.add(2, Source.HARNESS, EventKind.CLOCK, "", {})
    trace.unlisten(listen)
    trace.add(3, Source.HARNESS, EventKind.CLOCK, "", {})
    assert (heard, [event.t_us for event in trace]) == ([2], [1, 2, 3])
