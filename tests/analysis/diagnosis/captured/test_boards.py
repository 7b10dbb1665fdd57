"""Lines of several boards in one file are told apart, and the one that has trouble is what is diagnosed."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.captured.boards import HEAD_LINES, label_of, labels_in, lines_of_boards
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
        ("\x1b[36mnode1-1  |\x1b[0m ", "\x1b[33mnode2-1  |\x1b[0m "),
        ("\x1b[36mnode1-1  | \x1b[0m", "\x1b[33mnode2-1  | \x1b[0m"),
        ("2026-11-29T12:00:00.123456+01:00 A| ", "2026-11-29T12:00:00.123456+01:00 B| "),
        ("living-room-lamp-esp32-01 | ", "kitchen-relay-board-esp32-02 | "),
        ("board A | ", "board B | "),
        ("küche | ", "bad | "),
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


@pytest.mark.parametrize("before", [3, HEAD_LINES])
def test_a_board_that_begins_to_speak_late_is_one_of_its_own(before: int) -> None:
    well = [f"{label}| {line}" for line in GOOD + GOOD[-1:] * before for label in "AB"]
    late = [f"C| {line}" for line in BAD[2:4]]
    diagnosis = diagnose("\n".join([*well, *late, *well[-6:]]))
    assert (diagnosis.verdict, diagnosis.recognition.lines) == (LogVerdict.PROBLEM, len(well) + 8)
    assert [each.text for each in diagnosis.findings[0].evidence] == ["C| [REG] HTTP Response: 410"]


@together
@pytest.mark.parametrize("odd", ["temp| 21", "temp | 21", "[COM5] x", "INFO| x"])
def test_one_odd_line_among_boards_is_no_board(odd: str) -> None:
    lines = [f"{label}| {line}" for line in GOOD for label in "AB"]
    given = list(lines_of_boards([*lines, odd, *lines]))
    assert {each.label for each in given} == {"A|", "B|"}
    assert sorted(each.number for each in given) == list(range(1, 2 * len(lines) + 2))


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


SAME = ["session opened", *[f"poll 200 temp {20 + number}.5" for number in range(6)]]


@together
@pytest.mark.parametrize(
    "labels", [("küche > ", "bad > "), ("12:00:01.123 > left> ", "12:00:01.124 > right> "), ("node-1 > ", "node-2 > ")]
)
def test_boards_that_print_the_same_are_told_apart_by_a_prompt_too(labels: tuple[str, str]) -> None:
    lines = [f"{label}{line}" for line in SAME for label in labels]
    lines += [f"{labels[1]}poll 403 Token revoked", f"{labels[0]}poll 200 temp 9.0"] * 3
    diagnosis = diagnose("\n".join(["left > oceanremote", *lines]))
    assert diagnosis.findings[0].cause == "token-revoked"
    assert len(labels_in(lines)) == 2


def test_parts_of_one_firmware_are_no_boards() -> None:
    lines = ["wifi > joined, -61 dBm", "cloud > poll 200", "sensor > 21.5 C"] * 9
    assert labels_in(lines) == frozenset()


def test_another_board_s_trouble_is_told_beside_the_surest() -> None:
    gone = ["[SYSTEM] Device ID: ESP32_246F28AABBCC", "[SESSION] HTTP Response: 403", "[SESSION] Token revoked"]
    lines = [
        f"{label}| {line}"
        for pair in zip(BAD[:5], [*gone, *["[POLL] idle"] * 2], strict=True)
        for label, line in zip("AB", pair, strict=True)
    ]
    diagnosis = diagnose("\n".join([*lines, *[f"{label}| [SYSTEM] x" for label in "AB"] * 3]))
    told = {diagnosis.findings[0].cause, *(each.cause for each in diagnosis.others)}
    assert told == {"token-used", "token-revoked"}


def test_boards_with_one_trouble_are_told_once() -> None:
    assert diagnose("\n".join(f"{label}| {line}" for line in BAD for label in "AB")).others == ()
