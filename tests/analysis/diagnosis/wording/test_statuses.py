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


@together
@pytest.mark.parametrize(
    ("bad", "statuses"),
    [
        ("umidita grezza 401", []),
        (": 410", []),
        ("lettura 401", ["401"]),
        ("errore 401", ["401"]),
        ("POST 401", ["401"]),
        ("sessione 403", ["403"]),
        ("odrzucono 403", ["403"]),
        ("report 415", ["415"]),
    ],
)
def test_where_answers_go_well_a_bad_one_stands_behind_words_of_an_answer(bad: str, statuses: list[str]) -> None:
    reader = BareStatuses()
    assert all(reader.in_line("lettura 200") for _ in range(4))
    assert [status for _ in range(3) if (status := reader.in_line(bad))] == statuses * 3


def test_a_bad_one_that_comes_again_and_again_without_a_good_one_is_an_answer() -> None:
    reader = BareStatuses()
    reader.look_ahead(["lettura 200"] * 4)
    assert [reader.in_line("ciao 401") for _ in range(5)] == ["", "", "", "401", "401"]
    assert [reader.in_line(line) for line in ("lettura 200", "ciao 401")] == ["200", ""]


def test_it_is_known_ahead_behind_which_words_answers_go_well() -> None:
    reader = BareStatuses()
    reader.look_ahead(["lettura 200"] * 4)
    assert reader.in_line("umidita grezza 401") == ""
    log = "oceanremote serra\nsessione 200\n" + "lettura 200\numidita grezza 410\n" * 9
    assert diagnose(log).verdict is LogVerdict.HEALTHY
    assert diagnose(log).findings == ()


def test_until_answers_have_gone_well_a_bad_one_may_stand_behind_any_words() -> None:
    reader = BareStatuses()
    assert [reader.in_line(line) for line in ("lettura 200", "lettura 200", "ciao 401")] == ["200", "200", "401"]


@together
@pytest.mark.parametrize(
    "line",
    [
        "meter: read register 401 = 2301",
        "Zähler: lese Register 410",
        "inversor: leo registro 401",
        "modbus holding reg 403: 17",
    ],
)
def test_the_register_of_a_bus_is_no_status(line: str) -> None:
    log = "oceanremote\nsession 200\n" + f"poll 200\n{line}\n" * 9
    assert diagnose(log).verdict is LogVerdict.HEALTHY
    assert diagnose(log).findings == ()


@together
@pytest.mark.parametrize("line", ["register 410", "registro 410", "register answer read: 410"])
def test_what_a_registration_is_answered_with_is_one(line: str) -> None:
    assert diagnose(f"oceanremote\n{line}\n" * 2).findings[0].cause == "token-used"


@together
@pytest.mark.parametrize(
    "line",
    [
        "soil sensor status 410",
        "adc 410",
        "lux: 429",
        "Boden 403",
        "moisture raw=410",
        "waterniveau 401",
        "light level 503",
    ],
)
def test_what_a_part_shows_again_and_again_is_no_status(line: str) -> None:
    log = "oceanremote\nsession 200\n" + "poll 200\n" * 4 + f"{line}\n" * 9
    assert diagnose(log).verdict is LogVerdict.HEALTHY
    assert diagnose(log).findings == ()


@together
@pytest.mark.parametrize("line", ["soil report 410", "POST lux -> 410", "410 level answer", "light 410"])
def test_what_the_report_of_a_part_is_answered_with_is_one(line: str) -> None:
    assert diagnose(f"oceanremote\n{line}\n" * 5).findings[0].cause == "token-used"
