"""Two clocks in a log that were together and are not any more: one of them runs away."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.history.clock import Drift
from tests.together import together

PAIR = "awake, rtc says 2027-02-{day:02} {own}|POST session 200, Date: {server}"
ROM = "ets Jul 29 2019 12:21:46\n\nrst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"


def pairs(*times: str) -> list[str]:
    return [
        line
        for day, both in enumerate(times, 1)
        for line in PAIR.format(day=day, own=both[:8], server=both[9:]).split("|")
    ]


def drifts(lines: list[str]) -> int:
    drift = Drift()
    return sum(drift.is_too_much(line) for line in lines)


@together
@pytest.mark.parametrize(
    ("lines", "times"),
    [
        (pairs("06:02:00 06:01:00", "06:03:20 06:01:00", "06:06:40 06:01:00", "06:07:30 06:01:00"), 2),
        (pairs("23:59:00 23:59:30", "23:58:00 00:00:10", "23:56:00 00:02:00"), 1),
        # Another zone's time, and a clock that is set again and again.
        (pairs("07:02:00 06:02:00", "07:02:00 06:02:00", "07:02:00 06:02:00"), 0),
        (pairs("06:02:00 06:01:00", "06:03:20 06:01:00", "06:01:02 06:01:00", "06:03:20 06:01:00"), 0),
        (pairs("06:04:00 06:01:00", "06:02:00 06:01:00", "06:07:00 06:01:00"), 0),
        # A jump, and clocks that are told far from each other.
        (pairs("06:02:00 06:01:00", "06:03:20 06:01:00", "11:06:40 06:01:00"), 0),
        (
            [
                each
                for line in pairs("06:02:00 06:01:00", "06:03:20 06:01:00", "06:07:40 06:01:00")
                for each in (line, *"abc")
            ],
            0,
        ),
    ],
)
def test_a_clock_that_runs_away_bit_by_bit_is_noticed(lines: list[str], times: int) -> None:
    assert drifts(lines) == times


def test_it_is_the_cause_whoever_wrote_the_firmware() -> None:
    lines = pairs("06:02:00 06:01:00", "06:03:20 06:01:00", "06:06:40 06:01:00")
    log = "".join(f"{ROM}{own}\n{server}\n" for own, server in zip(lines[::2], lines[1::2], strict=True))
    assert diagnose(log).findings[0].cause == "clock-drifts"


BEGAN = "[SYSTEM] Device ID: ESP32_A0B7653C1E77\n[TIME] Synced, clock corrected by +1767333608 s\n"
GRANTED = "[SESSION] HTTP Response: 200\n[SESSION] Got session ID: 1b77e2a9\n[INFO] Device ONLINE\n"
REFUSED = "[SESSION] HTTP Response: 401\n[TIME] Clock skew {} s\n[SESSION] Refused: Clock skew too large\n"
SILENT = "[TIME] No answer from time server\n"
WORDS = "ESP32_A0B7653C1E77\n"
TOLD = "{} s\n[session] opened\n[state] 200\n[state] 200\n{} s\n[session] refused 401\n{} s\n[session] refused 401\n"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (BEGAN + GRANTED + SILENT + REFUSED.format("+303"), "clock-drifts"),
        (BEGAN + GRANTED + "".join(map(REFUSED.format, ("-302", "-305"))), "clock-drifts"),
        (
            WORDS + "ntp ok 2026-01-02 06:00:04\nsession 200\nntp: no response\nsession 401 clock_skew (skew -308 s)\n",
            "clock-drifts",
        ),
        # In words of one's own, and without the server's.
        (WORDS + TOLD.format("drift vs server 77", "drift vs server 321", "drift vs server 330"), "clock-drifts"),
        (WORDS + TOLD.format("clock off by 140", "clock off by 306", "clock off by 309"), "clock-drifts"),
        (WORDS + TOLD.format("offset to server time: 4", "server ok", "offset to server time: 2"), "device-deleted"),
        # It was set wrongly, was never right, or nobody tells that it was not set.
        (BEGAN + GRANTED + SILENT + REFUSED.format("+3700"), "clock-skew"),
        (BEGAN + GRANTED + SILENT + REFUSED.format("+3700") + REFUSED.format("+310"), "clock-skew"),
        (BEGAN + SILENT + REFUSED.format("-340"), "clock-skew"),
        (BEGAN + GRANTED + REFUSED.format("+303"), "clock-skew"),
        # As far off as zones are.
        (BEGAN + REFUSED.format("+7200"), "clock-in-local-time"),
        (BEGAN + REFUSED.format("+19801"), "clock-in-local-time"),
        (WORDS + "session: 401 clock_skew, skew: -18000 s\n" * 2, "clock-in-local-time"),
        (BEGAN + REFUSED.format("+3720"), "clock-skew"),
        (BEGAN + REFUSED.format("+86400"), "clock-skew"),
        (BEGAN + GRANTED + REFUSED.format("+7200"), "clock-skew"),
    ],
)
def test_what_the_board_says_of_its_clock_tells_how_it_went_wrong(log: str, cause: str) -> None:
    assert diagnose(log).findings[0].cause == cause


def test_a_clock_that_is_set_again_has_not_run_away() -> None:
    log = BEGAN + GRANTED + SILENT + REFUSED.format("+303") + BEGAN.partition("\n")[2] + GRANTED
    assert diagnose(log).verdict is LogVerdict.RECOVERED
