"""Prints the table of mutants and the scenarios that caught them."""

import pytest

_COLUMNS = 3


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
