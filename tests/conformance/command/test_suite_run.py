"""A whole run, whatever ends it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from oceanhil.conformance.command.exit_code import exit_code
from oceanhil.conformance.command.suite_run import Run, run_suite
from oceanhil.conformance.contract.finding import TargetLostError, Violation
from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.contract.suite import ItemSuite, Setup
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.control import Control
from oceanhil.remote.connector.ledger import Cleanup, clean_up_in_turn
from oceanhil.remote.wire.wire import Wire
from tests.conformance.fake_subject import FakeSubject, holds, item_of
from tests.conformance.servers import Kept

OCEANREMOTE = load_suite("oceanremote")


class LeavingControl(Control):
    """Cannot remove what it made."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> list[str]:
        self.closed += 1
        return ["device 7: the server does not answer"]


class ImpatientControl(Control):
    """Somebody presses Ctrl-C again while it removes what it made."""

    def close(self) -> list[str]:
        raise KeyboardInterrupt


def no_wire(_: object) -> Wire:
    raise AssertionError


def run(*items: Item[FakeSubject], control: Control | None = None, seen: Kept | None = None) -> ConformReport:
    suite = ItemSuite(
        rules=OCEANREMOTE.rules,
        side=OCEANREMOTE.side,
        items=items,
        subject=lambda _: FakeSubject(),
        admin_control=lambda _: Control(),
    )
    setup = Setup(wire_to=no_wire, control=control or LeavingControl())
    clock = count(10.0)
    wish = Run(
        suite=suite,
        ids=[item.id for item in items],
        setup=setup,
        url="http://127.0.0.1:1",
        connector="staging",
        version="1.0",
        started="2026-01-02T03:04:05Z",
        monotonic_s=lambda: next(clock),
    )
    return run_suite(wish, seen or Kept())


def raising(error: BaseException) -> Callable[[FakeSubject], None]:
    def check(_: FakeSubject) -> None:
        raise error

    return check


def test_a_run_tries_all_and_cleans_up() -> None:
    control, seen = LeavingControl(), Kept()
    report = run(item_of(holds, "a/1"), item_of(raising(Violation("x", "y")), "a/2"), control=control, seen=seen)
    assert [result.verdict for result in report.results] == [ItemVerdict.CONFORMS, ItemVerdict.VIOLATES]
    assert seen.results == list(report.results)
    assert control.closed == 1
    assert report.left_behind == ("device 7: the server does not answer",)
    assert (report.duration_s, report.connector, report.broken_off) == (1.0, "staging", "")


def test_a_server_that_is_lost_leaves_a_report_and_cleans_up() -> None:
    control = LeavingControl()
    lost = item_of(raising(TargetLostError("it is gone")), "a/2")
    report = run(item_of(holds, "a/1"), lost, item_of(holds, "a/3"), control=control)
    assert (report.broken_off, report.not_tried) == ("it is gone", ("a/2", "a/3"))
    assert control.closed == 1


def test_ctrl_c_leaves_a_report_and_cleans_up() -> None:
    control = LeavingControl()
    report = run(item_of(holds, "a/1"), item_of(raising(KeyboardInterrupt()), "a/2"), control=control)
    assert (report.broken_off, report.not_tried) == ("interrupted", ("a/2",))
    assert control.closed == 1


def test_ctrl_c_in_the_clean_up_leaves_a_report_that_says_so() -> None:
    report = run(item_of(holds, "a/1"), item_of(raising(KeyboardInterrupt()), "a/2"), control=ImpatientControl())
    assert (report.broken_off, len(report.results)) == ("interrupted", 1)
    assert report.left_behind == ("the clean-up was interrupted: what this run created may still be there",)


def test_a_run_whose_clean_up_alone_was_interrupted_is_broken_off_too() -> None:
    report = run(item_of(holds, "a/1"), control=ImpatientControl())
    assert (report.broken_off, report.not_tried) == ("interrupted in the clean-up, when every item was tried", ())
    assert exit_code(report, Kind.FACT) == 2


def test_a_clean_up_tells_how_far_it_is() -> None:
    class Removing(Control):
        def close(self) -> list[str]:
            return list(clean_up_in_turn([Cleanup("it stays", lambda: "")] * 3, self.heard).left)

    seen = Kept()
    run(item_of(holds, "a/1"), control=Removing(), seen=seen)
    assert seen.cleaned_up == [(0, 3), (1, 3), (2, 3)]


def test_items_that_learn_refusals_are_tried_first_and_reported_in_their_order() -> None:
    seen = Kept()
    later = Item(
        id="b/2",
        title="it holds",
        kind=item_of(holds).kind,
        source="TOKEN",
        severity=item_of(holds).severity,
        style=item_of(holds).style,
        check=holds,
        learns=("errors.token_used",),
    )
    report = run(item_of(holds, "a/1"), later, seen=seen)
    assert [result.id for result in seen.results] == ["b/2", "a/1"]
    assert [result.id for result in report.results] == ["a/1", "b/2"]
