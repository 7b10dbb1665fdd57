"""What a connector does wrong with the clock is its own fault: no item blames the server; nothing is lost silently."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from random import Random

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.command.exit_code import exit_code
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Kind, load_profile
from oceanhil.remote.connector.ledger import Ledger, open_ledger, read_page
from oceanhil.remote.connector.oceanremote import ConnectorControl
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.operator import FAILURES_MAX, Operator, clean_up_earlier
from oceanhil.remote.connector.shared_operations import changes_back
from tests.conformance.seeded.bug import Honest, MeddledCore
from tests.remote.connector.files import WHOLE, read
from tests.remote.connector.meddled_backend import (
    OTHERS,
    SUITE,
    Backend,
    Does,
    Served,
    fails,
    nothing,
    report_of,
    verdicts,
)

WIRE = load_profile().wire


CLOCKED = (
    "session-life/one-second-more",
    "session-life/polling-does-not-prolong",
    "session-clock/edge-ahead",
    "session-clock/edge-behind",
    "session-clock/beyond-ahead",
    "session-clock/beyond-behind",
    "registration-clock/edge-behind",
    "registration-life/before-24-hours",
    "registration-life/after-24-hours",
    "status/9-seconds",
    "status/301-seconds",
)


def advances_only_while_it_runs(backend: Backend) -> None:
    backend.faults["clock-advance"] = lambda inputs: (
        {} if backend.client.clock().frozen else backend.well("clock-advance", inputs)
    )


def advance_is_ignored(backend: Backend) -> None:
    backend.faults["clock-advance"] = nothing


def advances_by(factor: float) -> Callable[[Backend], None]:
    def fault(backend: Backend) -> None:
        backend.faults["clock-advance"] = lambda inputs: backend.well(
            "clock-advance", {"seconds": float(inputs["seconds"]) * factor}
        )

    return fault


def does_not_freeze(backend: Backend) -> None:
    backend.faults["clock-freeze"] = nothing


def freezes_but_for_a_moment(backend: Backend) -> None:
    """Stand still but for what two looks at the machine's clock are apart."""
    stands_at_s, looks = backend.now_s, count()
    backend.faults["clock-now"] = lambda _: {"now": f"{stands_at_s + next(looks) / 1_000_000:.6f}"}


def does_not_thaw(backend: Backend) -> None:
    backend.faults["clock-release"] = nothing


def thawing_goes_back(backend: Backend) -> None:
    def release(_: Mapping[str, Value]) -> Mapping[str, str]:
        backend.client.release_clock()
        backend.client.set_clock_offset(0)
        return {}

    backend.faults["clock-release"] = release


def tells_milliseconds(backend: Backend) -> None:
    backend.faults["clock-now"] = lambda _: {"now": str(backend.now_s * 1000)}


def moves_another_clock(backend: Backend) -> None:
    """Freeze, move and tell a clock by which nothing is judged."""
    ahead_s, at_s = [0.0], list[float]()

    def now_s() -> float:
        return (at_s[0] if at_s else backend.now_s) + ahead_s[0]

    def advance(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        ahead_s[0] += float(inputs["seconds"])
        return {}

    def freeze(_: Mapping[str, Value]) -> Mapping[str, str]:
        at_s.append(backend.now_s)
        return {}

    def release(_: Mapping[str, Value]) -> Mapping[str, str]:
        at_s.clear()
        return {}

    backend.faults |= {
        "clock-now": lambda _: {"now": f"{now_s():.6f}"},
        "clock-advance": advance,
        "clock-freeze": freeze,
        "clock-release": release,
    }


CLOCK_FAULTS = {
    "freeze without advance": (advances_only_while_it_runs, "clock-advance", "moved by 0 s; a clock that stands still"),
    "advance is ignored": (advance_is_ignored, "clock-advance", "moved by 0 s"),
    "milliseconds": (advances_by(0.001), "clock-advance", "moved by 0.06 s; it takes the number for milliseconds"),
    "minutes": (advances_by(60), "clock-advance", "moved by 3600 s; it takes the number for minutes"),
    "no freeze": (does_not_freeze, "clock-freeze", "time goes on after it"),
    "hardly a freeze": (freezes_but_for_a_moment, "clock-freeze", "time goes on after it, by 0.000001 s between"),
    "no thaw": (does_not_thaw, "clock-release", "the same time again and again"),
    "thaw goes back": (thawing_goes_back, "clock-release", "put the clock back by 60 s"),
    "now in milliseconds": (tells_milliseconds, "clock-now", "not milliseconds"),
    "another clock": (moves_another_clock, "clock-advance", "the clock is the one by which the server judges"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CLOCK_FAULTS)
def test_a_clock_that_does_not_do_what_it_says_is_the_connectors_fault(
    name: str, backend: Backend, mock_server: ServedServer
) -> None:
    fault, operation, words = CLOCK_FAULTS[name]
    fault(backend)
    report = report_of(backend, mock_server, (*CLOCKED, *OTHERS))
    assert {verdicts(report)[identity] for identity in CLOCKED} == {ItemVerdict.UNTESTABLE}
    for result in report.results:
        if result.id in CLOCKED:
            assert result.missing == ("test-clock",)
            assert result.found.startswith(f"{operation}: the operation does not do what it says: ")
            assert words in result.found
    assert {verdicts(report)[identity] for identity in OTHERS} == {ItemVerdict.CONFORMS}
    assert exit_code(report, Kind.FACT) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CLOCK_FAULTS.keys() - {"no thaw"}))
def test_whatever_is_wrong_with_the_clock_it_runs_after_the_run(
    name: str, backend: Backend, mock_server: ServedServer
) -> None:
    CLOCK_FAULTS[name][0](backend)
    report_of(backend, mock_server, CLOCKED)
    assert not mock_server.client.clock().frozen


@pytest.mark.slow
def test_a_clock_that_is_left_frozen_is_told_and_fails_the_run(backend: Backend, mock_server: ServedServer) -> None:
    does_not_thaw(backend)
    ledger = Ledger()
    report = report_of(backend, mock_server, (*CLOCKED, *OTHERS), ledger)
    (line,) = (line for line in report.left_behind if "stands still" in line)
    assert line.startswith("the server's clock stands still: clock-release was answered well")
    assert [str(change) for change in ledger.changes] == ["its clock, which may stand still"]
    assert exit_code(report, Kind.FACT) == 1


@pytest.mark.slow
def test_a_clock_that_thaws_at_the_third_attempt_is_not_left_frozen(
    backend: Backend, mock_server: ServedServer
) -> None:
    """Two of three attempts fail, each time."""

    def release(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return fails("clock-release") if next(backend.calls) % 3 else backend.well("clock-release", inputs)

    backend.faults["clock-release"] = release
    report = report_of(backend, mock_server, CLOCKED)
    assert set(verdicts(report).values()) == {ItemVerdict.CONFORMS}
    assert (report.left_behind, report.is_impaired, mock_server.client.clock().frozen) == ((), False, False)


def whole_seconds(backend: Backend) -> None:
    """Tell and move by whole seconds, as servers do whose clock is an integer; there are parts of a second inside."""
    backend.faults["clock-now"] = lambda _: {"now": str(int(backend.now_s))}
    refuse_parts(backend)


def refuse_parts(backend: Backend) -> None:
    def advance(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        whole = isinstance(inputs["seconds"], int)
        return backend.well("clock-advance", inputs) if whole else fails("clock-advance")

    backend.faults["clock-advance"] = advance


def round_parts(backend: Backend) -> None:
    backend.faults["clock-advance"] = lambda inputs: backend.well(
        "clock-advance", {"seconds": math.ceil(float(inputs["seconds"]))}
    )


@pytest.mark.long
@pytest.mark.parametrize("grain", [whole_seconds, refuse_parts, round_parts], ids=lambda grain: grain.__name__)
@pytest.mark.parametrize("part_s", [0.0, 0.37, 0.98])
def test_a_clock_of_whole_seconds_loses_no_item_and_accuses_nobody(
    grain: Callable[[Backend], None], part_s: float, backend: Backend, mock_server: ServedServer
) -> None:
    grain(backend)
    backend.client.advance_clock((1 - backend.now_s % 1) + part_s)
    ids = tuple(item.id for item in SUITE.items if item.id in CLOCKED or item.topic in {"session-life", "status"})
    report = report_of(backend, mock_server, ids)
    assert {result.id: result.found for result in report.results if result.verdict is not ItemVerdict.CONFORMS} == {}


@pytest.mark.slow
def test_a_clock_that_shows_the_next_millisecond_of_microseconds_accuses_nobody(
    backend: Backend, mock_server: ServedServer
) -> None:
    """The second that it shows has not begun: it cannot be set to one exactly."""
    backend.faults["clock-now"] = lambda _: {"now": f"{math.ceil(backend.now_s * 1000) / 1000:.3f}"}
    report = report_of(backend, mock_server, CLOCKED)
    assert {result.id: result.found for result in report.results if result.verdict is not ItemVerdict.CONFORMS} == {}


@pytest.mark.slow
@pytest.mark.parametrize("decimals", [3, 6])
def test_a_clock_that_counts_what_it_shows_is_set_to_the_second_exactly(
    decimals: int, backend: Backend, mock_server: ServedServer
) -> None:
    def advance(inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return backend.well("clock-advance", {"seconds": round(float(inputs["seconds"]), decimals)})

    backend.client.freeze_clock()
    backend.client.advance_clock(1 - backend.now_s % 1)
    backend.client.advance_clock(0.12)  # With a zero at the end, where there seem to be fewer digits than there are.
    backend.faults |= {"clock-advance": advance, "clock-freeze": nothing}
    control = ConnectorControl(Operator(read(WHOLE), backend, Ledger(), has_prompt=False), sleep_s=backend.sleep)
    assert control.clock_fault() is None
    assert control.clock.grain_s == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_operations_that_fail_now_and_then_cost_no_item(seed: int, backend: Backend, mock_server: ServedServer) -> None:
    """One call of ten fails, though not so often in a row that an operation is given up.

    Of each operation by itself: how often a clock is read depends on the pace of the machine.
    """

    def now_and_then(name: str) -> Does:
        chance, in_a_row = Random(f"{seed} {name}"), 0

        def does(inputs: Mapping[str, Value]) -> Mapping[str, str]:
            nonlocal in_a_row
            in_a_row = in_a_row + 1 if chance.random() < 0.1 and in_a_row < FAILURES_MAX - 1 else 0
            return fails(name) if in_a_row else backend.well(name, inputs)

        return does

    names = {operation.name for operation in SUITE.side.operations}
    backend.faults = {name: now_and_then(name) for name in names}
    report = report_of(backend, mock_server, (*CLOCKED, *OTHERS))
    assert {result.id: result.found for result in report.results if result.verdict is not ItemVerdict.CONFORMS} == {}


@pytest.mark.slow
def test_operations_that_are_slow_accuse_nobody(backend: Backend, mock_server: ServedServer) -> None:
    """Four seconds go by on the server with every operation."""

    def slowly(name: str) -> Does:
        def does(inputs: Mapping[str, Value]) -> Mapping[str, str]:
            backend.sleep(4.0)
            return backend.well(name, inputs)

        return does

    backend.faults = {operation.name: slowly(operation.name) for operation in SUITE.side.operations}
    ids = tuple(item.id for item in SUITE.items if item.topic in {"session-life", "registration-life", "status"})
    report = report_of(backend, mock_server, (*CLOCKED, *ids))
    assert [result.id for result in report.results if result.verdict is ItemVerdict.VIOLATES] == []


class Limiter(MeddledCore):
    """Lets two registrations a minute in, counted by the server's own clock, also where that is put back."""

    def __init__(self) -> None:
        self.seen_s: list[float] = []
        super().__init__(self._limited)
        self.now_us = 0

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        self.now_us = now_us
        return super().handle(request, now_us)

    def _limited(self, request: HttpRequest, honest: Honest) -> Delivery:
        if request.path != WIRE.register_path or request.method != "POST":
            return honest(request)
        now_s = self._clock.at(self.now_us) / 1_000_000
        self.seen_s = [seen for seen in self.seen_s if seen > now_s - 60]
        if len(self.seen_s) >= 2:
            return Delivery(HttpResponse(429, b"", {"retry-after": "60"}), None, "")
        self.seen_s.append(now_s)
        return honest(request)


def test_a_clock_that_was_put_back_under_the_servers_own_limiter_accuses_nobody() -> None:
    """A run before registered devices in times that are yet to come."""
    ids = ("registration/accepted", "session-life/just-before", "registration-life/before-24-hours")
    with ServerLoop() as servers:
        core = Limiter()
        server = servers.start(lambda: MockServer(core))
        with Client(server.url) as client:
            served = Served(server.url, client)
            backend = Backend(served)
            core.seen_s = [backend.now_s + 30 * 86_400] * 2
            told: list[str] = []
            report = report_of(backend, served, ids, told=told)
        servers.stop(server)
    assert [(result.id, result.found) for result in report.results if result.verdict is ItemVerdict.VIOLATES] == []
    assert verdicts(report)["registration/accepted"] is ItemVerdict.CONFORMS
    assert [line for line in told if "until the server's clock was moved forward" in line]


def test_what_a_killed_run_left_of_the_server_is_being_put_back_by_its_ledger(
    backend: Backend, mock_server: ServedServer, tmp_path: Path
) -> None:
    ledger = open_ledger(tmp_path, mock_server.url)
    control = ConnectorControl(Operator(read(WHOLE), backend, ledger, has_prompt=False), sleep_s=backend.sleep)
    control.put_settings({"maintenance": True})
    control.clock.freeze()
    control.clock.advance(3600)
    # Nothing is put back: the run is killed here, and another one reads its ledger.
    (path,) = tmp_path.rglob("*.ledger.json")
    page = read_page(path)
    assert page is not None
    assert {change.kind for change in page.changed} == {"frozen", "moved", "setting"}
    cleaned = clean_up_earlier(
        read(WHOLE), backend, [Ledger.resume(path, page)], has_prompt=False, changes_back=changes_back
    )
    assert (cleaned.left, cleaned.put_back) == ((), 3)
    clock = mock_server.client.clock()
    assert (clock.frozen, clock.offset, mock_server.client.settings()["maintenance"]) == (False, 0, False)
    assert not path.exists()
