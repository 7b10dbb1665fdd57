"""Waiting for lines and bytes, without a port: what is given, what is forgotten, and how long a wait may take."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from oceanhil.hil.link.events import LogLine
from oceanhil.hil.link.inbox import LINES_MAX, Inbox
from oceanhil.hil.link.port_errors import LineTimeoutError, LinkClosedError

TOKEN = "oc_reg_0123456789abcdefghijklmnop"


def line(text: str) -> LogLine:
    return LogLine(0, text, text.encode() + b"\n")


def inbox_with(*texts: str) -> Inbox:
    made = Inbox(lambda: "")
    made.put([line(text) for text in texts], sum(len(text) + 1 for text in texts))
    return made


def meanwhile(monkeypatch: pytest.MonkeyPatch, *happenings: Callable[[], object]) -> list[float]:
    """Let one thing happen in each wait, which then ends; the wait after the last one is in vain. Gives their times."""
    left, noted = list(happenings), list[float]()

    def wait(_: threading.Condition, timeout: float) -> bool:
        noted.append(timeout)
        if not left:
            return False
        left.pop(0)()
        return True

    monkeypatch.setattr(threading.Condition, "wait", wait)
    return noted


def clock(monkeypatch: pytest.MonkeyPatch, *times: float) -> None:
    monkeypatch.setattr("oceanhil.hil.link.inbox.time", SimpleNamespace(monotonic=iter(times).__next__))


def test_a_wait_takes_what_is_left_of_its_time_and_never_less_than_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_with("a")
    waits = meanwhile(monkeypatch, lambda: None, lambda: None)
    clock(monkeypatch, 100.0, 100.0, 101.5, 103.0)
    with pytest.raises(LineTimeoutError):
        inbox.wait_line("b", 2)
    assert waits == [2.0, 0.5, 0.0]


def test_a_wait_for_bytes_takes_what_is_left_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_with("a")
    waits = meanwhile(monkeypatch, lambda: inbox.put([], 1))
    clock(monkeypatch, 100.0, 100.0, 101.5)
    assert not inbox.wait_received(4, 2)
    assert waits == [2.0, 0.5]


def test_bytes_without_a_line_count_too() -> None:
    inbox = Inbox(lambda: "")
    assert (inbox.received_bytes, inbox.wait_received(0, 0)) == (0, True)
    inbox.put([], 3)
    inbox.put([line("a")], 2)
    assert (inbox.received_bytes, inbox.wait_received(5, 0), inbox.wait_received(6, 0)) == (5, True, False)


def test_a_line_that_comes_during_the_wait_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_with("a", "b")
    meanwhile(monkeypatch, lambda: inbox.put([line("c")], 2), lambda: inbox.put([line("d 1"), line("d 2")], 8))
    assert inbox.wait_line("d", 1).text == "d 1"
    assert inbox.wait_line("d", 1).text == "d 2"


def test_each_line_is_looked_at_once_in_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    class Searched(str):
        __slots__ = ()

        def __contains__(self, wanted: object) -> bool:
            looked.append(str(self))
            return str(self) == wanted

    inbox = Inbox(lambda: "")
    inbox.put([LogLine(0, Searched(text), b"") for text in "ab"], 0)
    meanwhile(monkeypatch, lambda: inbox.put([LogLine(0, Searched("c"), b"")], 0))
    assert inbox.wait_line("c", 1).text == "c"
    assert looked == ["a", "b", "c"]


def test_a_flood_or_another_waiter_during_the_wait_hides_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.link.inbox.LINES_MAX", 3)
    inbox = inbox_with("a", "b")

    def flood() -> None:
        inbox.put([line(text) for text in ("c", "d", "e", "wanted", "f")], 0)

    meanwhile(monkeypatch, flood)
    assert inbox.wait_line("wanted", 1).text == "wanted"

    def taken_by_another() -> None:
        inbox.clear()
        inbox.put([line("again")], 0)

    meanwhile(monkeypatch, taken_by_another)
    assert inbox.wait_line("again", 1).text == "again"


def test_a_link_that_fails_during_the_wait_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_with("a")
    meanwhile(monkeypatch, lambda: inbox.fail(LinkClosedError("closed")))
    with pytest.raises(LinkClosedError, match="closed"):
        inbox.wait_line("b", 1)


@pytest.mark.parametrize("act", [lambda inbox: inbox.put([], 0), lambda inbox: inbox.fail(None)])
def test_every_waiter_is_woken(act: Callable[[Inbox], None], monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(threading.Condition, "notify_all", lambda _: woken.append("all"))
    act(Inbox(lambda: ""))
    assert woken == ["all"]


def test_twenty_thousand_lines_are_kept() -> None:
    assert LINES_MAX == 20_000
    inbox = inbox_with(*map(str, range(LINES_MAX)))
    assert inbox.wait_line(re.compile("."), 0).text == "0"
    inbox.put([line("one"), line("more")], 0)
    assert inbox.wait_line(re.compile("."), 0).text == "2"


def test_what_is_cleared_is_gone_and_shown_all_the_same() -> None:
    inbox = inbox_with("old")
    inbox.clear()
    inbox.put([line("new")], 4)
    with pytest.raises(LineTimeoutError, match=r"the last lines were:\n  old\n  new$") as late:
        inbox.wait_line("old", 0)
    assert (late.value.last_lines, late.value.unfinished) == (("old", "new"), "")
    assert inbox.wait_line("n", 0).text == "new"


def test_eight_lines_are_shown_oldest_first() -> None:
    inbox = inbox_with(*map(str, range(5)))
    inbox.put([line(str(number)) for number in range(5, 10)], 0)
    with pytest.raises(LineTimeoutError) as late:
        inbox.wait_line("x", 0.25)
    assert late.value.last_lines == tuple("23456789")
    assert str(late.value).startswith("no line with 'x' within 0.25 s; the last lines were:\n  2\n  3\n")


def test_an_unfinished_line_is_shown_with_its_secrets_cut() -> None:
    inbox = Inbox(lambda: f"token {TOKEN}")
    with pytest.raises(LineTimeoutError) as late:
        inbox.wait_line(re.compile("x+"), 0)
    assert (late.value.last_lines, late.value.unfinished) == ((), "token oc_reg_01234…")
    said = "no line with pattern 'x+' within 0 s; the last lines were:\n  token oc_reg_01234… (unfinished)"
    assert str(late.value) == said
