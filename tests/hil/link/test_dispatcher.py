"""The order of what happens to bytes: recorded, told to listeners, put where others wait."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import cast

import pytest

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.hil.link.dispatcher import Dispatcher
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, NoiseSeen, SentenceSeen, Unplugged
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode

PONG = Sentence(SentenceKind.OK, 17, ("PONG",))


class Diary:
    """A recording and a listener in one: what happened, in order."""

    def __init__(self) -> None:
        self.happened: list[object] = []

    def received(self, t_ns: int, data: bytes) -> None:
        self.happened.append(("in", t_ns, data))

    def sent(self, t_ns: int, data: bytes) -> None:
        self.happened.append(("out", t_ns, data))

    def event(self, t_ns: int, text: str) -> None:
        self.happened.append(("event", t_ns, text))

    def hear(self, event: LinkEvent) -> None:
        self.happened.append(event)


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    """A diary; the clock stands at 7 ns, then at 8 ns and so on."""
    monkeypatch.setattr("oceanhil.hil.link.dispatcher.time", SimpleNamespace(monotonic_ns=iter(range(7, 99)).__next__))
    return Diary()


def listened_to(diary: Diary) -> Dispatcher:
    made = Dispatcher(cast("LogWriter", diary))
    made.subscribe(diary.hear)
    return made


def test_bytes_are_recorded_first_and_everything_has_the_time_they_came(diary: Diary) -> None:
    data = b"[REG]" + encode(PONG) + b" ok\n\xff\xfe\xfd\xfc\n"
    listened_to(diary).take(data)
    noise = LogLine(7, "\\xff\\xfe\\xfd\\xfc", b"\xff\xfe\xfd\xfc\n")
    assert diary.happened == [
        ("in", 7, data),
        SentenceSeen(7, PONG),
        LineSeen(LogLine(7, "[REG] ok", b"[REG] ok\n")),
        LineSeen(noise),
        NoiseSeen(noise),
    ]


def test_an_unfinished_line_has_the_time_at_which_it_was_ended_and_is_not_recorded_again(diary: Diary) -> None:
    dispatcher = listened_to(diary)
    dispatcher.take(b"half")
    dispatcher.flush()
    assert diary.happened == [("in", 7, b"half"), LineSeen(LogLine(8, "half", b"half"))]
    assert dispatcher.inbox.received_bytes == 4
    assert dispatcher.inbox.wait_line("half", 0).t_ns == 8


def test_what_is_sent_and_what_happens_to_the_port_are_recorded(diary: Diary) -> None:
    dispatcher = listened_to(diary)
    dispatcher.sent(b"ping\n")
    dispatcher.note("unplugged")
    assert diary.happened == [("out", 7, b"ping\n"), ("event", 8, "unplugged")]


def test_without_a_recording_and_listeners_all_of_it_works() -> None:
    dispatcher = Dispatcher(None)
    dispatcher.sent(b"ping\n")
    dispatcher.note("unplugged")
    dispatcher.tell(Unplugged(1))
    dispatcher.take(b"one\n" + encode(PONG))
    assert dispatcher.inbox.wait_line("one", 0).text == "one"


def test_every_listener_is_told_in_the_order_in_which_they_came() -> None:
    dispatcher, told = Dispatcher(None), list[str]()
    leave = dispatcher.subscribe(lambda _: told.append("first"))
    dispatcher.subscribe(lambda _: told.append("second"))
    dispatcher.tell(Unplugged(1))
    leave()
    leave()
    dispatcher.tell(Unplugged(2))
    assert told == ["first", "second", "second"]


def test_a_listener_that_leaves_while_it_is_told_disturbs_no_other() -> None:
    dispatcher, told = Dispatcher(None), list[str]()

    def once(_: LinkEvent) -> None:
        told.append("once")
        leave()

    leave = dispatcher.subscribe(once)
    dispatcher.subscribe(lambda _: told.append("always"))
    dispatcher.tell(Unplugged(1))
    dispatcher.tell(Unplugged(2))
    assert told == ["once", "always", "always"]


def test_a_listener_may_end_a_line() -> None:
    dispatcher, texts = Dispatcher(None), list[str]()

    def hear(event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            texts.append(event.line.text)
            dispatcher.flush()

    dispatcher.subscribe(hear)
    dispatcher.take(b"one\nhalf")
    assert texts == ["one", "half"]


def test_bytes_and_lines_are_there_when_the_last_listener_was_told() -> None:
    dispatcher, seen = Dispatcher(None), list[int]()
    dispatcher.subscribe(lambda _: seen.append(dispatcher.inbox.received_bytes))
    dispatcher.take(b"one\ntwo\n")
    dispatcher.take(b"three\n")
    assert (seen, dispatcher.inbox.received_bytes) == ([0, 0, 8], 14)


def test_what_is_thrown_away_are_whole_lines_and_half_ones() -> None:
    dispatcher = Dispatcher(None)
    dispatcher.take(b"old\nha")
    dispatcher.discard()
    dispatcher.take(b"new\n")
    assert dispatcher.inbox.wait_line(re.compile("."), 0).text == "new"
