"""The album as a file: the traces of a run's cases in one page, each the same bytes as a trace file."""

import base64
import re
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.moment import album as rooms
from oceanhil.app.moment.album import Album, Source, build_album
from oceanhil.app.moment.page import render_album
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.trace import Source as Who
from oceanhil.scenarios.trace_file import encode_trace, head_of
from tests.app.report.conftest import make_result


def said(*texts: str) -> tuple[Event, ...]:
    return tuple(Event(at, Who.DEVICE, EventKind.SERIAL, "device", {"text": text}) for at, text in enumerate(texts))


def album_in(page: str) -> Album:
    """Give the album in a page, as the page's script reads it."""
    (text,) = re.findall(r'id="traces">(.*?)</script>', page, re.DOTALL)
    return msgspec.convert(msgspec.json.decode(text)["album"], Album)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_what_is_opened_is_the_trace_as_its_file_has_it(texts: list[str]) -> None:
    result = make_result(events=said(*texts))
    (case,) = album_in(render_album(build_album([("run-1", result)], {}, {}))).cases
    assert zlib.decompress(base64.b64decode(case.trace)) == encode_trace(head_of(result), result.events)


def test_a_case_of_which_no_event_is_known_is_left_out() -> None:
    results = [("run-1", make_result()), ("run-2", make_result(events=said("hello")))]
    assert [each.key for each in build_album(results, {}, {}).cases] == ["run-2"]


def test_a_case_without_a_title_stands_under_its_name() -> None:
    result = msgspec.structs.replace(make_result(events=said("hello")), scenario="test_it", title="")
    assert [each.title for each in build_album([("run-1", result)], {}, {}).cases] == ["test_it"]


def test_the_file_of_a_scenario_stands_there_once_and_only_of_cases_that_do() -> None:
    results = [(f"run-{at}", make_result(events=said("hello"))) for at in range(2)]
    used = results[0][1].scenario
    sources = {used: Source("a.yaml", "id: a"), "other": Source("b.yaml", "id: b")}
    assert build_album(results, sources, {}).sources == {used: sources[used]}


def test_who_wants_bytes_is_told_the_command_unless_they_are_there() -> None:
    plain = make_result(events=said("hello"))
    state = Event(1, Who.DEVICE, EventKind.STATE, "device", {"wifi": "on"})
    close = make_result(events=(*plain.events, state))
    options = {plain.scenario: " --scenarios own.yaml"}
    looks = [each.look for each in build_album([("a", plain), ("b", close)], {}, options).cases]
    assert looks == [f"oceanhil replay '{plain.replay_id}' --scenarios own.yaml --open", ""]


def test_there_are_as_many_cases_as_a_page_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    results = [(f"run-{at}", make_result(events=said("hello"), outcome=Outcome.PASSED)) for at in range(3)]
    (one,) = build_album(results[:1], {}, {}).cases
    monkeypatch.setattr(rooms, "ALBUM_BYTES_MOST", 2 * len(one.trace))
    assert [each.key for each in build_album(results, {}, {}).cases] == ["run-0", "run-1"]
