"""Polls that come no more while the firmware talks on are the trouble, unless something else explains the silence."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

OPENED = "oceanremote lamp\nsession 200\n"
GOOD = (LogVerdict.HEALTHY, LogVerdict.RECOVERED)


def polls(until_s: int, every_s: int = 5, text: str = "poll 200") -> list[tuple[int, str]]:
    return [(at_s, text) for at_s in range(0, until_s, every_s)]


def heap(from_s: int, to_s: int) -> list[tuple[int, str]]:
    return [(at_s, f"heap {143_000 + at_s % 7}") for at_s in range(from_s, to_s, 10)]


def of_day(at_s: int) -> str:
    return f"{9 + at_s // 3600:02}:{at_s // 60 % 60:02}:{at_s % 60:02} > "


def of_sdk(at_s: int) -> str:
    return f"I ({at_s * 1000 + 431}) app: "


def in_brackets(at_s: int) -> str:
    return f"[{at_s}] "


def of_core(at_s: int) -> str:
    return f"[{at_s * 1000:6}][I][app.cpp:40] loop(): "


def log_of(stamp: object, *parts: list[tuple[int, str]]) -> str:
    assert callable(stamp)
    return OPENED + "".join(f"{stamp(at_s)}{text}\n" for part in parts for at_s, text in part)


@together
@pytest.mark.parametrize("stamp", [of_day, of_sdk, in_brackets, of_core])
def test_polls_that_come_no_more_while_the_log_goes_on_are_the_trouble(stamp: object) -> None:
    diagnosis = diagnose(log_of(stamp, polls(600), heap(600, 1600)))
    assert (diagnosis.verdict, diagnosis.findings[0].cause) == (LogVerdict.PROBLEM, "polls-stopped")
    assert "poll 200" in diagnosis.findings[0].evidence[0].text


@together
@pytest.mark.parametrize(
    "parts",
    [
        # Not for so long that the dashboard shows it OFFLINE, or they come again.
        [polls(600), heap(600, 880)],
        [polls(600), heap(600, 1600), [(at_s + 1600, text) for at_s, text in polls(60)]],
        # They were never regular, or too few, or rare.
        [polls(300), polls(400)[70:75], heap(400, 1600)],
        [[(0, "poll 200"), (5, "poll 200"), (90, "poll 200"), (91, "poll 200")] * 3, heap(100, 1600)],
        [polls(40), heap(40, 1600)],
        [polls(1800, every_s=60), heap(1800, 2400)],
        # Too little is said to tell that the firmware runs on.
        [polls(600), [(1600, "heap 143000")]],
        # Something tells why.
        [polls(600), [(600, "entering light sleep")], heap(600, 1600)],
        # The firmware says that it is well, or that it does not say everything.
        *(
            [polls(600), [(700, text)], heap(700, 1600)]
            for text in (
                "still online",
                "Lebenszeichen, alles ok",
                "todo bien",
                "all good",
                "repeated lines suppressed",
            )
        ),
        [polls(600), [(600, "polling paused by user")], heap(600, 1600)],
        [polls(600), [(600, "firmware update begins")], heap(600, 1600)],
        [polls(600), [(600, "log level: info")], heap(600, 1600)],
    ],
)
def test_a_silence_that_may_have_another_reason_is_none(parts: list[list[tuple[int, str]]]) -> None:
    diagnosis = diagnose(log_of(of_day, *parts))
    assert "polls-stopped" not in [finding.cause for finding in diagnosis.findings]
    assert diagnosis.verdict in GOOD


def test_a_connection_that_fails_is_the_trouble_and_not_the_silence_behind_it() -> None:
    failed = [(600, "esp-tls: couldn't get hostname for :oceanremote.net: getaddrinfo() returns 202")]
    diagnosis = diagnose(log_of(of_sdk, polls(600), failed * 3, heap(600, 1600)))
    assert [finding.cause for finding in diagnosis.findings] == ["name-not-resolved"]


def test_of_another_device_nobody_knows_that_it_is_to_poll() -> None:
    log = log_of(of_day, polls(600, text="Modbus poll 200"), heap(600, 1600)).removeprefix(OPENED)
    assert diagnose(log).findings == ()
