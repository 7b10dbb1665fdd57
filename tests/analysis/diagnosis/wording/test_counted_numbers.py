"""A number that rises from line to line counts something, and is no status when it passes one."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.wording.counted_numbers import CountedNumbers
from tests.together import together

DEVICE = "oceanremote\nsession ok (3600)\n"


@together
@pytest.mark.parametrize(
    "words",
    [
        "poll {} ok",
        "poll #{} ok",
        "poll {}",
        "state {} ok",
        "heap 1999 poll {} ok",
        "session ok, poll {}",
        "http {} ok",
    ],
)
@pytest.mark.parametrize("step", [1, 10])
def test_what_counts_its_polls_is_accused_of_nothing_when_it_passes_a_status(words: str, step: int) -> None:
    log = DEVICE + "".join(f"{words.format(number)}\n" for number in range(10, 520, step))
    assert diagnose(log).findings == ()


def test_the_status_behind_a_count_counts() -> None:
    well = DEVICE + "".join(f"poll {number} 200\n" for number in range(390, 412))
    assert diagnose(well).verdict is LogVerdict.HEALTHY
    refused = well + "".join(f"poll {number} 401 Token revoked\n" for number in range(412, 416))
    assert diagnose(refused).findings[0].cause == "token-revoked"


def test_statuses_that_come_again_are_none_that_count() -> None:
    log = DEVICE + "poll 200\npoll 401 Token revoked\npoll 429\npoll 503\npoll 401 Token revoked\n"
    assert diagnose(log).findings[0].cause == "token-revoked"


@together
@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["poll 406", "poll 408", "poll 409", "poll 411", "poll 413"], {"413"}),
        (["poll 402", "poll 404", "poll 406", "poll 408"], set()),
        (["poll 406", "poll 407", "poll 408", "poll 409", "poll 410"], {"410"}),
        (["a 370", "a 380", "a 390", "a 400", "a 410"], {"410"}),
        (["a 370", "a 380", "a 390", "a 390", "a 410"], set()),
        (["a 6 410", "a 7 410", "a 8 410", "a 9 410", "a 410 410"], set()),
        (["200", "401", "410", "429", "200"], set()),
    ],
)
def test_it_counts_where_it_rises_four_times_in_a_row(lines: list[str], counted: set[str]) -> None:
    numbers = CountedNumbers()
    assert [numbers.in_line(line) for line in lines][-1] == counted


@together
@pytest.mark.parametrize("start", [409, 408, 407, 427, 402, 397])
def test_a_log_that_begins_just_before_a_status_s_number_accuses_of_nothing(start: int) -> None:
    log = "oceanremote\nsession ok (3600)\n" + "".join(f"poll {number} ok\n" for number in range(start, start + 40))
    assert diagnose(log).findings == ()


@together
@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["poll 409", "poll 410"], {"410"}),
        (["poll 400", "poll 401"], set()),
        (["poll 403", "poll 404"], set()),
        (["poll 408", "poll 410"], set()),
        (["poll 409", "state 410"], set()),
    ],
)
def test_it_counts_where_it_goes_on_by_one_from_a_number_that_is_no_status(lines: list[str], counted: set[str]) -> None:
    numbers = CountedNumbers()
    assert [numbers.in_line(line) for line in lines][-1] == counted


def test_of_words_before_numbers_a_bounded_number_is_remembered() -> None:
    numbers = CountedNumbers()
    words = [f"{first}{second}" for first in "abcdefghijklmnopq" for second in "abcdefghijklmnopq"]
    assert [numbers.in_line(f"{word} {at}") for at in range(6) for word in words][-1] == frozenset()


@together
@pytest.mark.parametrize("start", [401, 403, 404, 410, 429, 503])
@pytest.mark.parametrize("words", ["poll {} ok", "state {}", "poll #{} ok, r1=0"])
def test_a_log_that_begins_with_a_status_s_number_accuses_of_nothing(words: str, start: int) -> None:
    polls = "".join(f"{words.format(number)}\n" for number in range(start, start + 9))
    for beginning in ("oceanremote\nsession ok (3600)\n", ""):
        assert diagnose(f"{beginning}{polls}oceanremote\n").findings == ()
    boards = "".join(f"A| {line}\nB| tick\n" for line in ("oceanremote", *polls.splitlines()))
    assert diagnose(boards).findings == ()


@together
@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["poll 410", "poll 420", "poll 430", "poll 440"], {"410"}),
        (["poll 403", "poll 404", "poll 405", "poll 406"], {"403"}),
        (["poll 410", "poll 410", "poll 411", "poll 412"], set()),
        (["poll 410", "poll 411", "poll 412"], set()),
        (["poll 401", "poll 429", "poll 503", "poll 510"], set()),
        (["poll 401", "poll 410", "poll 429", "poll 503"], set()),
        (["poll 410", "state 411", "state 412", "state 413"], set()),
    ],
)
def test_the_lines_ahead_tell_whether_the_first_number_counts(lines: list[str], counted: set[str]) -> None:
    numbers = CountedNumbers()
    numbers.look_ahead(lines)
    assert numbers.in_line(lines[0]) == counted
