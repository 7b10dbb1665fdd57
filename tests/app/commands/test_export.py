"""`oceanhil export`: each form by its ending, and what is said of a trace that cannot be exported."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.moment.part import EVENTS_MOST, LINE_MOST
from oceanhil.scenarios.trace_file import TRACE_VERSION
from tests.user import Command


@pytest.fixture
def trace(oceanhil: Command, folder: Path) -> Path:
    """A close-up, and beside it a plain trace."""
    oceanhil("replay", "first-boot@esp32", "-q", "--moment", "page.html", "--trace", "close.jsonl")
    oceanhil("replay", "first-boot@esp32", "-q", "--trace", "plain.jsonl")
    return folder / "close.jsonl"


def test_the_ending_says_which_form(oceanhil: Command, trace: Path) -> None:
    for name in ("a.har", "a.json", "a.pcap", "a.html"):
        done = oceanhil("export", trace.name, name)
        assert (done.code, done.out.partition(":")[0]) == (0, name)
    entries = msgspec.json.decode(trace.with_name("a.har").read_bytes())["log"]["entries"]
    assert [(each["request"]["url"].split("/")[-2], each["time"]) for each in entries[:3]] == [
        ("register", 40.0),
        ("session", 40.0),
        ("state", 40.0),
    ]
    assert "traceEvents" in msgspec.json.decode(trace.with_name("a.json").read_bytes())
    assert trace.with_name("a.pcap").read_bytes().startswith(b"\xd4\xc3\xb2\xa1")
    assert "first-boot@esp32" in trace.with_name("a.html").read_text("utf-8")


@pytest.mark.usefixtures("trace")
def test_a_trace_without_messages_says_how_to_get_them(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("export", "plain.jsonl", "b.har")
    assert done.code == 2
    assert "plain.jsonl: has no HTTP messages" in done.err
    assert not (folder / "b.har").exists()
    assert oceanhil("export", "plain.jsonl", "b.json").code == 0


def test_a_trace_that_was_cut_off_is_exported_as_far_as_it_goes(oceanhil: Command, trace: Path) -> None:
    data = trace.read_bytes()
    # In the middle of the third request: two have been whole.
    third = [at for at, line in enumerate(data.splitlines(keepends=True)) if b'"kind":"request"' in line][2]
    kept = b"".join(data.splitlines(keepends=True)[:third])
    trace.with_name("cut.jsonl").write_bytes(kept + b'{"t_us":')
    told = f"cut.jsonl: line {third + 1} is no whole event of a trace; the {third - 1} events before it are shown\n"
    for ending in ("har", "json", "pcap"):
        done = oceanhil("export", "cut.jsonl", f"c.{ending}")
        assert (done.code, done.err) == (0, told)
    entries = msgspec.json.decode(trace.with_name("c.har").read_bytes())["log"]["entries"]
    assert [each["request"]["url"].split("/")[-2] for each in entries] == ["register", "session"]
    shown = msgspec.json.decode(trace.with_name("c.json").read_bytes())["traceEvents"]
    # All but the head, and exchanges and boots, which have no instant.
    others = sum(b'"kind":"exchange"' in line or b'"kind":"boot"' in line for line in kept.splitlines())
    assert sum(each["ph"] == "i" for each in shown) == third - 1 - others


def test_of_a_later_version_what_is_known_is_exported_and_the_rest_counted(oceanhil: Command, trace: Path) -> None:
    data = trace.read_bytes().replace(b'"trace":', b'"trace":9', 1).replace(b'"kind":"boot"', b'"kind":"birth"')
    trace.with_name("later.jsonl").write_bytes(data)
    for ending in ("har", "json", "pcap"):
        done = oceanhil("export", "later.jsonl", f"l.{ending}")
        assert done.code == 0
        assert "later.jsonl: is a trace of version 93, this program knows up to 3;" in done.err
        assert done.err.endswith("; events of it that this program does not know: 1, left out\n")
    shown = msgspec.json.decode(trace.with_name("l.json").read_bytes())["traceEvents"]
    assert {each["ph"] for each in shown} == {"M", "i", "b", "e", "C"}


@pytest.mark.parametrize("text", [b"\x89PNG\r\n", b"[1, 2]\n", b'{"trace":93}\n', b'{"a": 1}\n' * 9])
def test_of_a_file_without_one_event_nothing_is_exported(oceanhil: Command, folder: Path, text: bytes) -> None:
    (folder / "other.jsonl").write_bytes(text)
    done = oceanhil("export", "other.jsonl", "other.json")
    assert (done.code, (folder / "other.json").exists()) == (2, False)
    assert "other.jsonl" in done.err


def test_the_page_of_a_trace_that_was_cut_off_has_it_as_far_as_it_goes_and_says_so(
    oceanhil: Command, trace: Path
) -> None:
    data = trace.read_bytes()
    trace.with_name("cut.jsonl").write_bytes(data[:5_000])
    done = oceanhil("export", "cut.jsonl", "cut.html")
    number = data[:5_000].count(10) + 1
    told = f"cut.jsonl: line {number} is no whole event of a trace; the {number - 2} events before it are shown\n"
    assert (done.code, done.err) == (0, told)
    # The page reads the line that was cut too, and says it.
    text = msgspec.json.encode(data[4_800:5_000].decode())
    assert text[1:-1] in trace.with_name("cut.html").read_bytes()


@pytest.mark.parametrize(
    "line",
    [
        b'{"t_us":1,"source":"device","kind":"halt","device":"\xff","fields":{}}',
        b'{"t_us":1,"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=["no text", "too deep"],
)
def test_the_page_ends_before_a_line_that_no_reader_takes(oceanhil: Command, trace: Path, line: bytes) -> None:
    events = len(trace.read_bytes().splitlines()) - 1
    with trace.open("ab") as file:
        file.write(line)
    done = oceanhil("export", str(trace), str(trace.with_suffix(".html")))
    assert done.code == 0
    assert f"line {events + 2} is no whole event of a trace; the {events:,} events before it are shown" in done.err


def test_the_page_of_a_trace_of_a_later_version_is_made_and_says_so(oceanhil: Command, trace: Path) -> None:
    trace.with_name("later.jsonl").write_bytes(trace.read_bytes().replace(b'"trace":', b'"trace":9', 1))
    done = oceanhil("export", "later.jsonl", "later.html")
    assert done.code == 0
    assert "later.jsonl: is a trace of version 93, this program knows up to 3;" in done.err


def test_of_a_very_long_trace_the_page_has_the_first_events(
    oceanhil: Command, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.app.moment.part.EVENTS_MOST", 9)
    lines = trace.read_bytes().splitlines()
    done = oceanhil("export", trace.name, "long.html")
    page = trace.with_name("long.html").read_bytes()
    assert (done.code, done.err) == (0, "close.jsonl: has more than 9 events; the first of them are shown\n")
    # One more is there, by which the page knows that it has not all.
    assert [msgspec.json.encode(line.decode())[1:-1] in page for line in (lines[10], lines[11])] == [True, False]


def test_page_and_command_take_the_same_part() -> None:
    script = (files("oceanhil.app.moment") / "templates" / "trace.js").read_text("utf-8")
    for name, number in (("EVENTS_MOST", EVENTS_MOST), ("LINE_MOST", LINE_MOST), ("TRACE_VERSION", TRACE_VERSION)):
        assert f"const {name} = {number:_};" in script


@pytest.mark.parametrize("text", [b"\x89PNG\r\n", b"[1, 2]\n", b'{"a": 1}\n' * 9])
def test_of_a_file_that_is_no_trace_there_is_no_page(oceanhil: Command, folder: Path, text: bytes) -> None:
    (folder / "other.jsonl").write_bytes(text)
    done = oceanhil("export", "other.jsonl", "other.html")
    assert (done.code, (folder / "other.html").exists()) == (2, False)
    assert "other.jsonl" in done.err


def test_an_ending_that_names_no_form_is_refused_with_those_that_do(oceanhil: Command, trace: Path) -> None:
    done = oceanhil("export", trace.name, "a.csv")
    assert done.code == 2
    assert all(ending in done.err for ending in (".har", ".json", ".pcap", ".html"))
