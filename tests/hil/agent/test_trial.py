"""A trial of an agent: that of a virtual board keeps every promise; one that breaks one is told in the page's words."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import takewhile

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.trial.bridge import tells_a_time_out
from oceanhil.hil.agent.trial.line import oddly_written
from oceanhil.hil.agent.trial.promises import PROMISES, make_ready, try_all, try_promise
from oceanhil.hil.agent.trial.trial import (
    BrokenPromiseError,
    CommandRefusal,
    Promise,
    PromiseOutcome,
    Trial,
    TriedPromise,
    expect_done,
    expect_refusal,
)
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.recorder import HeardBytes
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.agent.error_code import AgentErrorCode
from tests.docs.pieces import ROOT
from tests.hil.agent.agent_faults import AnswersAnything
from tests.hil.agent.fault_table import FAULTS, LONG_FAULTS
from tests.hil.agent.faulty_line import Fault, FaultyLine
from tests.hil.boards.owners import TOKEN

NVS = 0x9000
PAGE = " ".join((ROOT / "docs" / "agent-protocol.md").read_text("utf-8").split())
LATE = next(each for each in PROMISES if each.says.startswith("the commands that still come"))
TIME_OUT = PROMISES[-1]
"""Tried after `LATE`, which finds how long the program waits."""


@pytest.fixture(scope="module")
def board() -> Iterator[VirtualBoardProcess]:
    with VirtualBoardProcess("--board", "esp32", "--token", TOKEN) as process:
        yield process


@contextlib.contextmanager
def trial_of(board: VirtualBoardProcess, fault: Fault) -> Iterator[Trial]:
    """A trial of the virtual board's agent, as it is with this fault."""
    if not board.control.ask().powered:
        board.control.power(on=True, hold=True)
    printed = fault.printed

    def hear(event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            printed.add(event.line.text)

    def revive() -> None:
        if not board.control.ask().powered:
            board.control.power(on=True, hold=True)

    heard = HeardBytes()
    with SerialLink(PortSpec(board.port_url), log=heard) as link:
        link.subscribe(hear)
        line = FaultyLine(LinkLine(link), fault)
        with contextlib.closing(AgentClient(line, board="desk")) as agent:
            trial = Trial(
                line,
                agent,
                revive=revive,
                spare=NVS,
                printed=printed,
                heard=lambda: fault.heard(heard.heard),
                settle_s=0.1,
            )
            with contextlib.closing(trial):
                make_ready(trial)
                yield trial
                # Whatever the fault has left must not meet the next one.
        with contextlib.closing(AgentClient(LinkLine(link), board="desk")) as agent:
            revive()
            agent.open()
            agent.factory()


def tried(board: VirtualBoardProcess, fault: Fault, promise: Promise) -> TriedPromise:
    with trial_of(board, fault) as trial:
        return try_promise(trial, promise)


def broken(found: TriedPromise) -> str:
    """In which way a promise was broken; empty if it was not."""
    return found.why if found.outcome is PromiseOutcome.BROKEN else ""


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"{promise.command}: {promise.says[:30]}")
def test_each_promise_is_a_sentence_of_the_page(promise: Promise) -> None:
    assert promise.says in PAGE


@pytest.mark.slow
def test_the_agent_of_a_virtual_board_keeps_every_promise(board: VirtualBoardProcess) -> None:
    with trial_of(board, Fault()) as trial:
        found = try_all(trial, [promise for promise in PROMISES if promise not in {LATE, TIME_OUT}])
    assert [each for each in found if each.outcome is not PromiseOutcome.KEPT or each.why] == []


@pytest.mark.long
def test_a_late_answer_finds_no_exchange_on_a_virtual_board(board: VirtualBoardProcess) -> None:
    with trial_of(board, Fault()) as trial:
        found = try_all(trial, [LATE, TIME_OUT])
    assert [(each.outcome, each.why) for each in found] == [(PromiseOutcome.KEPT, ""), (PromiseOutcome.KEPT, "")]


@pytest.mark.long
def test_who_takes_a_late_answer_breaks_a_promise(board: VirtualBoardProcess) -> None:
    found = tried(board, AnswersAnything(), LATE)
    assert re.fullmatch(r"HTTP,FAIL of exchange \d+ was done after it was printed to end with -11", broken(found))


@pytest.mark.long
def test_who_waits_on_with_each_part_breaks_a_promise(board: VirtualBoardProcess) -> None:
    with trial_of(board, AnswersAnything()) as trial:
        trial.time_out_s = 2.0
        found = broken(try_promise(trial, TIME_OUT))
    assert found == "3 s after a request that waits 2 s, with one part in it, HTTP,FAIL of the exchange was done"


def test_how_long_it_waits_must_be_known(board: VirtualBoardProcess) -> None:
    found = tried(board, Fault(), TIME_OUT)
    why = "how long its program waits for an answer was not found"
    assert found == TriedPromise(TIME_OUT, PromiseOutcome.NOT_TRIED, why)


@pytest.mark.parametrize(
    ("command", "fault", "told"),
    [*FAULTS, *(pytest.param(*row, marks=pytest.mark.long) for row in LONG_FAULTS)],
    ids=[f"{row[0]}-{type(row[1]).__name__}" for row in (*FAULTS, *LONG_FAULTS)],
)
def test_a_broken_promise_is_told_with_what_the_agent_did(
    board: VirtualBoardProcess, command: str, fault: Fault, told: str
) -> None:
    held_to = [each for each in PROMISES if each.command == command and each not in {LATE, TIME_OUT}]
    broke = (broken(tried(board, fault, promise)) for promise in held_to)
    found = list(takewhile(lambda each: not re.match(re.escape(told), each), broke))
    assert len(found) < len(held_to), found


def test_what_an_agent_cannot_is_not_tried(board: VirtualBoardProcess) -> None:
    with trial_of(board, Fault()) as trial:
        trial.agent.groups = frozenset()
        found = try_promise(trial, LATE)
    assert found == TriedPromise(LATE, PromiseOutcome.NOT_TRIED, "it has no hold, http, provision")


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (None, "part 3 was taken, at last"),
        (CommandRefusal("bad-argument"), "part 3 was refused with bad-argument, at last"),
        (CommandRefusal("too-late"), "part 3 was refused with too-late, at last"),
    ],
)
def test_another_code_than_expected_is_told_as_the_agent_said_it(refusal: CommandRefusal | None, told: str) -> None:
    with pytest.raises(BrokenPromiseError, match=f"^{told}$"):
        expect_refusal(refusal, AgentErrorCode.OUT_OF_RANGE, "part 3 was", done="taken", when=", at last")


def test_the_code_that_is_expected_is_right_and_no_refusal_is_done() -> None:
    for code in AgentErrorCode:
        expect_refusal(CommandRefusal(code.value), code, "it was")
    expect_done(None, "it was")
    with pytest.raises(BrokenPromiseError, match=r"^it was refused with busy after all$"):
        expect_done(CommandRefusal("busy"), "it was", when=" after all")


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("[POLL] HTTP Response: -11", True),
        ("server said -11, again in 2 s", True),
        ("2026-11-28", False),
        ("x-11", False),
    ],
)
def test_a_time_out_is_told_by_its_number(line: str, *, tells: bool) -> None:
    assert tells_a_time_out(line) is tells


REFUSAL = b"$HER,8,bad-argument,no such word%2C expected on*"


@pytest.mark.parametrize(
    ("raw", "odd"),
    [
        (REFUSAL + b"5B\r\n", ""),
        (REFUSAL + b"5b\r\n", "small digits in its checksum"),
        (REFUSAL.replace(b"%2C", b"%2c") + b"7B\r\n", "odd escapes"),
        (REFUSAL + b"5B\n", "a line end without CR"),
        (REFUSAL + b"5C\r\n", ""),
    ],
    ids=["as it should be", "checksum", "escape", "line end", "no sentence"],
)
def test_what_is_odd_in_a_sentence_is_told_by_its_own_part(raw: bytes, odd: str) -> None:
    assert oddly_written(raw) == odd
