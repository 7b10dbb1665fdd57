"""`oceanhil compare` and `oceanhil schema`."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from oceanhil.app.run.library import find_files
from tests.user import Command


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
    place, head, *rows = done.out.splitlines()
    assert place == "the requests of device differ at place 5"
    assert head.split() == ["gone.jsonl", "refused.jsonl"]
    assert [row.split()[0] for row in rows] == ["2", "3", "4", "5", "6", "7", "8"]
    marked = [row.split() for row in rows if "≠" in row]
    register = "POST /api/device/register/"
    assert marked == [f"5 {register} 410 token_used ≠ {register} 401 token_expired".split()]


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("other", ["gone", "seeded"])
def test_seeds_and_times_are_no_difference(other: str, oceanhil: Command) -> None:
    done = oceanhil("compare", "gone.jsonl", f"{other}.jsonl")
    assert done.code == 0
    assert re.fullmatch(r"the traces agree in all \d+ observables\n", done.out)


@pytest.mark.usefixtures("traces")
def test_json_has_the_difference_or_null(oceanhil: Command) -> None:
    found = msgspec.json.decode(oceanhil("compare", "gone.jsonl", "refused.jsonl", "--json").out)["difference"]
    assert (found["device"], found["kind"], found["index"]) == ("device", "request", 4)
    assert msgspec.json.decode(oceanhil("compare", "gone.jsonl", "gone.jsonl", "--json").out) == {"difference": None}


@pytest.mark.usefixtures("traces")
def test_what_a_world_cannot_see_is_left_out_and_said(oceanhil: Command) -> None:
    done = oceanhil("compare", "gone.jsonl", "refused.jsonl", "--blind", "request", "--blind", "serial")
    assert done.code == 0
    assert done.out.splitlines()[1] == "not compared: serial lines, requests"


@pytest.fixture
def folders(traces: Path) -> Path:
    """Two folders: one trace equal, one different, one only in A."""
    for place in ("a/same.jsonl", "b/same.jsonl", "a/other.jsonl", "a/alone.jsonl"):
        (traces / place).parent.mkdir(exist_ok=True)
        (traces / place).write_bytes((traces / "gone.jsonl").read_bytes())
    (traces / "b/other.jsonl").write_bytes((traces / "refused.jsonl").read_bytes())
    return traces


@pytest.mark.usefixtures("folders")
def test_folders_are_compared_by_the_names_of_their_files(oceanhil: Command) -> None:
    done = oceanhil("compare", "a", "b")
    assert done.code == 1
    assert done.out.splitlines()[:2] == ["other.jsonl:", "the requests of device differ at place 5"]
    assert done.out.splitlines()[-2:] == ["only in a: alone.jsonl", "1 equal, 1 differ, 1 only in A"]


def test_a_trace_that_one_folder_lacks_is_a_difference(oceanhil: Command, folders: Path) -> None:
    for name in ("a", "b"):
        (folders / name / "other.jsonl").unlink()
    done = oceanhil("compare", "b", "a")
    assert (done.code, done.out.splitlines()) == (1, ["only in a: alone.jsonl", "1 equal, 0 differ, 1 only in B"])
    (folders / "a/alone.jsonl").unlink()
    assert oceanhil("compare", "a", "b").code == 0


@pytest.mark.usefixtures("folders")
def test_json_of_folders_has_every_name(oceanhil: Command) -> None:
    found = msgspec.json.decode(oceanhil("compare", "b", "a", "--json").out)
    assert (found["equal"], list(found["different"])) == (["same.jsonl"], ["other.jsonl"])
    assert (found["only_in_a"], found["only_in_b"]) == ([], ["alone.jsonl"])


def test_folders_with_nothing_in_common_are_refused(oceanhil: Command, folders: Path) -> None:
    (folders / "empty").mkdir()
    done = oceanhil("compare", "a", "empty")
    assert done.code == 2
    assert "'a' and 'empty' have no trace (.jsonl) of the same name; nothing to compare" in done.err


def test_a_file_that_is_no_trace_is_refused_with_the_line(oceanhil: Command, traces: Path) -> None:
    (traces / "none.jsonl").write_bytes(b"\n" * 4 + b'{"t_us":')
    done = oceanhil("compare", "none.jsonl", "gone.jsonl")
    assert done.code == 2
    assert "none.jsonl:5: is no event of a trace: " in done.err
    assert "expected a file written by --trace" in done.err


@pytest.mark.parametrize("order", [("cut.jsonl", "gone.jsonl"), ("gone.jsonl", "cut.jsonl")])
def test_a_file_that_was_cut_off_differs_by_what_is_in_it_and_never_by_its_end(
    oceanhil: Command, traces: Path, order: tuple[str, str]
) -> None:
    lines = (traces / "gone.jsonl").read_bytes().splitlines(keepends=True)
    (traces / "cut.jsonl").write_bytes(b"".join(lines[:40]) + lines[40][:20])
    done = oceanhil("compare", *order)
    told = "cut.jsonl: line 41 is no whole event of a trace; the 39 events before it are shown\n"
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(told)
    assert "what can be read of both agrees; of the rest nothing is known" in done.err
    again = oceanhil("compare", *order, "--json")
    assert (again.code, msgspec.json.decode(again.out)) == (2, {"difference": None})


def test_a_difference_before_the_cut_is_shown_as_any_other(oceanhil: Command, traces: Path) -> None:
    lines = (traces / "refused.jsonl").read_bytes().splitlines(keepends=True)
    (traces / "cut.jsonl").write_bytes(b"".join(lines[:-1]) + lines[-1][:20])
    done = oceanhil("compare", "gone.jsonl", "cut.jsonl")
    whole = oceanhil("compare", "gone.jsonl", "refused.jsonl")
    assert (done.code, done.out) == (1, whole.out.replace("refused.jsonl", "cut.jsonl"))
    assert done.err.startswith(f"cut.jsonl: line {len(lines)} is no whole event of a trace;")


def test_the_page_of_a_newer_trace_opens_at_the_difference_with_events_that_are_not_known(
    oceanhil: Command, traces: Path
) -> None:
    oceanhil("compare", "gone.jsonl", "refused.jsonl", "--moment", "known.html")
    later = (traces / "refused.jsonl").read_bytes().replace(b'"trace":', b'"trace":9', 1)
    (traces / "later.jsonl").write_bytes(later.replace(b'"kind":"boot"', b'"kind":"birth"'))
    done = oceanhil("compare", "gone.jsonl", "later.jsonl", "--moment", "later.html")
    places = [
        re.findall(r'"differ":\[(\d+),(\d+)\]', (traces / f"{name}.html").read_text("utf-8"))
        for name in ("known", "later")
    ]
    assert done.code == 1
    assert "later.jsonl: is a trace of version 93" in done.err
    assert len(places[0]) == 1
    assert places[0] == places[1]


def test_a_missing_file_is_refused(oceanhil: Command) -> None:
    done = oceanhil("compare", "none.jsonl", "none.jsonl")
    assert done.code == 2
    assert "none.jsonl: cannot be read: no such file or directory; expected a trace file (.jsonl)" in done.err


@pytest.mark.long
@pytest.mark.parametrize("words", [("old", "new"), ("new", "old")])
@pytest.mark.parametrize(("is_there", "what"), [(False, "is not there"), (True, "is a file")])
def test_a_folder_beside_what_is_none_is_refused_by_that(
    oceanhil: Command, folder: Path, words: tuple[str, str], *, is_there: bool, what: str
) -> None:
    (folder / "old").mkdir()
    if is_there:
        (folder / "new").touch()
    done = oceanhil("compare", *words)
    assert done.code == 2
    assert f"'old' is a folder, and 'new' {what}; give two traces, or two folders" in done.err


def test_the_schema_is_one_and_accepts_a_scenario(oceanhil: Command) -> None:
    schema = msgspec.json.decode(oceanhil("schema").out)
    (file,) = find_files(["token-expired"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), schema)


def test_the_server_is_described_without_one_running(oceanhil: Command) -> None:
    document = msgspec.json.decode(oceanhil("schema", "--openapi").out)
    assert (document["openapi"], document["servers"]) == ("3.1.1", [{"url": "http://127.0.0.1:8080/"}])
    assert "/api/device/session/" in document["paths"]


def test_the_description_follows_a_profile(oceanhil: Command, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('[wire]\nsession_path = "/v2/session/"\n', "utf-8")
    document = msgspec.json.decode(oceanhil("schema", "--openapi", "--profile", str(tmp_path / "my.toml")).out)
    assert "/v2/session/" in document["paths"]
    wrong = oceanhil("schema", "--openapi", "--profile", str(tmp_path / "none.toml"))
    assert (wrong.code, "none.toml" in wrong.err) == (2, True)


@pytest.mark.parametrize("kind", ["serial", "status", "load", "save", "panic", "line"])
@pytest.mark.parametrize("in_folders", [False, True])
def test_an_event_without_what_tells_it_is_no_event(
    oceanhil: Command, folder: Path, kind: str, *, in_folders: bool
) -> None:
    for place in ("a", "b"):
        (folder / place).mkdir()
        line = {"t_us": 0, "source": "device", "kind": kind, "device": "d", "fields": {}}
        (folder / place / "x.jsonl").write_bytes(b"\n" + msgspec.json.encode(line))
    words = ("a", "b") if in_folders else ("a/x.jsonl", "b/x.jsonl")
    done = oceanhil("compare", *words)
    assert done.code == 2
    assert f"x.jsonl:2: is no event of a trace: an event of kind {kind!r} lacks the field" in done.err
