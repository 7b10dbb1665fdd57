"""Settings of this repository's own tests."""

from __future__ import annotations

import gc
import os
import tomllib
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

# Otherwise an assertion of what tests share says that it failed, and not what was compared.
pytest.register_assert_rewrite("tests")
pytest_plugins = ["pytester"]
_ROOT = Path(__file__).resolve().parent
# Python's own 700 have it look for garbage all the time, in tests that drop thousands of objects at once.
_OBJECTS_BETWEEN = 50_000
# Of a property, unless a test asks for more: `make fuzz` looks longer.
_EXAMPLES = 30
# Fixtures whose tests run sessions of pytest in this process.
_RUN_SESSIONS = frozenset({"oceanhil", "pytester"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that continuous integration sets."""
    parser.addoption("--strict-skips", action="store_true", help="a skipped test fails the run, by name")


def pytest_configure(config: pytest.Config) -> None:
    """End a run of another tree; choose how long property tests look: the same examples in CI, new ones on a desk."""
    del config
    if foreign := _imported_from_elsewhere():
        raise pytest.UsageError(
            f"these tests stand in {_ROOT}, but {', '.join(foreign)}; run `make setup` here, and then "
            f"{Path('.venv', 'bin', 'python')} -m pytest, without PYTHONPATH"
        )
    try:
        from hypothesis import settings
    except ImportError:
        return
    settings.register_profile("ci", max_examples=_EXAMPLES, derandomize=True, deadline=None, print_blob=True)
    settings.register_profile("desk", max_examples=_EXAMPLES, deadline=None)
    is_fuzzing = "OCEANHIL_FUZZ_EXAMPLES" in os.environ
    settings.load_profile("ci" if os.environ.get("CI") and not is_fuzzing else "desk")


def _imported_from_elsewhere() -> list[str]:
    """Say of the package and of each room that is not this tree's own from where it is imported."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
    places = project["tool"]["setuptools"]["package-dir"]
    found = {name: _folder_of(name) for name in places}
    elsewhere = {name: at for name, at in found.items() if at != (_ROOT / places[name]).resolve()}
    trees = {at.parent for at in elsewhere.values()}
    return [
        f"{' and '.join([name for name, at in elsewhere.items() if at.parent == tree][:3])} would come from {tree}"
        for tree in sorted(trees)
    ]


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).resolve().parent


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect without looking for garbage, of which there is next to none, and keep all of it out of later searches.

    Twenty thousand collected tests would be gone through by every garbage collection, and runs inside a test end with
    five.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    gc.disable()
    try:
        if worker is not None and session.config.args == session.config.getini("testpaths"):
            _import_share(session.config, int(worker.removeprefix("gw")))
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN, *gc.get_threshold()[1:])
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Let a session inside a test, which ends with five searches for garbage, look through its own objects only."""
    if _RUN_SESSIONS.intersection(getattr(item, "fixturenames", ())):
        gc.collect(1)
        gc.freeze()


def _import_share(config: pytest.Config, number: int) -> None:
    """Import this worker's share of the test modules before the others, and so compile them.

    Workers collect the same modules in the same order: where there is no bytecode yet, each would compile all of them
    at the same time as the others, and with pytest's rewritten assertions that is most of collecting.
    """
    ignored = [config.rootpath / path for path in config.getoption("ignore") or ()]
    modules = sorted(config.rootpath.joinpath("tests").rglob("test_*.py"))
    for path in modules[number :: int(os.environ["PYTEST_XDIST_WORKER_COUNT"])]:
        if not any(path.is_relative_to(folder) for folder in ignored):
            with suppress(Exception):  # told by pytest, when it comes to that module
                import_module(".".join(path.relative_to(config.rootpath).with_suffix("").parts))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where skips are not allowed."""
    del call
    report = yield
    if report.skipped and item.config.getoption("--strict-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --strict-skips allows no skip: {report.longrepr}"
    return report
