"""The same log, as different monitors record it, gets the same diagnosis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.diagnosis import Diagnosis, diagnose
from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from tests.together import together

LOG = """[SYSTEM] Device ID: ESP32_246F28AABBCC
[WiFi] Connecting... Connected!
[REG] Registering device...
[REG] HTTP Response: 410
[REG] Registration failed: Registration token already used
"""
STAMPS = {
    "Arduino IDE": "12:01:02.345 -> ",
    "older Arduino IDE": "12:01:02.345 --> ",
    "PlatformIO": "12:01:02.345 > ",
    "brackets": "[12:01:02] ",
    "brackets, milliseconds": "[12:01:02:345] ",
    "minicom": "[2026-04-22 12:01:02] ",
    "ISO": "2026-04-22T12:01:02.345Z ",
    "ISO, offset": "2026-04-22 12:01:02,345+02:00 ",
    "syslog": "Apr 22 12:01:02 ",
    "syslog as it is sent": "<134>Apr 22 12:01:02 shed oceand[1]: ",
    "syslog as it is sent today": "<134>1 2026-04-22T12:01:02.345Z shed oceand 1 - - ",
    "ts": "[    1.234567] ",
    "ESP-IDF": "I (1234) main: ",
    "ESP-IDF in Arduino IDE": "12:01:02.345 -> I (1234) main: ",
    "seconds since the start": "t=  88.1 ",
    "milliseconds since the start": "+1234 ms: ",
    "minutes": "12:01 ",
    "minutes in brackets": "[12:01] ",
    "minutes in French": "12h01 ",
    "minutes and an arrow": "12:01 -> ",
    "minutes and a line": "12:01 | ",
    "minutes with a colon": "09:59: ",
    "day and minutes": "26.11. 12:01 ",
    "ISO day and minutes": "2026-11-26 12:01 ",
    "minutes in German": "12:01 Uhr ",
    "indented": "    ",
}


def essence(diagnosis: Diagnosis) -> list[tuple[str, int, list[int]]]:
    return [
        (finding.cause, finding.confidence, [evidence.line for evidence in finding.evidence])
        for finding in diagnosis.findings
    ]


EXPECTED = essence(diagnose(LOG))


def each_line(change: str) -> str:
    return "".join(change.format(line=line) + "\n" for line in LOG.splitlines())


@together
@pytest.mark.parametrize("stamp", STAMPS.values(), ids=STAMPS.keys())
def test_time_stamps_do_not_matter(stamp: str) -> None:
    assert essence(diagnose(each_line(stamp + "{line}"))) == EXPECTED


@pytest.mark.parametrize("line", ["\x1b[0;32m{line}\x1b[0m", "[0;32m{line}[0m", "{line}\r", "{line}\t ", "\x00{line}"])
def test_colours_and_line_ends_do_not_matter(line: str) -> None:
    assert essence(diagnose(each_line(line))) == EXPECTED


@together
@pytest.mark.parametrize("stamp", [*STAMPS.values(), "\x1b[0;31m", "[0;31m"])
def test_lines_without_a_tag_are_known_behind_any_prefix(stamp: str) -> None:
    assert diagnose(f"{stamp}assert failed: vTaskStartScheduler tasks.c:1\n").findings[0].cause == "panic"


@together
@pytest.mark.parametrize("stamp", [stamp for name, stamp in STAMPS.items() if "minutes" in name])
def test_minutes_before_a_line_are_none_of_it(stamp: str) -> None:
    assert list(printed_lines(f"{stamp}état 401")) == ["tat 401"]


@together
@pytest.mark.parametrize(
    "line",
    [
        "12:01 min left",
        "00:30 remaining",
        "25:01 poll",
        "12:61 poll",
        "12:01",
        "12:01 401",
        "1:05 poll",
        "10:30 to 11:00",
    ],
)
def test_what_may_be_a_duration_is_no_time_stamp(line: str) -> None:
    assert list(printed_lines(line)) == [line]


def test_a_log_with_carriage_returns_only_is_read() -> None:
    assert essence(diagnose(LOG.replace("\n", "\r"))) == EXPECTED


def test_lines_that_ran_together_are_separated() -> None:
    together = diagnose(LOG.replace("\n", ""))
    assert [finding.cause for finding in together.findings] == [cause for cause, _, _ in EXPECTED]


def test_noise_of_the_boot_rom_before_the_log_is_ignored() -> None:
    noise = "r\ufffd\x00\ufffd~?\ufffd4\ufffd!\ufffd{\ufffd"
    assert essence(diagnose(noise + LOG)) == EXPECTED


def test_a_line_that_a_reset_cut_does_not_disturb() -> None:
    assert [row[:2] for row in essence(diagnose("[REG] HTTP Resp" + LOG))] == [row[:2] for row in EXPECTED]


@pytest.mark.parametrize("glyph", ["✓ ", "✅ ", "", " ", "âœ… ", "\ufffd ", "? "])
def test_any_glyph_or_none_may_stand_before_success(glyph: str, good_boot: str) -> None:
    log = good_boot.replace("[REG]  Registration", f"[REG] {glyph}Registration")
    assert "reg-success" in diagnose(log).recognition.names()


def test_upper_and_lower_case_of_tags_do_not_matter() -> None:
    assert essence(diagnose(LOG.replace("[WiFi]", "[WIFI]").replace("[REG]", "[Reg]"))) == EXPECTED


@pytest.mark.slow
@given(st.lists(st.text(st.characters(exclude_characters="\n\r[")), max_size=20))
def test_other_lines_in_between_do_not_matter(others: list[str]) -> None:
    lines = LOG.splitlines()
    mixed = [*others, *lines]
    causes = [finding.cause for finding in diagnose("\n".join(mixed)).findings]
    assert set(causes) >= {cause for cause, _, _ in EXPECTED}


@given(st.text(max_size=2_000))
def test_any_text_gets_an_answer(text: str) -> None:
    diagnosis = diagnose(text)
    assert diagnosis.findings or diagnosis.online or diagnosis.hints
