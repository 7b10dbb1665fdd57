"""How long a session lasts: what a server says of it, and what is true."""

from typing import Final

from oceanhil.conformance.oceanremote.subject import DeviceSubject

_DAY_S: Final = 86_400
_YEAR_S: Final = 366 * _DAY_S
_MS: Final = 1000


def tells_milliseconds(said: float, expected_s: int) -> bool:
    """Tell whether a lifetime that is to be in seconds is more likely one in milliseconds.

    It is nearer to `expected_s` then, and in seconds it would be no whole number of days, or more than a year.
    """
    is_nearer = said * said > _MS * expected_s * expected_s
    return said % _MS == 0 and is_nearer and (said % _DAY_S != 0 or said > _YEAR_S)


def lives(subject: DeviceSubject, age_s: int) -> bool:
    """Tell whether a session of exactly this age is still good; needs a clock that tests can move."""
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.advance(age_s)
        answer = subject.ask(subject.poll_request(session))
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200
