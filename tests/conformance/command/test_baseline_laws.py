"""What a run beside a baseline comes to, for every item and every pair of outcomes: the exit code and what is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from oceanhil.conformance.command.baseline import EXCUSED_DAYS, compare, misses_known
from oceanhil.conformance.command.exit_code import exit_code, kind_of
from oceanhil.conformance.contract.received import Received, ReceivedOutcome, Side, outcome_of
from oceanhil.conformance.contract.result import ChangeKind, Comparison, ItemResult, ItemVerdict, Seen
from oceanhil.conformance.contract.suite import AnyItem
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.conformance.report.words import change_words
from oceanhil.protocol.profile import Kind
from tests.conformance.results import report_of

ITEMS = tuple(item for service in ("oceanremote", "ringcentral") for item in load_suite(service).items)
LEVELS = tuple(Kind)
SURENESS = {Kind.FACT: 0, Kind.CONTRADICTION: 1, Kind.ASSUMPTION: 2}
YES, NO = Received(Side.ACCEPTED, 200, fields=("token",)), Received(Side.REFUSED, 404, "gone")
BROKEN, MUTE, ELSEWHERE = Received(Side.FAILED, 500), Received(Side.SILENT), Received(Side.REDIRECTED, 301)
ANSWERS = (YES, NO, BROKEN, MUTE, ELSEWHERE)
# Written down by hand, and not taken from the code under test: how bad an answer is, by what was wanted.
BAD = {
    Side.REFUSED: {NO: 0, ELSEWHERE: 1, BROKEN: 2, MUTE: 2, YES: 3},
    Side.ACCEPTED: {YES: 0, NO: 1, ELSEWHERE: 1, BROKEN: 2, MUTE: 2},
}
RANK = {ItemVerdict.CONFORMS: 0, ItemVerdict.DIFFERS: 1, ItemVerdict.VIOLATES: 2}


def outcomes(wanted: Side) -> list[tuple[ItemVerdict, Received]]:
    """Give each outcome that an item which wants a yes or a no can have."""
    right = YES if wanted is Side.ACCEPTED else NO
    return [(ItemVerdict.CONFORMS, right), *product((ItemVerdict.DIFFERS, ItemVerdict.VIOLATES), ANSWERS)]


def result(item: AnyItem, wanted: Side, verdict: ItemVerdict, received: Received) -> ItemResult:
    holds = verdict is ItemVerdict.CONFORMS
    return ItemResult(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        severity=item.severity,
        style=item.style,
        verdict=verdict,
        received=received,
        wanted=None if holds else wanted,
        outcome=ReceivedOutcome.AS_EXPECTED if holds else outcome_of(received, wanted),
    )


def beside(now: ItemResult, before: ItemResult, started: str = "2026-01-02T03:04:05Z") -> tuple[Comparison, list[int]]:
    """Give the comparison and the exit code at each level."""
    report = structs.replace(report_of(now), started=started)
    report = compare(report, report_of(before), "old.json", {now.id})
    assert report.compared is not None
    return report.compared, [exit_code(report, level) for level in LEVELS]


@pytest.mark.long
@pytest.mark.parametrize("wanted", [Side.REFUSED, Side.ACCEPTED])
def test_for_every_item_and_every_pair_of_outcomes(wanted: Side) -> None:
    for item in ITEMS:
        for (was, old), (is_now, new) in product(outcomes(wanted), repeat=2):
            before, now = result(item, wanted, was, old), result(item, wanted, is_now, new)
            compared, codes = beside(now, before)
            crosses = is_now is not ItemVerdict.CONFORMS and BAD[wanted][new] > (
                0 if was is ItemVerdict.CONFORMS else BAD[wanted][old]
            )
            counts = [is_now is ItemVerdict.VIOLATES or SURENESS[kind_of(now)] <= SURENESS[level] for level in LEVELS]
            expected = [int(crosses or (RANK[is_now] > RANK[was] and one)) for one in counts]
            assert codes == expected, (item.id, was, old, is_now, new)
            assert len(compared.changes) == int((was, old) != (is_now, new))


def test_what_is_said_tells_a_refusal_in_other_words_from_an_acceptance() -> None:
    refused, accepted = (result(ITEMS[0], Side.REFUSED, ItemVerdict.DIFFERS, answer) for answer in (NO, YES))
    assert (refused.outcome, accepted.outcome) == (ReceivedOutcome.OTHER_WORDS, ReceivedOutcome.ACCEPTED)
    words = [change_words(one) for one in beside(accepted, refused)[0].changes]
    said = "was differs, refused in other words (404 gone), now differs, accepted (200)"
    assert words == [f"{said}; fails at every level: what was received went over to the wrong side"]


def test_another_status_code_or_shape_is_shown_and_fails_nothing() -> None:
    before = result(ITEMS[0], Side.REFUSED, ItemVerdict.DIFFERS, NO)
    for other in (
        structs.replace(NO, status=403),
        structs.replace(NO, code="other"),
        structs.replace(NO, fields=("error",)),
    ):
        compared, codes = beside(structs.replace(before, received=other), before)
        assert [change.kind for change in compared.changes] == [ChangeKind.RECEIVED]
        assert codes == [0, 0, 0]


# Flaky items.


def flaky(*seen: Seen, item: AnyItem = ITEMS[0]) -> ItemResult:
    """Give the result of an item whose trials came out so."""
    worst = max(seen, key=lambda one: RANK[one.verdict])
    received = worst.received or NO
    made = result(item, Side.REFUSED, worst.verdict, received)
    return structs.replace(
        made,
        flaky=len(seen) > 1,
        seen=seen if len(seen) > 1 else (),
        attempts=sum(one.count for one in seen),
    )


def seen(verdict: ItemVerdict, received: Received, count: int = 1) -> Seen:
    wanted = None if verdict is ItemVerdict.CONFORMS else Side.REFUSED
    return Seen(verdict=verdict, received=received, wanted=wanted, count=count)


HOLDS, GONE = seen(ItemVerdict.CONFORMS, NO, 2), seen(ItemVerdict.DIFFERS, structs.replace(NO, status=410))
GIVES, FAILS = seen(ItemVerdict.DIFFERS, YES), seen(ItemVerdict.VIOLATES, BROKEN)


def test_an_item_that_is_flaky_as_it_was_is_excused_and_says_until_when() -> None:
    compared, codes = beside(flaky(HOLDS, FAILS), flaky(HOLDS, FAILS))
    assert (compared.changes, codes) == ((), [0, 0, 0])
    (excused,) = compared.excused
    assert (excused.since, excused.until) == ("2026-01-02T03:04:05Z", "2026-02-01")
    assert excused.words == "2 x conforms, 1 x violates (500) before, 2 x conforms, 1 x violates (500) now"


@given(days=st.integers(0, 400))
def test_no_item_is_excused_for_ever(days: int) -> None:
    started = datetime.fromisoformat("2026-01-02T03:04:05+00:00") + timedelta(days=days)
    compared, codes = beside(flaky(HOLDS, FAILS), flaky(HOLDS, FAILS), started.isoformat())
    is_over = started.date() >= date(2026, 1, 2) + timedelta(days=EXCUSED_DAYS)
    assert codes == [int(is_over)] * 3
    assert [change.kind for change in compared.changes] == [ChangeKind.OVERDUE] * is_over


def test_a_baseline_made_beside_a_baseline_prolongs_no_excuse() -> None:
    first = report_of(flaky(HOLDS, FAILS))
    second = compare(structs.replace(first, started="2026-01-30T00:00:00Z"), first, "old.json", {first.results[0].id})
    third = compare(structs.replace(first, started="2026-02-10T00:00:00Z"), second, "old.json", {first.results[0].id})
    assert [exit_code(report, Kind.FACT) for report in (second, third)] == [0, 1]


@pytest.mark.parametrize(
    ("now", "codes"),
    [((HOLDS, FAILS), [1, 1, 1]), ((HOLDS, GIVES), [1, 1, 1]), ((GIVES,), [1, 1, 1]), ((FAILS,), [1, 1, 1])],
)
def test_an_outcome_that_the_baseline_never_had_counts(now: tuple[Seen, ...], codes: list[int]) -> None:
    compared, found = beside(flaky(*now), flaky(HOLDS, GONE))
    assert [change.kind for change in compared.changes] == [ChangeKind.OUTCOME]
    assert "never seen in the baseline" in change_words(compared.changes[0])
    assert found == codes


def test_what_fails_always_is_worse_than_what_failed_now_and_then() -> None:
    compared, codes = beside(flaky(structs.replace(FAILS, count=9)), flaky(HOLDS, FAILS))
    assert [change.kind for change in compared.changes] == [ChangeKind.STEADY]
    assert codes == [1, 1, 1]


def test_an_item_that_stopped_being_flaky_is_shown_and_fails_nothing() -> None:
    compared, codes = beside(flaky(structs.replace(HOLDS, count=9)), flaky(HOLDS, FAILS))
    assert [change.kind for change in compared.changes] == [ChangeKind.STEADY]
    assert codes == [0, 0, 0]


def test_an_item_that_begins_to_accept_now_and_then_fails() -> None:
    refused = result(ITEMS[0], Side.REFUSED, ItemVerdict.DIFFERS, GONE.received or NO)
    assert beside(flaky(GONE, GIVES), refused)[1] == [1, 1, 1]


def test_an_item_is_tried_on_until_each_outcome_of_before_was_seen() -> None:
    is_missing = misses_known(report_of(flaky(HOLDS, FAILS)))
    assert is_missing([flaky(HOLDS)])
    assert is_missing([flaky(FAILS), flaky(FAILS)])
    assert not is_missing([flaky(FAILS), flaky(HOLDS)])
    assert not misses_known(report_of(flaky(HOLDS)))([flaky(FAILS)])


def test_an_old_baseline_that_counted_nothing_excuses_only_what_is_no_worse() -> None:
    old = structs.replace(flaky(HOLDS, GONE), seen=(), received=None, outcome=ReceivedOutcome.UNKNOWN)
    assert beside(flaky(HOLDS, GONE), old)[1] == [0, 0, 0]
    assert beside(flaky(HOLDS, FAILS), old)[1] == [1, 1, 1]
    assert beside(flaky(FAILS), old)[1] == [1, 1, 1]
