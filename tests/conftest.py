"""A folder with scenarios of a user, and the command line run in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Final

# The importlib_metadata that it brings takes the place of the standard library's finder of distributions. First
# imported in a run inside a test, which puts `sys.meta_path` back, it would leave none: no later run would find its
# plugins.
import littlefs  # noqa: F401
import pytest
from click.testing import CliRunner

# Runs inside a test take the modules away again that they are the first to import.
import oceanhil.app.commands.pytest_run
import oceanhil.app.report.html
import oceanhil.app.run.collection
import oceanhil.app.run.output
import oceanhil.app.run.workers
import oceanhil.hil.worlds.sim  # noqa: F401
from oceanhil.app.commands import main
from tests.user import Command, Finished, start

if sys.platform == "win32":
    fork_server = None
else:
    from tests import fork_server

INTERPRETERS: Final = subprocess.Popen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.slow)  # so `-m 'not slow'` alone leaves out both


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def _begin_with_slow_modules(items: list[pytest.Item]) -> None:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = spread(items, workers)


def spread(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Let the part of each worker begin with modules that have slow tests.

    Workers begin with equal parts, in order, and share what is left of them in the end: what is left ought to be short.
    Slow tests mostly wait, so that the last ones would leave the processors idle.
    """
    modules = [list(module) for _, module in groupby(items, key=lambda item: item.path)]
    slow = [module for module in modules if any(item.get_closest_marker("slow") for item in module)]
    quick = chain.from_iterable(module for module in modules if module not in slow)
    ordered: list[pytest.Item] = []
    for number in range(workers):
        ordered += chain.from_iterable(slow[number::workers])
        end = len(items) * (number + 1) // workers
        ordered += islice(quick, max(0, end - len(ordered)))
    return ordered


@pytest.fixture(autouse=True, scope="session")
def _signals_are_heard() -> None:
    """Hear Ctrl-C and the terminal's end although the suite was started with them ignored.

    So shells start what runs beside them, and `nohup` all; what is ignored stays so in every program started from here.
    A handler does not: the suite itself lives on after its terminal, what it starts is ended by the signal again.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda number, frame: None)


@pytest.fixture(autouse=True, scope="session")
def _processes_of_ours_are_forked() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if fork_server is not None and "OCEANHIL_TEST_INTERPRETERS" not in os.environ:
            patch.setattr(subprocess, "Popen", fork_server.Popen)
        yield


@pytest.fixture
def interpreter_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of ours are started by an interpreter of their own, as everywhere but in these tests."""
    monkeypatch.setattr(subprocess, "Popen", INTERPRETERS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a user, who stands in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone, and nothing of the user's environment that says which boards there are."""
    state = tmp_path / "state"
    monkeypatch.setenv("OCEANHIL_STATE", str(state))
    for variable in ("OCEANHIL_LEASES", "OCEANHIL_BOARDS", "OCEANHIL_USE_QUARANTINED"):
        monkeypatch.delenv(variable, raising=False)
    return state


@pytest.fixture(name="oceanhil")
def run_in_this_process(folder: Path) -> Command:
    """The command line, run in this process."""
    del folder

    def run(*words: str) -> Finished:
        result = CliRunner().invoke(main, list(words), prog_name="oceanhil", catch_exceptions=False)
        return Finished(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def oceanhil_process(folder: Path) -> Command:
    """The command line as a process of its own."""

    def run(*words: str) -> Finished:
        process = start(folder, *words)
        out, err = process.communicate()
        return Finished(process.returncode, out, err)

    return run
