"""The pytest plugin: scenario files are collected as tests, and plain tests get worlds as fixtures.

Loaded in every pytest run of an environment in which this project is installed, so nothing heavy is imported before
a scenario or a fixture is in sight.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.fixtures.boards import agent, bench_board, lease, serial_link
from oceanhil.app.fixtures.lines import OPEN_WORLDS, OpenWorlds
from oceanhil.app.fixtures.mock_server import make_mock_server, mock_server, mock_server_loop
from oceanhil.app.fixtures.worlds import (
    SCOPE_INI,
    SCOPE_OPTION,
    SCOPES,
    board,
    device,
    hil_profile,
    server,
    wait_line_fixture,
    world,
)
from oceanhil.app.run.choice import BoardWords, boards_chosen, seed_number
from oceanhil.protocol.board import Board
from oceanhil.protocol.data_files import UntrustedError, is_untrusted

if TYPE_CHECKING:
    from oceanhil.app.run.collection import RefusedFile, ScenarioFile

__all__ = [
    "agent",
    "bench_board",
    "board",
    "device",
    "hil_profile",
    "lease",
    "make_mock_server",
    "mock_server",
    "mock_server_loop",
    "serial_link",
    "server",
    "wait_line_fixture",
    "world",
]

_OWN_DISTRIBUTIONS = frozenset({"oceanremote-hil"})
STORES = ("legacy", "reference")
WORKER_VARIABLE = "PYTEST_XDIST_WORKER"
"""Set by pytest-xdist in a worker."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own."""
    group = parser.getgroup("oceanhil", "OceanRemote scenarios")
    group.addoption(
        "--world",
        default="sim",
        metavar="NAME",
        help="world the scenarios run in: sim (default), serial, serial:NAME of a bench or board, serial:virtual",
    )
    group.addoption(
        "--against", metavar="NAME", help="run every case in this world too, and fail where what is observed differs"
    )
    group.addoption(
        "--board",
        action="append",
        choices=BoardWords(),
        metavar="BOARD",
        help="only this board; may be repeated; all: every one",
    )
    # Other plugins have options called --store and --driver.
    group.addoption("--hil-store", choices=STORES, help="only cases with this store policy")
    group.addoption("--hil-driver", metavar="NAME", help="only cases with this EEPROM driver, such as idf-4.4.7")
    group.addoption("--hil-seed", type=seed_number, default=0, metavar="N", help="seed of every run (default: 0)")
    group.addoption("--hil-profile", type=Path, metavar="FILE", help="profile laid over the built-in one")
    group.addoption("--hil-inventory", type=Path, metavar="FILE", help="inventory of boards for the world serial")
    group.addoption(
        "--hil-server",
        metavar="URL",
        help="mock server elsewhere that the runs use and reset; key of its admin side in OCEANHIL_ADMIN_KEY",
    )
    group.addoption("--hil-server-ca", type=Path, metavar="FILE", help="certificate of the CA of that server (PEM)")
    group.addoption(
        "--hil-connector", type=Path, metavar="FILE", help="how to reach that server's own side, if it is another one"
    )
    group.addoption("--hil-server-yes", action="store_true", help="reset that server whatever it holds")
    group.addoption(
        SCOPE_OPTION, choices=SCOPES, help="how long tests share one world, and so an unreset board (default: function)"
    )
    parser.addini(SCOPE_INI, "how long tests share one world", default="function")
    group.addoption("--hil-html", type=Path, metavar="FILE", help="write the report as one HTML file")
    group.addoption(
        "--hil-traces",
        type=Path,
        metavar="DIR",
        help="write trace and serial log of every run there (with --junitxml F.xml default: F-traces)",
    )
    group.addoption("--hil-untrusted", action="store_true", help="take files as data only; also OCEANHIL_UNTRUSTED=1")
    group.addoption(
        "--hil-output",
        default="pytest",
        choices=("pytest", "table", "json"),
        help="pytest's own output, or progress and a table, or results as JSON",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """See what would be written over, before a log file is opened, and refuse what is code with --hil-untrusted."""
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
    """Refuse, with --hil-untrusted, to run where pytest itself would load code of the repository."""
    if not (early_config.known_args_namespace.hil_untrusted or is_untrusted()):
        return
    from oceanhil.host.untrusted import begin_untrusted, refuse_pytest

    early_config.add_cleanup(begin_untrusted())
    manager = early_config.pluginmanager
    try:
        refuse_pytest(
            early_config.inipath,
            loads_conftests=not early_config.known_args_namespace.noconftest,
            plugins=sorted({each.project_name for _, each in manager.list_plugin_distinfo()} - _OWN_DISTRIBUTIONS),
        )
    except UntrustedError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> RefusedFile | None:
    """Refuse Python files, with --hil-untrusted, by name."""
    if not is_untrusted():
        return None
    from oceanhil.app.run.collection import RefusedFile

    refused: RefusedFile = RefusedFile.from_parent(parent, path=module_path)
    return refused


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect folders as folders, with --hil-untrusted: a package of Python would be imported."""
    if not is_untrusted():
        return None
    folder: pytest.Dir = pytest.Dir.from_parent(parent, path=path)
    return folder


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin a session; the controller of several workers gathers what they report."""
    from oceanhil.app.run.checks import check_choice, use_inventory
    from oceanhil.app.run.session import SESSION, Session

    session = Session(config)
    use_inventory(session)
    check_choice(session)
    config.stash[SESSION] = session
    config.pluginmanager.register(session, "oceanhil-session")
    config.stash[OPEN_WORLDS] = OpenWorlds()
    config.pluginmanager.register(config.stash[OPEN_WORLDS], "oceanhil-worlds")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect a YAML file that was named, or that looks like a scenario."""
    from oceanhil.app.run.library import SUFFIXES, looks_like_scenario

    if file_path.suffix not in SUFFIXES:
        return None
    try:
        if not parent.session.isinitpath(file_path) and not looks_like_scenario(file_path):
            return None
    except OSError:
        # A file that was not named and that nobody can read is not known to be a scenario.
        return None
    from oceanhil.app.run.collection import ScenarioFile, node_id_of

    nodeid = node_id_of(file_path, parent.config.rootpath)
    collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path, nodeid=nodeid)
    return collected


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out plain tests on boards that were not chosen."""
    chosen = boards_chosen(config)
    if not chosen:
        return
    out = [item for item in items if (on := board_of_test(item)) is not None and on.value not in chosen]
    if out:
        config.hook.pytest_deselected(items=out)
        left_out = set(out)
        items[:] = [item for item in items if item not in left_out]


def board_of_test(item: pytest.Item) -> Board | None:
    """Give the board that a plain test was made for by the fixture `board`."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    value = item.callspec.params.get("board")
    return value if isinstance(value, Board) else None
