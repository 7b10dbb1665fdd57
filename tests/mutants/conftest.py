"""Keeps nothing from one mutant to the next; prints the table of mutants and the scenarios that caught them."""

import sys
from collections.abc import Iterator

import pytest

_COLUMNS = 3
_SIMULATOR = "oceanhil.simulator"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Let no result that the simulator keeps be one of the whole code in a mutant, nor one of a mutant afterwards."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith(_SIMULATOR)]
    for kept in [each for module in modules for each in vars(module).values() if hasattr(each, "cache_clear")]:
        if kept.__module__.startswith(_SIMULATOR):
            kept.cache_clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write one row for each mutant and scenario."""
    rows = [
        tuple(str(value).split("\t"))
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "mutant"
    ]
    if not rows:
        return
    terminalreporter.section("mutants and what caught them")
    widths = [max(len(row[column]) for row in rows) for column in range(_COLUMNS - 1)]
    for mutant, scenario, what in rows:
        terminalreporter.write_line(f"{mutant:<{widths[0]}}  {scenario:<{widths[1]}}  {what}")
