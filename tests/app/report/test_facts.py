from collections.abc import Callable, Mapping

import msgspec

from oceanhil.app.report.summary import fact_rows, short_note
from oceanhil.scenarios.result import Result

ResultOf = Callable[..., Result]
FACTS = {"board_name": "desk-8266", "mac": "5C:CF:7F:00:00:01", "firmware": "reference 1.0.0", "boots": "3"}


def of_board(result: Result, facts: Mapping[str, str], agreement: str = "") -> Result:
    return msgspec.structs.replace(result, facts=facts, agreement=agreement)


def test_facts_are_named_for_people(result_of: ResultOf) -> None:
    result = of_board(result_of(), {**FACTS, "thief_board_name": "s3", "thief_boots": "1"})
    names = [name for name, _ in fact_rows(result)]
    assert names == ["board", "MAC", "firmware", "boots", "thief: board", "thief: boots"]


def test_the_note_says_board_boots_and_agreement(result_of: ResultOf) -> None:
    result = of_board(result_of(), FACTS, "agrees with sim (12 observables)")
    assert short_note(result) == "on desk-8266, 3 boots; agrees with sim (12 observables)"


def test_a_simulated_board_needs_no_note(result_of: ResultOf) -> None:
    assert not short_note(of_board(result_of(), {"mac": "24:6F:28:00:00:01", "boots": "1"}))
