"""An invariant that is broken in several ways is one cause; each way is told with the number of its cases."""

import pytest

from oceanhil.app.report.causes import Cause, failure_causes
from oceanhil.app.report.ways import details_of
from oceanhil.scenarios.result import Failure, Outcome, Result
from tests.app.report.conftest import make_result


def broken(*found: str) -> Cause[Result]:
    failures = [Failure("invariant I10", "p.yaml", 3, 5, "waits grow", each, False, invariant="I10") for each in found]
    results = [make_result(f"p{n}", outcome=Outcome.FAILED, failure=each) for n, each in enumerate(failures)]
    (cause,) = failure_causes(results)
    return cause


EARLY = ("device asked again after 140ms, 41s were announced", "device asked again after 9s, 2m were announced")
FAILED = "device failed 4 times in a row at /api/device/session/, the last 4 within 779ms, at least 4s expected"


def test_each_way_is_told_with_its_cases_and_one_to_look_at_the_most_frequent_first() -> None:
    assert details_of(broken(FAILED, *EARLY)) == [
        f"2 cases: {EARLY[0]}; look at p1@esp32",
        f"1 case: {FAILED}; look at p0@esp32",
    ]


def test_figures_tokens_and_times_make_no_other_way() -> None:
    assert details_of(broken(*EARLY)) == [EARLY[0]]


def test_many_ways_are_counted_and_not_shown() -> None:
    places = "abcdefghij"
    told = details_of(broken(*(f"device failed at /{each}/" for each in places), "device failed at /a/"))
    assert len(told) == 7
    assert told[0].startswith("2 cases: device failed at /a/")
    assert told[-1] == "4 cases in 4 other ways"


@pytest.mark.parametrize(("found", "told"), [("[REG] HTTP Response: 410", ["expected a halt"]), ("", [])])
def test_below_an_expectation_stands_what_its_clearest_case_shows(found: str, told: list[str]) -> None:
    expected = "a halt" if told else "expect.halt"
    failure = Failure("expect.halt", "p.yaml", 3, 5, expected, found, in_remedy=False)
    (cause,) = failure_causes([make_result("probe", outcome=Outcome.FAILED, failure=failure)] * 2)
    assert details_of(cause) == told
