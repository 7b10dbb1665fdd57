"""Sessions that end after a few polls each have somebody else; one that lasts, or ends after its hour, has nobody."""

from oceanhil.analysis.diagnosis import LogVerdict, diagnose

OPENED = "[SESSION] HTTP Response: 200\n[SESSION] Got session ID: {}c77e0aa\n[INFO] Device ONLINE\n"
ENDED = "[POLL] HTTP Response: 401\n[SESSION] Expired, renewing\n"
POLL = "[POLL] HTTP Response: 200\n"


def sessions(*polls: int) -> str:
    return "".join(OPENED.format(number) + POLL * count + ENDED for number, count in enumerate(polls))


def test_sessions_that_end_after_a_few_polls_are_taken_over() -> None:
    log = sessions(1, 0, 2, 1, 0) + OPENED.format(9)
    assert diagnose(log).findings[0].cause == "session-taken-over"
    assert diagnose(log + POLL).findings[0].cause == "session-taken-over"


def test_so_are_those_of_firmware_that_prints_numbers_only() -> None:
    log = "oceanremote\nsession 200\n" + "poll 200\npoll 401\nsession 200\n" * 6
    assert diagnose(log).findings[0].cause == "session-taken-over"


def test_a_session_that_lasts_ends_it() -> None:
    diagnosis = diagnose(sessions(1, 0, 2, 1, 0) + OPENED.format(9) + POLL * 12)
    assert diagnosis.verdict is LogVerdict.RECOVERED


def test_a_session_that_is_renewed_after_many_polls_is_well() -> None:
    assert diagnose(sessions(30, 30, 30, 30, 30) + OPENED.format(9) + POLL).verdict is LogVerdict.HEALTHY


def test_a_session_that_lasts_its_hour_is_well_however_rarely_it_polls() -> None:
    hours = "".join(
        "".join(
            f"{hour:02}:{minute}:00 > {line}\n"
            for minute, line in zip((10, 10, 10, 30, 50, 59, 59), lines, strict=True)
        )
        for hour in range(1, 8)
        for lines in [(OPENED.format(hour) + POLL * 2 + ENDED).splitlines()]
    )
    assert diagnose(hours + OPENED.format(9) + POLL).verdict is LogVerdict.HEALTHY
