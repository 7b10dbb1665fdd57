"""A connector that does not work ends items by name, and a run does not take for ever."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.oceanremote.suite import make_suite
from oceanhil.remote.wire.pace import NoPace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.remote.connector.files import DELETE, TOKEN
from tests.remote.connector.operators import real_operator

SUITE = make_suite(None)
IDS = frozenset(item.id for item in SUITE.items if item.topic == "registration-field")
PYTHON = Path(sys.executable).as_posix()


def results_of(text: str, server: ServedServer, folder: Path) -> list[ItemResult]:
    with real_operator(text, server.url, folder=folder) as operator:
        control = SUITE.side.by_connector(operator)
        setup = Setup(wire_to=lambda heard: Wire(Target(server.url), NoPace(), heard), control=control)
        with closing(SUITE.run(IDS, setup)) as trials:
            return list(trials)


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("command = ['no-such-program-here']", "there is no such program"),
        (f"command = ['{PYTHON}', '-c', 'import sys; sys.exit(3)']", "ended with 3"),
        (f"command = ['{PYTHON}', '-c', '']", "its place is empty"),
        ("method = 'GET'\nurl = '/nowhere'\nanswer.token = '/t'", "was answered with 404"),
        ("method = 'GET'\nurl = '/_admin/health'\nanswer.token = '/t'", "no 't' of '/t' in an object with"),
    ],
)
def test_what_needs_the_operation_is_not_testable_by_its_name(
    way: str, expected: str, mock_server: ServedServer, tmp_path: Path
) -> None:
    results = results_of(f"[operation.registration-token]\n{way}\n", mock_server, tmp_path)
    broken = [result for result in results if result.verdict is ItemVerdict.UNTESTABLE]
    assert broken
    assert {result.missing for result in broken} == {("registration-token",)}
    assert all(expected in result.found for result in broken)
    assert "not tried again after 3 failures in a row" in broken[-1].found
    assert all(result.given_up for result in broken)


def test_a_connector_that_breaks_in_the_middle_leaves_what_it_made_in_the_report(
    mock_server: ServedServer, tmp_path: Path
) -> None:
    with real_operator(TOKEN + DELETE, mock_server.url, folder=tmp_path) as operator:
        control = SUITE.side.by_connector(operator)
        obtained = control.obtain("esp32", "conform-1")
        mock_server.close()
        (line,) = control.close()
    what = f"device {obtained.id!r} ('conform-1'): delete: DELETE /_admin/devices/{obtained.id}"
    assert line == f"{what} failed: connection refused; delete it on the server, or run --clean-up"
