"""A number by itself is a status only where nothing speaks against it."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.wording.statuses import BareStatuses
from tests.together import together


@together
@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        (["200", "401", "429"], ["200", "401", "429"]),
        (["sesi 401", "sesi 200"], ["401", "200"]),
        (["POST -> -11"], ["-11"]),
        (['  404  {"success": false}'], ["404"]),
        (["200;500;20.8"], ["200"]),
        (["-11", "temp 21.5", "401 hPa", "200 ms", "v401", "401.5", "192.168.1.401"], []),
        (["light 498", "light 503", "light 401"], []),
        (["light 503", "light 498", "light 503"], ["503"]),
        (["600", "300", "410"], ["410"]),
        (["512", "503"], []),
        (["lectura 7: 200", "lectura 8: 200", "lectura 9: 502"], ["200", "502"]),
        (["lectura 7: 200", "lectura 12: 200", "lectura 3: 502"], []),
        (["poll #1 200", "poll #2 200", "poll #3 401"], ["200", "401"]),
        (["probe #1 397", "probe #2 398", "probe #3 401"], []),
        (["[bank7] 401", "[bank7] wait 600", "[bank7] 200"], ["401", "200"]),
        (["cave[1] > tat: 200", "cave[1] > tat: 401"], ["200", "401"]),
        (["[7] 401", "[bank7] up 2d03h"], []),
        (
            [
                "[E][Preferences.cpp:503] getString(): none",
                "src/main.rs:404:12: x",
                'File "main.py", line 401',
                "app.ino:429 x",
            ],
            [],
        ),
        (["[E][api:503]: x", "[D][http_request.idf:200]: y"], []),
        (["[I][app.cpp:190] poll(): 503", "main.py:12: 401"], ["503", "401"]),
    ],
)
def test_a_status_is_told_from_what_a_sensor_shows(lines: list[str], statuses: list[str]) -> None:
    reader = BareStatuses()
    assert [status for line in lines if (status := reader.in_line(line))] == statuses


def test_good_answers_in_a_row_are_those_of_polls() -> None:
    log = "oceanremote\n" + "200\n" * 6
    assert diagnose(log).verdict is LogVerdict.HEALTHY


def test_what_was_printed_before_the_platform_was_named_counts_too() -> None:
    log = "200\n" * 6 + '{"success": false, "error": "Invalid token", "code": "token_invalid"}\n'
    assert diagnose(log).findings[0].cause == "device-deleted"


def test_a_good_answer_or_two_may_be_of_anything() -> None:
    assert diagnose("oceanremote\n200\n200\n").verdict is LogVerdict.UNKNOWN


def test_of_another_device_a_number_says_nothing() -> None:
    assert diagnose("boiler\n429\n429\n").findings == ()


def test_of_words_before_numbers_a_bounded_number_is_remembered() -> None:
    statuses = BareStatuses()
    words = [f"{first}{second}" for first in "abcdefghijklmnop" for second in "abcdefghijklmnop"]
    assert [statuses.in_line(f"{word} 498") for word in (*words, "light")] == [""] * 257
    assert [statuses.in_line(f"{word} 401") for word in ("aa", "pp", "light")] == ["", "", "401"]
