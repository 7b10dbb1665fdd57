"""Running items: trials, verdicts, evidence, and a server that goes away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import BrokenBarrierError

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.finding import Deviation, TargetLostError, Violation
from oceanhil.conformance.contract.item import Item, Style
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.report.words import flaky_words
from oceanhil.remote.connector.control import ControlError, GivenUpError, OutOfReachError
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.need import Lacking, Need
from tests.conformance.fake_subject import CLOCK, RACED, SECRET, FakeSubject, holds, in_turn, item_of


def violates(subject: FakeSubject) -> None:
    raise Violation("401", "200", subject.ask())


def differs(subject: FakeSubject) -> None:
    raise Deviation("410", "401", subject.ask(), readings={"server.used_token_status": 401})


def result(check: Item[FakeSubject], subject: FakeSubject | None = None) -> ItemResult:
    (only,) = run_items([check], subject or FakeSubject())
    return only


def test_what_holds_conforms_in_one_trial_with_its_exchanges() -> None:
    found = result(item_of(holds))
    assert (found.verdict, found.attempts, found.flaky) == (ItemVerdict.CONFORMS, 1, False)
    assert found.expected == found.title
    assert [shown.decisive for shown in found.exchanges] == [True]


def test_what_violates_is_tried_three_times_on_fresh_devices() -> None:
    subject = FakeSubject()
    found = result(item_of(violates), subject)
    assert (found.verdict, found.attempts, found.flaky) == (ItemVerdict.VIOLATES, 3, False)
    assert (found.expected, found.found) == ("401", "200")
    assert subject.renewals == 2


def test_a_reading_that_holds_is_learned() -> None:
    subject = FakeSubject()
    assert result(item_of(differs), subject).readings == {"server.used_token_status": 401}
    assert subject.learned == {"server.used_token_status": 401}


def test_a_flaky_item_has_its_worst_verdict() -> None:
    found = result(item_of(in_turn(differs, holds, violates)))
    assert (found.verdict, found.flaky) == (ItemVerdict.VIOLATES, True)


def test_a_flaky_item_teaches_nothing() -> None:
    subject = FakeSubject()
    found = result(item_of(in_turn(differs, holds, holds)), subject)
    assert (found.verdict, found.flaky) == (ItemVerdict.DIFFERS, True)
    assert subject.learned == {}


def falls_behind(felling: Callable[[], bool]) -> tuple[Item[FakeSubject], Item[FakeSubject]]:
    """Make an item that is answered, and one that meets nobody if that one was to fell the server."""
    is_felled: list[None] = []

    def fells(subject: FakeSubject) -> None:
        holds(subject)
        is_felled.extend([None] * felling())

    def meets(subject: FakeSubject) -> None:
        if is_felled:
            is_felled.pop()
            raise Violation("an answer", "none", FakeSubject(NoAnswerKind.CONNECTION_LOST).ask())
        holds(subject)

    return item_of(fells, "topic/fells"), item_of(meets, "topic/meets")


def test_an_item_that_meets_nobody_names_the_one_before_if_that_fells_the_server_each_time() -> None:
    first, second = run_items(falls_behind(lambda: True), FakeSubject())
    assert (first.verdict, first.behind) == (ItemVerdict.CONFORMS, "")
    assert (second.verdict, second.flaky, second.behind) == (ItemVerdict.VIOLATES, True, "topic/fells")
    assert "none again right behind topic/fells" in flaky_words(second)


def test_what_got_no_answer_by_chance_names_nobody() -> None:
    by_chance = iter([True, False])
    _, second = run_items(falls_behind(lambda: next(by_chance)), FakeSubject())
    assert (second.flaky, second.attempts, second.behind) == (True, 3, "")


def test_other_words_alone_make_nothing_flaky() -> None:
    def other_words(subject: FakeSubject) -> None:
        raise Violation("401", "201", subject.ask())

    assert not result(item_of(in_turn(violates, other_words, violates))).flaky


def test_what_conforms_is_repeated_where_that_is_asked_for() -> None:
    (found,) = run_items([item_of(in_turn(holds, violates))], FakeSubject(), trials_max=2, again=lambda _: True)
    assert (found.verdict, found.flaky, found.attempts) == (ItemVerdict.VIOLATES, True, 2)


def test_what_is_missing_is_named_and_nothing_is_tried() -> None:
    found = result(item_of(violates, needs=(CLOCK,)))
    assert (found.verdict, found.missing) == (ItemVerdict.UNTESTABLE, ("test-clock",))
    assert found.found == "needs a clock that tests can move"


def test_an_operation_that_does_nothing_fails_only_what_lacks_nothing_else() -> None:
    subject = FakeSubject()
    subject.unfit["delete"] = "delete: the device still registers"
    delete, claim = Need("delete", "a way to delete"), Need("claim", "a way to claim")
    alone, beside = run_items(
        [item_of(violates, needs=(delete,)), item_of(violates, "topic/both", (claim, delete))], subject
    )
    assert (alone.given_up, alone.found) == (True, "delete: the device still registers")
    assert (beside.given_up, beside.missing) == (False, ("claim", "delete"))
    assert beside.found == "delete: the device still registers; needs a way to claim"


def test_what_a_check_misses_or_a_connector_cannot_do_is_not_testable() -> None:
    def lacks(_: FakeSubject) -> None:
        raise Lacking(CLOCK, "it stands still")

    def fails(_: FakeSubject) -> None:
        raise ControlError(f"no token: {SECRET}")

    assert (result(item_of(lacks)).missing, result(item_of(lacks)).found) == (("test-clock",), "it stands still")
    assert (result(item_of(fails)).missing, result(item_of(fails)).found) == (("connector",), "no token: a-secret-of-…")


def test_a_check_that_fails_by_itself_says_nothing_about_the_server() -> None:
    def stumbles(subject: FakeSubject) -> None:
        raise KeyError(subject.ask().request.path)

    found = result(item_of(stumbles))
    assert (found.verdict, found.missing) == (ItemVerdict.UNTESTABLE, ("item",))
    assert "made nothing of the answer (KeyError)" in found.found


@pytest.mark.parametrize("error", [RecursionError(), OSError(24, "too many open files"), BrokenBarrierError()])
def test_an_item_that_this_machine_cannot_carry_out_ends_no_run(error: Exception) -> None:
    def stumbles(_: FakeSubject) -> None:
        raise error

    results = list(run_items([item_of(stumbles), item_of(holds)], FakeSubject()))
    assert [each.verdict for each in results] == [ItemVerdict.UNTESTABLE, ItemVerdict.CONFORMS]
    assert results[0].missing == ("item",)


def test_words_of_the_server_are_shown_without_secrets() -> None:
    def echoes(subject: FakeSubject) -> None:
        raise Deviation(SECRET, SECRET, subject.ask(), readings={"errors.token_invalid.message": SECRET})

    assert SECRET not in repr(result(item_of(echoes)))


def test_a_server_that_takes_no_connections_ends_the_run_without_a_verdict() -> None:
    subject = FakeSubject(None, *[NoAnswerKind.REFUSED] * 3)
    results = run_items([item_of(holds), item_of(violates), item_of(violates)], subject)
    assert next(results).verdict is ItemVerdict.CONFORMS
    with pytest.raises(TargetLostError, match="takes no connections"):
        next(results)


def test_three_items_without_an_answer_end_the_run_only_in_a_row() -> None:
    silent, answered = item_of(violates), item_of(holds)
    timeouts = [NoAnswerKind.TIMEOUT] * 3
    subject = FakeSubject(*timeouts, *timeouts, None, *timeouts)
    verdicts = [each.verdict for each in run_items([silent, silent, answered, silent, answered], subject)]
    assert verdicts.count(ItemVerdict.VIOLATES) == 3


@pytest.mark.parametrize(("error", "tries"), [(ControlError, 3), (GivenUpError, 1)])
def test_an_operation_that_failed_is_tried_again_unless_it_was_given_up(error: type[ControlError], tries: int) -> None:
    tried: list[None] = []

    def fails(_: FakeSubject) -> None:
        tried.append(None)
        raise error("the device is not made", "create")

    found = result(item_of(fails))
    assert (found.verdict, found.given_up, len(tried)) == (ItemVerdict.UNTESTABLE, error is GivenUpError, tries)


def test_a_server_that_answers_nothing_any_more_ends_the_run_after_three_items() -> None:
    subject = FakeSubject(*[NoAnswerKind.TIMEOUT] * 99)
    silent = item_of(violates)
    results = run_items([silent, item_of(holds, needs=(CLOCK,)), silent, silent, silent], subject)
    assert [next(results).verdict for _ in range(4)] == [ItemVerdict.VIOLATES, *[ItemVerdict.UNTESTABLE] * 3]
    with pytest.raises(TargetLostError, match="no answer to anything in 3 items"):
        next(results)


@pytest.mark.parametrize("then", [NoAnswerKind.TIMEOUT, NoAnswerKind.REFUSED])
def test_only_the_first_item_without_an_answer_is_told_of_a_server_that_is_lost(then: NoAnswerKind) -> None:
    subject = FakeSubject(None, *[NoAnswerKind.TIMEOUT] * 2, *[then] * 9)
    items = [item_of(check, f"a/{number}") for number, check in enumerate((holds, *[violates] * 3))]
    results: list[ItemResult] = []
    with pytest.raises(TargetLostError):
        results.extend(run_items(items, subject, trials_max=1))
    told = {result.id: (result.verdict, result.missing, result.found) for result in results}
    assert told["a/1"] == (ItemVerdict.VIOLATES, (), "200")
    behind = (ItemVerdict.UNTESTABLE, ("server",), "the server answered nothing any more, from a/1 on")
    assert told["a/2"] == behind
    assert told.get("a/3", behind) == behind


def test_what_was_held_back_is_told_when_the_way_to_the_server_is_gone() -> None:
    def gone(_: FakeSubject) -> None:
        raise OutOfReachError("it is gone", "restart")

    subject = FakeSubject(*[NoAnswerKind.TIMEOUT] * 2)
    results: list[ItemResult] = []
    with pytest.raises(TargetLostError):
        results.extend(run_items([item_of(violates), item_of(violates), item_of(gone)], subject, trials_max=1))
    assert [result.verdict for result in results] == [ItemVerdict.VIOLATES] * 2


def test_a_run_that_ends_for_want_of_answers_says_since_when() -> None:
    subject = FakeSubject(None, *[NoAnswerKind.TIMEOUT] * 99)
    names = [
        replace(item_of(holds if name == "a/good" else violates), id=name) for name in ("a/good", "a/1", "a/2", "a/3")
    ]
    with pytest.raises(TargetLostError, match=r"in 3 items, from a/1 on, the next after a/good; see"):
        list(run_items(names, subject, trials_max=1))


def test_a_server_that_is_gone_says_since_when() -> None:
    subject = FakeSubject(None, NoAnswerKind.REFUSED)
    names = [replace(item_of(check), id=name) for name, check in (("a/good", holds), ("a/1", violates))]
    with pytest.raises(TargetLostError, match=r"no connections any more, from a/1 on, the next after a/good; see"):
        list(run_items(names, subject, trials_max=1))


def race(check: Callable[[FakeSubject], None]) -> Item[FakeSubject]:
    return replace(item_of(check), style=Style.RACE)


def test_a_race_is_run_until_it_is_lost() -> None:
    found = result(race(in_turn(holds, holds, holds, violates, *[holds] * 10)))
    assert (found.verdict, found.flaky) == (ItemVerdict.VIOLATES, True)
    assert [shown.decisive for shown in found.exchanges] == [True]


def test_a_race_that_is_never_lost_says_how_often_it_was_run() -> None:
    subject = FakeSubject()
    found = result(race(in_turn(*[holds] * subject.race_rounds)), subject)
    assert (found.verdict, found.rounds, found.attempts) == (ItemVerdict.CONFORMS, subject.race_rounds, 1)


@pytest.mark.parametrize(("path", "is_kept"), [("/x", True), (RACED, False)])
def test_what_came_last_of_requests_at_the_same_moment_is_left_to_chance_and_not_kept(path: str, is_kept: bool) -> None:
    def asks(subject: FakeSubject) -> None:
        subject.ask(path)

    found = result(item_of(asks))
    assert found.verdict is ItemVerdict.CONFORMS
    assert (found.received is not None) is is_kept


def test_what_is_no_race_is_run_once() -> None:
    assert result(item_of(in_turn(holds))).rounds == 1
