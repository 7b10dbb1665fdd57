"""What operations of a connector do beside their work is not blamed on the server: what they log, and hold open."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import subject_at

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
        told = iter(logs)
        monkeypatch.setattr(made.control, "log", lambda: next(told))
        assert verdict(made, "secrets/log-knows-the-request") is expected


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
