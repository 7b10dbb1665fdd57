"""What changed since an earlier run."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from oceanhil.conformance.command.baseline import BaselineError, compare, load_baseline, repeats_changed
from oceanhil.conformance.contract.received import Received, ReceivedOutcome, Side
from oceanhil.conformance.contract.result import Change, ChangeKind, Comparison, ItemResult, ItemVerdict, json_text
from tests.conformance.results import DIFFERS, EVERYTHING, VIOLATES, report_of, result_of

IDS = {result.id for result in EVERYTHING.results}


def changes(before: tuple[ItemResult, ...], now: tuple[ItemResult, ...], *more: str) -> tuple[Change, ...]:
    catalogue = {*more, *(result.id for result in now)}
    compared = compare(report_of(*now), report_of(*before), "old.json", catalogue).compared
    assert compared is not None
    return compared.changes


def test_a_run_beside_itself_shows_no_change() -> None:
    steady = report_of(*(result for result in EVERYTHING.results if not result.flaky))
    assert compare(steady, steady, "old.json", IDS).compared == Comparison(
        file="old.json", started=EVERYTHING.started, changes=()
    )


def test_another_verdict_is_a_change() -> None:
    (change,) = changes((structs.replace(VIOLATES, verdict=ItemVerdict.CONFORMS),), (VIOLATES,))
    assert (change.kind, change.before, change.now) == (ChangeKind.VERDICT, ItemVerdict.CONFORMS, ItemVerdict.VIOLATES)


def test_another_reading_is_a_change_and_another_text_is_none() -> None:
    other = structs.replace(DIFFERS, readings={"server.used_token_status": 404})
    (change,) = changes((DIFFERS,), (other,))
    assert change.kind is ChangeKind.READING
    assert changes((DIFFERS,), (structs.replace(DIFFERS, found="another text"),)) == ()


def test_items_that_came_and_went_are_named() -> None:
    came, gone = changes((result_of("old/item"),), (result_of("new/item"),))
    assert (came.id, came.kind) == ("new/item", ChangeKind.NEW)
    assert (gone.id, gone.kind) == ("old/item", ChangeKind.REMOVED)


def test_an_item_that_was_not_chosen_has_not_gone() -> None:
    assert changes((DIFFERS, VIOLATES), (DIFFERS,), VIOLATES.id) == ()


def test_an_item_that_differs_now_and_then_in_the_words_of_a_refusal_is_no_change() -> None:
    words = Received(Side.REFUSED, 404)
    flaky = structs.replace(DIFFERS, flaky=True, received=words, outcome=ReceivedOutcome.OTHER_WORDS)
    assert changes((result_of(DIFFERS.id),), (flaky,)) == ()


def test_an_item_that_violates_now_and_then_is_a_change() -> None:
    conforming = structs.replace(VIOLATES, verdict=ItemVerdict.CONFORMS)
    (change,) = changes((conforming,), (structs.replace(VIOLATES, flaky=True),))
    assert (change.before, change.now) == (ItemVerdict.CONFORMS, ItemVerdict.VIOLATES)


def test_what_makes_runs_hard_to_compare_is_said() -> None:
    other = structs.replace(EVERYTHING, url="https://staging.example", version="0.9")
    compared = compare(EVERYTHING, other, "old.json", IDS).compared
    assert compared is not None
    assert compared.notes == (
        "the baseline is of another server: 'https://staging.example', now 'http://127.0.0.1:1'",
        "the baseline is of another version of oceanhil: '0.9', now '1.0'",
    )


def test_what_did_not_conform_is_repeated_before_it_is_called_changed() -> None:
    is_repeated = repeats_changed(report_of(VIOLATES, result_of("session/opens")))
    assert is_repeated(structs.replace(VIOLATES, verdict=ItemVerdict.CONFORMS))
    assert not is_repeated(result_of("session/opens"))
    assert not is_repeated(result_of("new/item"))


def test_a_run_whose_clean_up_alone_was_interrupted_is_a_baseline(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    whole = structs.replace(EVERYTHING, broken_off="interrupted in the clean-up, when every item was tried")
    file.write_text(json_text(whole), "utf-8")
    assert load_baseline(file, "oceanremote") == whole


def test_a_report_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text(json_text(EVERYTHING), "utf-8")
    assert load_baseline(file, "oceanremote") == EVERYTHING


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: no such file"),
        (b"<html>", "is no JSON"),
        (b" \n", "old.json' is empty; make one with --json FILE"),
        (b"\xff\xfe", "is no JSON"),
        (b'{"results": []}', "is no report of oceanhil conform: Object missing required field"),
        (
            json_text(structs.replace(EVERYTHING, broken_off="interrupted", not_tried=("a/1",))).encode(),
            "broken off (interrupted)",
        ),
        (json_text(structs.replace(EVERYTHING, broken_off="the server is gone")).encode(), "(the server is gone)"),
        (
            json_text(structs.replace(EVERYTHING, service="other")).encode(),
            "of the service 'other', not of 'oceanremote'",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "old.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BaselineError) as caught:
        load_baseline(file, "oceanremote")
    assert words in str(caught.value)
    assert str(file) in str(caught.value)
