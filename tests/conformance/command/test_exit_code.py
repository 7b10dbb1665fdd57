"""What a run comes to."""

from __future__ import annotations

import pytest
from msgspec import structs

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.command.exit_code import exit_code, failing
from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict
from oceanhil.protocol.profile import Kind, Scalar
from tests.conformance.results import DIFFERS, EVERYTHING, UNTESTABLE, VIOLATES, report_of, result_of


@pytest.mark.parametrize(
    ("level", "ids"),
    [
        (Kind.FACT, ["session/violates", "session/flaky"]),
        (Kind.CONTRADICTION, ["session/violates", "session/differs", "session/flaky"]),
        (Kind.ASSUMPTION, ["session/violates", "session/differs", "status/assumed", "session/flaky"]),
    ],
)
def test_a_level_holds_those_below_it(level: Kind, ids: list[str]) -> None:
    assert list(failing(EVERYTHING, level)) == ids
    assert exit_code(EVERYTHING, level) == 1


@pytest.mark.parametrize("kind", Kind)
def test_what_violates_fails_whatever_its_kind(kind: Kind) -> None:
    assert exit_code(report_of(result_of(verdict=ItemVerdict.VIOLATES, kind=kind)), Kind.FACT) == 1


def test_a_printed_value_that_is_another_one_fails_at_every_level() -> None:
    report = report_of(result_of(verdict=ItemVerdict.DIFFERS, readings={"server.max_clock_skew_s": 120}))
    assert [exit_code(report, level) for level in Kind] == [1, 1, 1]


@pytest.mark.parametrize("readings", [{}, {"errors.token_invalid.code": "bad_token"}])
def test_what_a_fact_does_not_name_fails_only_at_the_last_level(readings: dict[str, Scalar]) -> None:
    report = report_of(result_of(verdict=ItemVerdict.DIFFERS, kind=Kind.FACT, readings=readings))
    assert [exit_code(report, level) for level in Kind] == [0, 0, 1]


def test_untestable_items_fail_where_all_are_required() -> None:
    report = report_of(result_of(), UNTESTABLE)
    assert exit_code(report, Kind.ASSUMPTION) == 0
    assert exit_code(report, Kind.FACT, require_all=True) == 1


def test_an_operation_that_failed_until_it_was_given_up_fails_the_run() -> None:
    given_up = structs.replace(UNTESTABLE, given_up=True)
    assert exit_code(report_of(result_of(), given_up), Kind.FACT) == 1


def test_a_run_that_tried_nothing_or_was_broken_off_is_no_success() -> None:
    assert exit_code(report_of(UNTESTABLE), Kind.FACT) == 2
    assert exit_code(structs.replace(report_of(result_of()), broken_off="the server is gone"), Kind.FACT) == 2


def changed(now: ItemResult, *before: ItemResult) -> ConformReport:
    """Give the report of an item beside a baseline."""
    return compare(report_of(now), report_of(*before), "old.json", {now.id})


@pytest.mark.parametrize(
    ("before", "code"),
    [(ItemVerdict.CONFORMS, 1), (ItemVerdict.DIFFERS, 1), (ItemVerdict.UNTESTABLE, 1), (ItemVerdict.VIOLATES, 0)],
)
def test_beside_a_baseline_only_changes_for_the_worse_fail(before: ItemVerdict, code: int) -> None:
    assert exit_code(changed(VIOLATES, result_of(VIOLATES.id, before)), Kind.FACT) == code


def test_beside_a_baseline_another_reading_fails_at_its_level() -> None:
    report = changed(DIFFERS, structs.replace(DIFFERS, readings={"server.used_token_status": 404}))
    assert exit_code(report, Kind.FACT) == 0
    assert exit_code(report, Kind.CONTRADICTION) == 1


def test_beside_a_baseline_a_new_item_counts_and_a_removed_one_does_not() -> None:
    assert exit_code(changed(VIOLATES), Kind.FACT) == 1
    assert exit_code(changed(result_of(), result_of(), result_of("gone/item", ItemVerdict.VIOLATES)), Kind.FACT) == 0
