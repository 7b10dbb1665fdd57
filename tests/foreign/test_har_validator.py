"""A run's conversation, exported as HAR, judged by har-validator, unmodified: the schemas of HAR 1.2."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from oceanhil.app.moment.exports.har import trace_har
from oceanhil.scenarios.trace import Event, EventKind

_VALIDATE = Path(__file__).with_name("har.cjs")


def complaints(file: Path, har_validator: Path) -> list[str]:
    command = ["node", str(_VALIDATE), str(file)]
    variables = {**os.environ, "NODE_PATH": str(har_validator)}
    said = subprocess.run(command, env=variables, check=True, capture_output=True, text=True, timeout=60).stdout
    found: list[str] = json.loads(said)
    return found


@pytest.fixture
def har(conversation: list[Event], tmp_path: Path) -> Path:
    # A request that nobody answered is one of them: HAR has no form of its own for that.
    asked = next(each for each in conversation if each.kind is EventKind.REQUEST)
    kept = {name: value for name, value in asked.fields.items() if name not in {"answered", "code"}}
    lost = {**kept, "status": 0, "fault": "drop_response"}
    unanswered = Event(asked.t_us, asked.source, asked.kind, asked.device, lost)
    file = tmp_path / "run.har"
    file.write_bytes(trace_har([*conversation, unanswered], "1"))
    return file


def test_the_validator_has_nothing_against_it(har: Path, har_validator: Path) -> None:
    assert len(json.loads(har.read_text("utf-8"))["log"]["entries"]) > 2
    assert complaints(har, har_validator) == []


def test_the_validator_says_what_is_missing(har: Path, har_validator: Path) -> None:
    said = json.loads(har.read_text("utf-8"))
    del said["log"]["entries"][0]["timings"]
    har.write_text(json.dumps(said), "utf-8")
    assert complaints(har, har_validator) == [".log.entries[0] should have required property 'timings'"]
