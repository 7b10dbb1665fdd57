from collections.abc import Callable, Mapping

import msgspec

from oceanhil.app.report.summary import fact_rows, measured_words, short_note
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


def test_what_was_measured_is_told_in_one_line_in_the_order_of_the_measures(result_of: ResultOf) -> None:
    result = of_board(result_of(), {"longest_hold": "2.0 ms", "boot_to_online": "5.1 s", "mac": "24:6F:28:00:00:01"})
    assert measured_words(result) == "boot to online, at most 5.1 s, longest time without a turn for others 2.0 ms"
    assert ("longest time without a turn for others", "2.0 ms") in fact_rows(result)


def test_what_was_measured_of_another_device_is_told_with_its_name(result_of: ResultOf) -> None:
    assert fact_rows(of_board(result_of(), {"thief_boot_to_online": "5.1 s"})) == (
        ("thief: boot to online, at most", "5.1 s"),
    )


def test_what_came_in_less_than_the_time_of_a_rate_is_called_a_count(result_of: ResultOf) -> None:
    facts = {"requests_per_hour": "69 in 5m 2s", "flash_bytes_per_day": "276", "heap_lost_per_hour": "8"}
    told = of_board(result_of(), facts)
    assert measured_words(told) == "requests 69 in 5m 2s, flash bytes programmed per day 276, heap lost per hour 8"
    other = of_board(result_of(), {"thief_flash_erases_per_day": "0 in 10s"})
    assert fact_rows(other)[-1] == ("thief: flash sectors erased", "0 in 10s")
