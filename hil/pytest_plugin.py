"""The pytest plugin: scenario files are collected as tests, and plain tests get worlds as fixtures.

Loaded in every pytest run of an environment in which this project is installed, so nothing heavy is imported before
a scenario or a fixture is in sight.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hil.fixtures import board, device, hil_profile, server, world

if TYPE_CHECKING:
    from hil.collection import ScenarioFile
    from hil.session import Session

__all__ = ["board", "device", "hil_profile", "server", "world"]

BOARDS = ("esp32", "esp8266", "picow")
STORES = ("legacy", "reference")
_SUFFIXES = frozenset({".yaml", ".yml"})
SESSION = pytest.StashKey["Session"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own."""
    group = parser.getgroup("oceanhil", "OceanRemote scenarios")
    group.addoption("--world", default="sim", metavar="NAME", help="world the scenarios run in (default: sim)")
    group.addoption(
        "--board", action="append", choices=BOARDS, metavar="BOARD", help="only this board; may be repeated"
    )
    group.addoption("--store", choices=STORES, help="only cases with this store policy")
    group.addoption("--driver", metavar="NAME", help="only cases with this EEPROM driver, such as idf-4.4.7")
    group.addoption("--hil-seed", type=int, default=0, metavar="N", help="seed of every run (default: 0)")
    group.addoption("--hil-profile", type=Path, metavar="FILE", help="profile laid over the built-in one")
    group.addoption("--hil-html", type=Path, metavar="FILE", help="write the report as one HTML file")
    group.addoption("--hil-traces", type=Path, metavar="DIR", help="write trace and serial log of every run there")
    group.addoption(
        "--hil-output",
        default="pytest",
        choices=("pytest", "table", "json"),
        help="pytest's own output, or progress and a table, or results as JSON",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin a session; the controller of several workers gathers what they report."""
    import hil.session

    session = hil.session.Session(config)
    config.stash[SESSION] = session
    config.pluginmanager.register(session, "oceanhil-session")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect a YAML file that was named, or that looks like a scenario."""
    if file_path.suffix not in _SUFFIXES:
        return None
    from hil.collection import ScenarioFile, looks_like_scenario

    if not parent.session.isinitpath(file_path) and not looks_like_scenario(file_path):
        return None
    collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    return collected


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a plain test that uses the fixture `board`, or one made from it, on every chosen board."""
    if "board" in metafunc.fixturenames and metafunc.definition.get_closest_marker("parametrize") is None:
        chosen = metafunc.config.getoption("--board") or BOARDS
        metafunc.parametrize("board", chosen, indirect=True)
