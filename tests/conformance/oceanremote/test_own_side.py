"""What operations of a connector do beside their work is not blamed on the server: what they log, and hold open."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, count, repeat

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core import Core
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.message_bugs import logging

KNOWN = "GET /api/device/state/ 401"
Log = list[str]


@contextmanager
def subject() -> Iterator[DeviceSubject]:
    with ServerLoop() as servers, subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1))) as made:
        yield made


def verdict(made: DeviceSubject, name: str) -> ItemVerdict:
    return next(iter(run_items([item for item in ITEMS if item.id == name], made, trials_max=1))).verdict


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        (["GET (other) 404", f"GET (other) 404\n{KNOWN}"], ItemVerdict.CONFORMS),
        ([KNOWN, KNOWN], ItemVerdict.DIFFERS),
        (["", "GET (other) 401"], ItemVerdict.DIFFERS),
        (["", ""], ItemVerdict.DIFFERS),
    ],
)
def test_a_log_may_leave_out_paths_that_there_are_not(
    monkeypatch: pytest.MonkeyPatch, logs: Log, expected: ItemVerdict
) -> None:
    with subject() as made:
        told = chain(logs, repeat(logs[-1]))
        monkeypatch.setattr(made.control, "log", lambda: next(told))
        monkeypatch.setattr(made, "rest", lambda seconds: None)
        assert verdict(made, "secrets/log-knows-the-request") is expected


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ("secrets/log-query", lambda request: request.query),
        ("secrets/log-requests", lambda request: request.headers.get("x-device-token", "")),
        ("secrets/log", lambda request: request.headers.get("x-device-token", "")),
    ],
)
def test_a_log_that_is_written_seconds_later_hides_no_secret(
    item: str, part: Callable[[HttpRequest], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ServerLoop() as servers, subject_at(servers, logging(part)) as made:
        waited = written_when_waited_for(made, monkeypatch)
        assert verdict(made, item) is ItemVerdict.VIOLATES
        assert 0 < sum(waited) < 12


def test_a_log_whose_buffer_is_emptied_just_when_it_is_read_is_late_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ServerLoop() as servers, subject_at(servers, logging(lambda request: request.query)) as made:
        written_when_waited_for(made, monkeypatch, read_too=2)
        assert verdict(made, "secrets/log-body") is ItemVerdict.CONFORMS
        assert verdict(made, "secrets/log-query") is ItemVerdict.VIOLATES


def test_a_log_that_is_never_written_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject() as made:
        waited: list[float] = []
        monkeypatch.setattr(made.control, "log", lambda: "")
        monkeypatch.setattr(made, "rest", waited.append)
        assert verdict(made, "secrets/log-query") is ItemVerdict.CONFORMS
        once = list(waited)
        assert verdict(made, "secrets/log-requests") is ItemVerdict.CONFORMS
        assert 0 < sum(once) == sum(waited) <= 12


def written_when_waited_for(made: DeviceSubject, monkeypatch: pytest.MonkeyPatch, *, read_too: int = 0) -> list[float]:
    """Let the log show what happened until its buffer was last emptied, every fourth time that anyone waits.

    The reading of number `read_too` finds it just emptied, too.
    """
    really, shown, waited, reads = made.control.log, [made.control.log()], list[float](), count(1)

    def log() -> str:
        if next(reads) == read_too:
            shown[0] = really()
        return shown[0]

    def rest(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) % 4 == 0:
            shown[0] = really()

    monkeypatch.setattr(made.control, "log", log)
    monkeypatch.setattr(made, "rest", rest)
    return waited


def test_connections_of_operations_are_let_go_before_any_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject() as made:
        acts: list[str] = []
        held = made.held
        monkeypatch.setattr(made.control, "let_go", lambda: acts.append("let go"))

        def noted(number: int) -> AbstractContextManager[None]:
            acts.append("held")
            return held(number)

        monkeypatch.setattr(made, "held", noted)
        assert verdict(made, "limits/connections") is ItemVerdict.CONFORMS
        assert acts == ["let go", "held"] * (len(acts) // 2) != []
