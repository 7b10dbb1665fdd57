"""The pytest plugin: scenario files are collected as tests, and plain tests get worlds as fixtures.

Loaded in every pytest run of an environment in which this project is installed, so nothing heavy is imported before
a scenario or a fixture is in sight.
"""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.fixtures.boards import agent, bench_board, lease, serial_link
from oceanhil.app.fixtures.mock_server import make_mock_server, mock_server, mock_server_loop
from oceanhil.app.fixtures.worlds import (
    board,
    device,
    hil_profile,
    invariants,
    make_world,
    oceanhil_board,
    oceanhil_device,
    oceanhil_invariants,
    oceanhil_make_world,
    oceanhil_server,
    oceanhil_wait_line,
    oceanhil_world,
    server,
    wait_line_fixture,
    world,
)
from oceanhil.app.run.options import add_options, is_asked_for, is_run, read_options
from oceanhil.app.run.signature import says_it_is_ours
from oceanhil.app.run.stash import BEGIN, session_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.data_files import SCENARIO_SUFFIXES, UntrustedError, is_untrusted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oceanhil.app.run.collection import RefusedFile, ScenarioFile

__all__ = [
    "agent",
    "bench_board",
    "board",
    "device",
    "hil_profile",
    "invariants",
    "lease",
    "make_mock_server",
    "make_world",
    "mock_server",
    "mock_server_loop",
    "oceanhil_board",
    "oceanhil_device",
    "oceanhil_invariants",
    "oceanhil_make_world",
    "oceanhil_server",
    "oceanhil_wait_line",
    "oceanhil_world",
    "serial_link",
    "server",
    "wait_line_fixture",
    "world",
]

_OWN_DISTRIBUTIONS = frozenset({"oceanhil"})
OUR_FIXTURES = frozenset(name.removesuffix("_fixture") for name in __all__)
WORKER_VARIABLE = "PYTEST_XDIST_WORKER"
"""Set by pytest-xdist in a worker."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """See what would be written over, before a log file is opened; refuse what is code with --oceanhil-untrusted."""
    _refuse_code_of_strangers(early_config)
    if _is_worker():
        # Workers need not look again.
        return
    from oceanhil.app.run.pytest_files import check_files

    check_files(early_config.known_args_namespace, early_config.inipath)


def _is_worker() -> bool:
    """Tell a worker of pytest-xdist, before pytest itself knows, from a command that a test in a worker starts."""
    return WORKER_VARIABLE in os.environ and sys.argv == ["-c"]


def _refuse_code_of_strangers(early_config: pytest.Config) -> None:
    """Refuse, with --oceanhil-untrusted, to run where pytest itself would load code of the repository."""
    if not (early_config.known_args_namespace.oceanhil_untrusted or is_untrusted()):
        return
    from oceanhil.host.untrusted import begin_untrusted, refuse_pytest

    early_config.add_cleanup(begin_untrusted())
    manager = early_config.pluginmanager
    try:
        refuse_pytest(
            early_config.inipath,
            own_plugin=__name__,
            loads_conftests=not early_config.known_args_namespace.noconftest,
            plugins=sorted({each.project_name for _, each in manager.list_plugin_distinfo()} - _OWN_DISTRIBUTIONS),
        )
    except UntrustedError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> RefusedFile | None:
    """Refuse Python files, with --oceanhil-untrusted, by name."""
    if not is_untrusted():
        return None
    from oceanhil.app.run.collection import RefusedFile

    refused: RefusedFile = RefusedFile.from_parent(parent, path=module_path)
    return refused


class FolderOnTheWay(pytest.Directory):
    """A folder above everything that was named: looked into for what leads there, however much else it holds."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Give what leads to something that was named, and all there is where names tell nothing of that.

        pytest asks again for each file that was named in the folder: always the same is given, or the files of a
        library would be made as often as there are others beside them.
        """
        return self._found

    @cached_property
    def _found(self) -> list[pytest.Item | pytest.Collector]:
        return list(self._looked_for())

    def _looked_for(self) -> Iterator[pytest.Item | pytest.Collector]:
        paths = sorted(self.path.iterdir())
        # A file system that takes x for X leads there by other names.
        leading = [path for path in paths if self.session.isinitpath(path, with_parents=True)] or paths
        for path in leading:
            if path.is_dir():
                collected = self.ihook.pytest_collect_directory(path=path, parent=self)
                yield from [] if collected is None else [collected]
            else:
                yield from self.ihook.pytest_collect_file(file_path=path, parent=self)


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Go past what stands beside the way to what was named, in `oceanhil run`: a home may hold thousands of folders.

    With --oceanhil-untrusted folders are folders: a package of Python would be imported.
    """
    if is_run(parent.config) and not _is_named(path, parent.session) and not (path / "__init__.py").exists():
        way: FolderOnTheWay = FolderOnTheWay.from_parent(parent, path=path)
        return way
    if not is_untrusted():
        return None
    folder: pytest.Dir = pytest.Dir.from_parent(parent, path=path)
    return folder


def _is_named(path: Path, session: pytest.Session) -> bool:
    return any(session.isinitpath(each) for each in (path, *path.parents))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin a session where one was asked for; without that it begins with the first scenario or fixture of ours."""
    config.stash[BEGIN] = _begin
    if is_asked_for(config):
        session_of(config)


def _begin(config: pytest.Config) -> None:
    from oceanhil.app.run.session_hooks import begin

    begin(config)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Show a board family by its name where a test is parametrized with it."""
    return val.value if isinstance(val, Board) else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect a YAML file that was named, or that says it is a scenario of ours: other repositories have YAML, too."""
    if file_path.suffix not in SCENARIO_SUFFIXES:
        return None
    try:
        if not parent.session.isinitpath(file_path) and not says_it_is_ours(file_path):
            return None
    except OSError:
        # A file that was not named and that nobody can read is not known to be a scenario.
        return None
    from oceanhil.app.run.collection import ScenarioFile, node_id_of

    session_of(parent.config)

    nodeid = node_id_of(file_path, parent.config.rootpath)
    collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path, nodeid=nodeid)
    return collected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin a session for tests that use fixtures of ours, and leave out what was not chosen.

    Last of all: a shard is a part of what `-k`, `-m` and other plugins have left.
    """
    given = read_options(config)
    boards = given.boards
    if any(not OUR_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())) for item in items):
        from oceanhil.scenarios.world import IsForBoards

        factory = session_of(config).loaded.factory
        if not boards and isinstance(factory, IsForBoards):
            boards = tuple(board.value for board in factory.boards_meant())
    if boards:
        from oceanhil.app.run.plain_tests import board_of

        _leave_out([item for item in items if (on := board_of(item)) is not None and on.value not in boards], items)
    if given.shard is not None:
        in_shard = given.shard.choose(item.nodeid for item in items)
        if items and not in_shard:
            session_of(config).in_other_shards = len(items)
        _leave_out([item for item in items if item.nodeid not in in_shard], items)
    if given.not_in is not None:
        _leave_out_finished(config, items)
    if given.time_span is not None:
        from oceanhil.app.run.time_budget import in_turns

        items[:] = in_turns(items)


def _leave_out_finished(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what an earlier run has finished, of a shard too: its parts stay what they were."""
    from oceanhil.app.run.collection import CaseItem

    session = session_of(config)
    finished = [item for item in items if isinstance(item, CaseItem) and item.case.replay_id in session.finished]
    session.left_out = len(finished)
    _leave_out([*finished], items)


def _leave_out(out: list[pytest.Item], items: list[pytest.Item]) -> None:
    """Take these out of `items`, and let pytest count them."""
    if out:
        out[0].config.hook.pytest_deselected(items=out)
        left_out = set(out)
        items[:] = [item for item in items if item not in left_out]
