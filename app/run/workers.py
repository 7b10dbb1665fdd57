"""Several processes, one session: which cases workers of pytest-xdist get, and what they tell their controller."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
import pytest

from oceanhil.app.report.head import ScenarioFacts
from oceanhil.app.run.cases import board_count
from oceanhil.boards import board_names
from oceanhil.protocol.board import Board
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oceanhil.app.run.board_scheduling import BoardScheduling
    from oceanhil.app.run.session import Session

_FIELD = "oceanhil"
_GROUPS_FIELD = "oceanhil_groups"
_EXPENSES_FIELD = "oceanhil_expenses"
_FINISHED_FIELD = "oceanhil_finished"


class WorkerNotes(msgspec.Struct, frozen=True):
    """What a worker knows besides its results."""

    scenarios: dict[str, ScenarioFacts]
    troubles: tuple[str, ...]
    in_other_shards: int
    left_out: int


class Node(Protocol):
    """A worker as its controller sees it."""

    workerinput: dict[str, object]
    workeroutput: dict[str, object]


class Worker:
    """Registered in a worker; `given` is what its controller said, `output` what it will be told."""

    def __init__(self, session: Session, given: dict[str, object], output: dict[str, object]) -> None:
        self._session = session
        self._given = given
        self._output = output
        # A worker that begins later would find what others have finished meanwhile.
        finished = given.get(_FINISHED_FIELD)
        session.finished = frozenset(map(str, finished)) if isinstance(finished, list) else frozenset()

    # First, for xdist tells the controller in this hook that collection is done.
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Say which cases belong together, and how much each asks for, where the controller wants to know."""
        expenses = self._given.get(_EXPENSES_FIELD)
        if isinstance(expenses, str):
            from oceanhil.app.run.expenses import expenses_of, write_expenses

            write_expenses(expenses_of(session.items), Path(expenses))
        file = self._given.get(_GROUPS_FIELD)
        if isinstance(file, str):
            from oceanhil.app.run.board_scheduling import groups_of, write_groups

            write_groups(groups_of(session.items, self._session.loaded.factory), Path(file))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Let go of boards, after the fixtures that used them, and tell the controller."""
        self._session.let_go()
        notes = WorkerNotes(
            self._session.scenarios,
            tuple(self._session.troubles),
            self._session.in_other_shards,
            self._session.left_out,
        )
        self._output[_FIELD] = msgspec.json.encode(notes).decode()


class Controller:
    """Registered where xdist may be the one that runs the cases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: object) -> BoardScheduling | None:
        """Deal out by boards where their number is limited; elsewhere as xdist was told to."""
        if not self._is_on_bench:
            return None
        from oceanhil.app.run.board_scheduling import BoardScheduling

        return BoardScheduling(config, log, self._groups_file)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Node) -> None:
        """Tell a worker what to leave out, and where to write which cases belong together and what each asks for."""
        node.workerinput[_FINISHED_FIELD] = sorted(self._session.finished)
        if self._is_on_bench:
            node.workerinput[_GROUPS_FIELD] = str(self._groups_file)
        if self._session.output is not None:
            node.workerinput[_EXPENSES_FIELD] = str(self._expenses_file)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Begin; every worker collects the same."""
        expenses: Mapping[str, float] = {}
        if self._session.output is not None:
            from oceanhil.app.run.expenses import read_expenses

            expenses = read_expenses(self._expenses_file)
        self._session.begin(ids, expenses)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let go of boards, after the fixtures that used them: one that cannot be put back fails the session.

        Then nothing more can happen that the report has to say, and pytest's own output has yet to say where it is.
        """
        self._session.let_go()
        self._session.keep_history()
        self._session.write_report(session)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Node) -> None:
        """Take over what a worker told; one that crashed told nothing."""
        told = getattr(node, "workeroutput", {}).get(_FIELD)
        if isinstance(told, str):
            notes = msgspec.json.decode(told, type=WorkerNotes)
            self._session.scenarios.update(notes.scenarios)
            self._session.in_other_shards = notes.in_other_shards
            self._session.left_out = notes.left_out
            for trouble in notes.troubles:
                self._session.note(trouble)

    @cached_property
    def _is_on_bench(self) -> bool:
        if self._session.choice.given.world == OwnWorld.SIM:
            return False
        return board_count(self._session.loaded.factory, map(Board, board_names())) > 0

    @property
    def _groups_file(self) -> Path:
        return self._folder / "groups.json"

    @property
    def _expenses_file(self) -> Path:
        return self._folder / "expenses.json"

    @cached_property
    def _folder(self) -> Path:
        """A folder of this run, in which workers tell what is too much for a message."""
        folder = tempfile.TemporaryDirectory(prefix="oceanhil-")
        self._session.config.add_cleanup(folder.cleanup)
        return Path(folder.name)
