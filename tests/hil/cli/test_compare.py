"""`oceanhil compare` and `oceanhil schema`."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from hil.library import find_files
from tests.hil.user import Command


@pytest.fixture
def traces(oceanhil: Command, folder: Path) -> Path:
    """A folder with the traces of three runs that differ in board, seed and the server's answer."""
    for name, replay_id in {
        "gone": "token-reused@esp32#answer=410",
        "refused": "token-reused@esp32#answer=401",
        "seeded": "token-reused@esp32#answer=410,seed=9",
        "other-board": "token-reused@picow#answer=410",
    }.items():
        oceanhil("replay", replay_id, "-q", "--trace", f"{name}.jsonl")
    return folder


@pytest.mark.usefixtures("traces")
def test_the_first_difference_is_shown_with_what_came_before(oceanhil: Command) -> None:
    done = oceanhil("compare", "gone.jsonl", "refused.jsonl")
    assert done.code == 1
    assert done.out.splitlines()[0].endswith(" of device differ at place 5")
    assert "gone.jsonl     POST /api/device/register/ 410 token_used" in done.out
    assert "refused.jsonl  POST /api/device/register/ 401 token_expired" in done.out


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("other", ["gone", "seeded"])
def test_seeds_and_times_are_no_difference(other: str, oceanhil: Command) -> None:
    done = oceanhil("compare", "gone.jsonl", f"{other}.jsonl")
    assert done.code == 0
    assert done.out.startswith("no difference: ")


@pytest.mark.usefixtures("traces")
def test_json_has_the_difference_or_null(oceanhil: Command) -> None:
    found = msgspec.json.decode(oceanhil("compare", "gone.jsonl", "refused.jsonl", "--json").out)["difference"]
    assert (found["device"], found["kind"], found["index"]) == ("device", "request", 4)
    assert msgspec.json.decode(oceanhil("compare", "gone.jsonl", "gone.jsonl", "--json").out) == {"difference": None}


def test_a_file_that_is_no_trace_is_refused_with_the_line(oceanhil: Command, traces: Path) -> None:
    lines = (traces / "gone.jsonl").read_bytes().splitlines(keepends=True)
    (traces / "cut.jsonl").write_bytes(b"".join(lines[:4]) + lines[4][:20])
    done = oceanhil("compare", "cut.jsonl", "gone.jsonl")
    assert done.code == 2
    assert "cut.jsonl:5: is no event of a trace: " in done.err
    assert "expected a file written by --trace" in done.err


def test_a_missing_file_is_refused(oceanhil: Command) -> None:
    done = oceanhil("compare", "none.jsonl", "none.jsonl")
    assert done.code == 2
    assert "none.jsonl: cannot be read: no such file or directory; expected a trace file (.jsonl)" in done.err


def test_the_schema_is_one_and_accepts_a_scenario(oceanhil: Command) -> None:
    schema = msgspec.json.decode(oceanhil("schema").out)
    (file,) = find_files(["token-expired"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), schema)
