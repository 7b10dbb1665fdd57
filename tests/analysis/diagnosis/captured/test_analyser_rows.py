"""What a logic analyser recorded of a serial line is read as the text that went over it."""

from collections.abc import Callable

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.captured.analyser_rows import lines_of_analyser
from tests.together import together

TEXT = 'shed 1.0\r\nsession: HTTP 403 {"error":"Token revoked"}, wait\r\n'
WORDS = {",": "COMMA", " ": "' '", "\r": r"\r", "\n": r"\n"}
ESCAPES = {'"': '""', "\r": r"\r", "\n": r"\n"}


def logic_2(character: str, number: int) -> str:
    return f'"Async Serial","data",{number / 1000:.6f},8.64e-05,"{ESCAPES.get(character, character)}",'


def logic_2_numbers(character: str, number: int) -> str:
    return f'"Async Serial","data",{number / 1000:.6f},8.64e-05,0x{ord(character):02X},'


def logic_1(character: str, number: int) -> str:
    return f"{number / 1000:.9f},{WORDS.get(character, character)},,"


def pulseview(character: str, number: int) -> str:
    return f"{number}-{number + 9} UART: RX data: {ord(character):02X}"


@together
@pytest.mark.parametrize("form", [logic_2, logic_2_numbers, logic_1, pulseview])
@pytest.mark.parametrize("header", [[], ["name,type,start_time,duration,data,error"], ["Time [s],Value,Parity Error"]])
def test_characters_become_lines(form: Callable[[str, int], str], header: list[str]) -> None:
    rows = header + [form(character, number) for number, character in enumerate(TEXT)]
    given = list(lines_of_analyser(rows))
    assert [line for line in given if line] == TEXT.splitlines()
    assert len(given) == len(rows)
    finding = diagnose("\n".join(rows)).findings[0]
    assert (finding.cause, finding.evidence[0].line) == ("token-revoked", len(header) + len(TEXT) - 1)


def hexdump(line: str, at: int) -> str:
    numbers = " ".join(f"{ord(each):02x}" for each in line)
    return f"{at:08x}  {numbers[:23]}  {numbers[24:]:<23}  |{line.translate({10: '.', 13: '.'})}|"


def xxd(line: str, at: int) -> str:
    numbers = line.encode().hex()
    pairs = " ".join(numbers[at : at + 4] for at in range(0, len(numbers), 4))
    return f"{at:08x}: {pairs:<39}  {line.translate({10: '.', 13: '.'})}"


def od(line: str, at: int) -> str:
    return f"{at:06x} {' '.join(f'{ord(each):02x}' for each in line):<48}  >{line.translate({10: '.', 13: '.'})}<"


@together
@pytest.mark.parametrize("form", [hexdump, xxd, od])
def test_a_dump_s_rows_become_lines(form: Callable[[str, int], str]) -> None:
    text = TEXT * 4
    rows = [form(text[at : at + 16], at) for at in range(0, len(text), 16)]
    given = list(lines_of_analyser([*rows, f"{len(text):08x}"]))
    assert [line for row in given if row for line in row.split("\r")] == text.splitlines()
    assert len(given) == len(rows) + 1
    assert diagnose("\n".join(rows)).findings[0].cause == "token-revoked"


def test_a_dump_in_a_log_stays_in_it() -> None:
    log = ["poll 200", *[hexdump("0123456789abcdef", at) for at in range(0, 160, 16)], "poll 200", "poll 200"]
    assert list(lines_of_analyser(log)) == log


def test_the_two_lines_of_a_port_are_two_texts() -> None:
    rows = [
        f"UART: {line} data: {ord(character):02X}"
        for pair in zip("poll 200\n", "ping ok!\n", strict=True)
        for line, character in zip(("TX", "RX"), pair, strict=True)
    ]
    assert [line for line in lines_of_analyser(rows) if line] == ["poll 200", "ping ok!"]


def test_what_is_cut_at_the_end_is_given() -> None:
    assert list(lines_of_analyser(map(logic_2, "poll 200 and", range(12))))[-1] == "poll 200 and"


@together
@pytest.mark.parametrize(
    "lines",
    [
        ["poll 200"] * 20,
        ["time,status", *["12,200"] * 20],
        ["0.5,1"] * 20,
        [logic_2("a", 1)] * 5,
        [],
    ],
)
def test_other_lines_stay_as_they_are(lines: list[str]) -> None:
    assert list(lines_of_analyser(lines)) == lines
