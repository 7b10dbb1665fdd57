"""`oceanhil export`: each form by its ending, and what is said of a trace that cannot be exported."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

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


def test_a_trace_that_was_cut_off_or_is_of_a_later_version_is_named(oceanhil: Command, trace: Path) -> None:
    data = trace.read_bytes()
    trace.with_name("cut.jsonl").write_bytes(data[:5_000])
    done = oceanhil("export", "cut.jsonl", "c.har")
    assert (done.code, done.err.split(": ")[1]) == (2, f"cut.jsonl:{data[:5_000].count(10) + 1}")
    trace.with_name("later.jsonl").write_bytes(data.replace(b'"trace":', b'"trace":9', 1))
    assert "is a trace of version 9" in oceanhil("export", "later.jsonl", "c.har").err


def test_an_ending_that_names_no_form_is_refused_with_those_that_do(oceanhil: Command, trace: Path) -> None:
    done = oceanhil("export", trace.name, "a.csv")
    assert done.code == 2
    assert all(ending in done.err for ending in (".har", ".json", ".pcap", ".html"))
