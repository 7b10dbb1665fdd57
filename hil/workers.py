"""Several processes, one session: what workers of pytest-xdist tell their controller at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec
import pytest

from hil.report_head import ScenarioFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hil.session import Session

_FIELD = "oceanhil"


class WorkerNotes(msgspec.Struct, frozen=True):
    """What a worker knows besides its results."""

    scenarios: dict[str, ScenarioFacts]
    troubles: tuple[str, ...]


class Node(Protocol):
    """A worker as its controller sees it."""

    workeroutput: dict[str, object]


class Worker:
    """Registered in a worker."""

    def __init__(self, session: Session, output: dict[str, object]) -> None:
        self._session = session
        self._output = output

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Tell the controller."""
        notes = WorkerNotes(self._session.scenarios, tuple(self._session.troubles))
        self._output[_FIELD] = msgspec.json.encode(notes).decode()


class Controller:
    """Registered where xdist may be the one that runs the cases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Begin; every worker collects the same."""
        self._session.begin(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Node) -> None:
        """Take over what a worker told; one that crashed told nothing."""
        told = getattr(node, "workeroutput", {}).get(_FIELD)
        if isinstance(told, str):
            notes = msgspec.json.decode(told, type=WorkerNotes)
            self._session.scenarios.update(notes.scenarios)
            for trouble in notes.troubles:
                self._session.note(trouble)
