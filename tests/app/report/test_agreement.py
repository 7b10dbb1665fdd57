from collections.abc import Callable

import msgspec

from oceanhil.app.report.agreement import Comparison, comparison_of, count_agreements
from oceanhil.scenarios.result import Outcome, Result

ResultOf = Callable[..., Result]


def compared(result: Result, headline: str) -> Result:
    return msgspec.structs.replace(result, agreement=headline)


def test_nothing_is_counted_where_nothing_was_compared(session: list[Result]) -> None:
    assert count_agreements(session) is None
    assert comparison_of(session[0]) is None


def test_the_headlines_of_the_comparison_are_told_apart(result_of: ResultOf) -> None:
    headlines = {
        "agrees with sim (12 observables)": Comparison.AGREES,
        "agrees with sim (12 observables, with its seed 3); load, save left out": Comparison.AGREES,
        "differs from serial:bench1: the 3rd request": Comparison.DIFFERS,
        "not compared with sim: skipped in serial: no picow in the inventory": Comparison.NOT_COMPARED,
    }
    assert {text: comparison_of(compared(result_of(), text)) for text in headlines} == headlines


def test_a_session_is_summed_up_with_reasons(result_of: ResultOf) -> None:
    found = count_agreements(
        [
            compared(result_of(), "agrees with serial:virtual (12 observables)"),
            compared(result_of(outcome=Outcome.FAILED), "differs from serial:virtual: the 3rd request"),
            compared(result_of(outcome=Outcome.SKIPPED), "not compared with serial:virtual: skipped in sim: no radio"),
            compared(result_of(), "not compared with serial:virtual: error in serial:virtual: no port"),
        ]
    )
    assert found is not None
    assert found.headline == "1 agree with serial:virtual, 1 differ, 2 not compared"
    assert list(found.not_compared) == ["skipped in sim: no radio", "error in serial:virtual: no port"]
    assert list(found.not_in_other) == ["error in serial:virtual: no port"]
