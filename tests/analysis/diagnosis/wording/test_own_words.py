"""A firmware that prints words of its own: what they mean is told, and the rest is as in any log."""

import pytest

from oceanhil.analysis.diagnosis import diagnose_lines
from oceanhil.analysis.diagnosis.wording.own_words import pieces_of
from oceanhil.hil.worlds.words import Words

RULES = {r"^code (?P<status>-?\d+)$": "reg-response", "^schon benützt$": "[REG] Token already used or expired"}


def meant(line: str) -> str:
    return Words(RULES, b"").translated(line)


@pytest.mark.parametrize(
    "before",
    ["", "12:01:02.345 -> ", "[     2.302112] ", "[     2.302112] device: ", "\x1b[32m"],
    ids=["nothing", "of an IDE", "seconds", "of this project's logs", "a colour"],
)
def test_a_line_means_the_same_behind_what_a_monitor_put_there(before: str) -> None:
    (piece,) = pieces_of(7, f"{before}code 401\r", meant)
    assert (piece.line, piece.text, piece.own) == (7, "[REG] HTTP Response: 401", "code 401")


def test_what_looks_like_a_time_stamp_may_be_the_firmwares_own() -> None:
    rules = {r"^\[(?P<status>\d+)\]$": "reg-response"}
    (piece,) = pieces_of(1, "[401]", Words(rules, b"").translated)
    assert piece.text == "[REG] HTTP Response: 401"


def test_other_lines_are_what_they_are_without_rules() -> None:
    for line in ("[WiFi] Connecting... Connected!", "ets Jul 29 2019 12:21:46", "12:00:01 hello", "a[REG] b"):
        assert list(pieces_of(1, line, meant)) == list(pieces_of(1, line))


def test_the_cause_is_found_and_its_evidence_shows_both() -> None:
    lines = ["[WiFi] Connecting... Connected!", "code 401", "schon benützt"]
    assert diagnose_lines(lines).findings == ()
    told = diagnose_lines(lines, meant)
    assert told.findings[0].cause == diagnose_lines([lines[0], meant(lines[1]), meant(lines[2])]).findings[0].cause
    assert [each.text for each in told.findings[0].evidence] == [
        "code 401  (means: [REG] HTTP Response: 401)",
        "schon benützt  (means: [REG] Token already used or expired)",
    ]
    assert told.recognition.other == 0


def test_a_token_in_such_a_line_is_cut_too() -> None:
    rules = {r"^answer (?P<status>\d+)": "reg-response"}
    told = diagnose_lines(["answer 401 for oc_reg_" + "A" * 43], Words(rules, b"").translated)
    assert "A" * 43 not in str(told)
