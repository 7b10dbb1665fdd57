"""A recording as a HAR file: as the specification asks, with what was recorded in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from oceanhil.app.commands.server import server
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.protocol.recording import read_recording
from tests.mock_server.proxy.har_schema import HAR_SCHEMA
from tests.protocol.recording_lines import HEAD, exchange_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock_server.proxy.conftest import Pair

STATE = "/api/device/state/"


def _har(path: Path) -> dict[str, object]:
    with path.open("rb") as lines:
        made: dict[str, object] = json.loads(make_har(*read_recording(lines), "1"))
    Draft202012Validator(HAR_SCHEMA).validate(made)
    return made["log"]  # type: ignore[return-value] # the schema says what it is


def test_a_conversation_is_a_har_file(pair: Pair, recording: Path) -> None:
    headers = pair.online()
    pair.proxy.ask("GET", f"{STATE}?token=oc_perm_{'x' * 40}&a=1", None, headers)
    pair.proxy.fault("drop_request")
    with pytest.raises(OSError, match="closed"):
        pair.proxy.ask("GET", STATE)
    entries = _har(recording)["entries"]
    assert isinstance(entries, list)
    assert [entry["response"]["status"] for entry in entries] == [200, 200, 200, 0]
    assert entries[2]["request"]["queryString"][1] == {"name": "a", "value": "1"}
    assert entries[3]["_faults"][0]["kind"] == "drop_request"


def test_an_error_of_the_upstream_is_in_it(pair: Pair, recording: Path) -> None:
    pair.origin.stop()
    pair.proxy.ask("GET", STATE)
    entries = _har(recording)["entries"]
    assert isinstance(entries, list)
    assert (entries[0]["_error"], entries[0]["_sentStatus"]) == ("the upstream cannot be reached", 502)


@pytest.mark.parametrize(
    ("time", "written"), [("0", "1970-01-01T00:00:00.000+00:00"), ("253402300799", "9999-12-31T23:59:59.000+00:00")]
)
def test_every_time_that_a_calendar_knows_is_written(time: str, written: str) -> None:
    har = json.loads(make_har(*read_recording([HEAD, exchange_at(time)]), "0"))
    assert har["log"]["entries"][0]["startedDateTime"] == written


def test_the_command_writes_a_new_file(pair: Pair, recording: Path, tmp_path: Path) -> None:
    pair.proxy.ask("GET", STATE)
    arguments = ["har", str(recording), str(tmp_path / "out.har")]
    first, second = (CliRunner().invoke(server, arguments) for _ in range(2))
    assert (first.exit_code, first.output) == (0, f"{tmp_path / 'out.har'}: 1 exchange\n")
    assert (second.exit_code, "exists; choose a new file" in second.output) == (2, True)
