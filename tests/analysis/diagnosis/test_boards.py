"""Lines of several boards in one file are told apart, and the one that has trouble is what is diagnosed."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.boards import HEAD_LINES, label_of, labels_in
from tests.together import together

GOOD = ["[SYSTEM] Device ID: ESP32_246F28AABBCC", "[INFO] Device ONLINE", *["[POLL] HTTP Response: 200"] * 6]
BAD = [
    "[SYSTEM] Device ID: ESP32_246F28112233",
    "[WiFi] Connecting... Connected!",
    "[REG] Registering device...",
    "[REG] HTTP Response: 410",
    "[REG] Registration failed: Registration token already used",
    *["[SYSTEM] Next attempt in 600 s"] * 3,
]


def side_by_side(*labels: str) -> list[str]:
    return [f"{label}{line}" for pair in zip(GOOD, BAD, strict=True) for label, line in zip(labels, pair, strict=True)]


@together
@pytest.mark.parametrize(
    "labels",
    [
        ("A| ", "B| "),
        ("node1  | ", "node2  | "),
        ("[COM5] ", "[COM7] "),
        ("/dev/ttyUSB0: ", "/dev/ttyUSB1: "),
        ("12:00:01.123 -> left | ", "12:00:01.124 -> right | "),
    ],
)
def test_the_board_with_trouble_is_diagnosed(labels: tuple[str, str]) -> None:
    diagnosis = diagnose("\n".join(side_by_side(*labels)))
    assert diagnosis.verdict is LogVerdict.PROBLEM
    assert diagnosis.findings[0].cause == "token-used"
    assert [evidence.line for evidence in diagnosis.findings[0].evidence] == [8, 10]


def test_evidence_tells_which_board_it_is() -> None:
    diagnosis = diagnose("\n".join(side_by_side("[COM5] ", "[COM7] ")))
    assert diagnosis.findings[0].evidence[0].text == "[COM7] [REG] HTTP Response: 410"


def test_boards_that_are_all_well_are_healthy() -> None:
    lines = [f"{label}| {line}" for line in GOOD for label in "AB"]
    assert diagnose("\n".join(lines)).verdict is LogVerdict.HEALTHY


def test_a_line_without_a_label_goes_on_with_the_board_that_spoke_last() -> None:
    crash = ["Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled."]
    lines = side_by_side("A| ", "B| ")
    diagnosis = diagnose("\n".join([*(line for line in lines if "[REG]" not in line), *crash]))
    assert diagnosis.findings[0].cause == "panic"
    assert diagnosis.findings[0].evidence[0].text.startswith("B| Guru Meditation Error")


@together
@pytest.mark.parametrize(
    "lines",
    [
        ["INFO  | a", "DEBUG | b"] * 9,
        ["[WiFi] a", "[REG] b"] * 9,
        ["I: a", "W: b"] * 9,
        ["app-1  | a"] * 20,
        ["A| a"] * 10 + ["B| b"] * 10,
        ["A| a", "B| b"] * 3 + ["no label"] * 20,
        [f"{letter}| a" for letter in "abcdefghk"] * 5,
        ["a | b", "1 | 2"] * 2,
        [],
    ],
)
def test_what_heads_lines_otherwise_is_no_board(lines: list[str]) -> None:
    assert labels_in(lines) == frozenset()


def test_only_the_beginning_is_looked_at() -> None:
    lines = ["[POLL] HTTP Response: 200"] * HEAD_LINES + side_by_side("A| ", "B| ")
    assert diagnose("\n".join(lines)).recognition.lines == len(lines)


def test_a_label_keeps_its_bar() -> None:
    assert label_of("node1   | [REG] x") == ("node1 |", "[REG] x")
