"""What a sketch says is known from its program and from the rules of its owner, and from nothing else."""

import pytest

from oceanhil.hil.worlds.words import Words
from oceanhil.protocol.line_rules import LineRuleError
from oceanhil.protocol.lines import Line


def test_a_sketch_speaks_the_documented_lines_that_stand_in_its_program() -> None:
    words = Words({}, b"\0[REG] HTTP Response: \0%d\0[INFO] Device ONLINE\0")
    assert words.speaks(Line.REG_RESPONSE)
    assert words.speaks(Line.ONLINE)
    assert not words.speaks(Line.SESSION_RESPONSE)


def test_a_rule_turns_a_line_of_the_sketch_into_the_documented_one() -> None:
    words = Words({r"^code (?P<status>-?\d+)$": "reg-response"}, b"")
    assert words.speaks(Line.REG_RESPONSE)
    assert words.translated("code -11") == "[REG] HTTP Response: -11"
    assert words.translated("code x") == "code x"


def test_a_rule_may_name_its_line_by_the_text() -> None:
    words = Words({"^up$": "[INFO] Device ONLINE"}, b"")
    assert words.translated("up") == Line.ONLINE.build()


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("[WiFi] Connecting... Failed! (reason 201)", "[WiFi] Connecting... Failed!"),
        ("[REG] HTTP Response: 410 (gone)", "[REG] HTTP Response: 410"),
        # These go on in the documentation, too.
        ("[EEPROM] Token loaded (slot A, seq 2)", "[EEPROM] Token loaded (slot A, seq 2)"),
        ("[REG] Registration failed: no room (507)", "[REG] Registration failed: no room (507)"),
        # Not in the program, and no documented line at all.
        ("[INFO] Device ONLINE (again)", "[INFO] Device ONLINE (again)"),
        ("reg 410 (gone)", "reg 410 (gone)"),
    ],
)
def test_a_documented_line_may_go_on_in_brackets(printed: str, meant: str) -> None:
    program = b"Connecting... Failed! (reason %d)\0[REG] HTTP Response: %d (%s)\0[EEPROM] Token loaded (slot \0"
    assert Words({}, b"[WiFi] " + program + b"[REG] Registration failed: \0").translated(printed) == meant


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"^code": "reg-response"}, "(?P<status>…)"),
        ({"^code": "register"}, "no documented line is called 'register'"),
        ({"(": "online"}, "'('"),
    ],
)
def test_a_rule_that_means_nothing_says_what_is_expected(rules: dict[str, str], told: str) -> None:
    with pytest.raises(LineRuleError) as raised:
        Words(rules, b"")
    assert told in str(raised.value)


def test_a_number_of_its_own_for_no_answer_is_told_as_that_of_the_cores_clients() -> None:
    words = Words({r"^register=(?P<status>-?\d+)$": "reg-response"}, b"")
    told = [words.translated(f"register={number}") for number in (0, 7, 100, 200, -11)]
    assert told == [f"[REG] HTTP Response: {number}" for number in (-1, -1, 100, 200, -11)]
