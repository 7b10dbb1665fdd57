"""Settings of this repository's own tests."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

pytest_plugins = ["pytester"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that continuous integration sets."""
    parser.addoption("--strict-skips", action="store_true", help="a skipped test fails the run, by name")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how long property tests look: the same examples each time in CI, new ones on a desk."""
    del config
    try:
        from hypothesis import settings
    except ImportError:
        return
    settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
    settings.register_profile("desk", deadline=None)
    is_fuzzing = "OCEANHIL_FUZZ_EXAMPLES" in os.environ
    settings.load_profile("ci" if os.environ.get("CI") and not is_fuzzing else "desk")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep ten thousand collected tests out of every garbage collection: runs inside a test end with five."""
    gc.collect()
    gc.freeze()


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
