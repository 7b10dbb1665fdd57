"""I16: questions to the time server."""

from oceanhil.scenarios.devices.invariants.time_questions import TimeIsAskedFor
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, requested

SKEW = requested("session", 401, 5 * S, code="clock_skew")


def asked(after_s: float) -> Planned:
    return Planned(round(after_s * S), EventKind.TIME, {})


def polls(begin_s: int, end_s: int, every_s: int = 5) -> list[Planned]:
    return [requested("state", 200, each * S, session="5e5510") for each in range(begin_s, end_s, every_s)]


def seen(*planned: Planned) -> str:
    return seen_by(TimeIsAskedFor, boot(), *planned)


def test_the_question_comes_before_the_refusal() -> None:
    assert not seen(asked(1), SKEW, asked(6))
    assert seen(SKEW, asked(6)) == "device was refused for its clock before it had asked what time it is"
    assert not seen(SKEW)


def test_four_questions_take_their_time() -> None:
    assert not seen(*(asked(5 * number) for number in range(9)))
    assert (
        seen(*(asked(4.9 * number) for number in range(4)))
        == "device asked for the time 4 times within 14s 700ms, at least 15s expected"
    )


def test_no_hour_is_full_of_questions() -> None:
    assert not seen(*(asked(30 * number) for number in range(400)))
    assert (
        seen(*(asked(29 * number) for number in range(400)))
        == "device asked for the time 121 times in an hour, at most 120 expected"
    )


def test_who_is_online_asks_again() -> None:
    five_hours = 5 * 3600
    assert not seen(asked(1), *polls(2, five_hours, 50))
    assert seen(asked(1), *polls(2, five_hours + 120, 50)).startswith("device has not asked for the time for 5h ")
    assert not seen(
        asked(1), *polls(2, five_hours, 50), asked(five_hours - 1), *polls(five_hours, 2 * five_hours - 60, 50)
    )


def test_who_was_away_asks_when_it_is_back() -> None:
    assert not seen(asked(1), *polls(2, 100), *polls(40_000, 50_000))
    assert seen(asked(1), *polls(2, 100), *polls(40_000, 59_000, 50))


def test_a_refusal_of_a_request_of_the_boot_before_is_told_to_nobody() -> None:
    refused = requested("session", 401, 6 * S + 20_000, code="clock_skew")
    assert not seen(asked(1), boot(6 * S), refused, asked(8))


def test_another_boot_begins_anew() -> None:
    assert not seen(SKEW, boot(6 * S), asked(7))
