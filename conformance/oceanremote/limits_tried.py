"""By which time and figures a server's rate limits go while they are tried.

The time is that of its test clock or the machine's: no page says it, and both are found where servers have a test
clock. It is found out once, before the first item to which it matters. Where limits go by the machine's time, a second
is waited for in real time, and what needs a minute of it cannot be tried: ten such items are ten minutes.

The figures are those of the profile, also where the server's settings tell others: it would take hundreds of requests a
second to find out about those, and what a limit does is the same at each.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import vain_registration
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.wire.need import Lacking

SECOND_S: Final = 2
"""A second, and as much more as two clocks may differ by."""
MINUTE_S: Final = 60
_REAL_WAIT_S_MAX: Final = 5
_NOTICED_S: Final = 0.5
_FIGURES: Final = ("rate_limit_api_per_s", "rate_limit_register_per_min", "rate_limit_connections")
_BY_REAL_TIME: Final = "its limits go by another time than the test clock's, and a minute of real time is too long"


def other_figures(subject: DeviceSubject) -> Mapping[str, int]:
    """Give what the settings tell of the limits' figures, as far as it is not what the profile has."""
    settings, documented = subject.control.settings(), subject.profile.document.server
    told = {name: settings.get(name) for name in _FIGURES}
    return {
        name: value
        for name, value in told.items()
        if isinstance(value, int) and not isinstance(value, bool) and value != documented[name].value
    }


@contextmanager
def documented_figures(subject: DeviceSubject) -> Iterator[None]:
    """Let the limits have the profile's figures meanwhile, where the settings tell others. Needs `SETTINGS`."""
    documented = subject.profile.document.server
    with subject.changed_settings(**{name: documented[name].value for name in other_figures(subject)}):
        yield


def figure_in_force(subject: DeviceSubject, setting: str) -> int:
    """Give the figure that the settings tell, and else what was learned of it, or what the profile has."""
    told = subject.control.settings().get(setting)
    return told if isinstance(told, int) else subject.number(setting)


def learn_time_of_limits(subject: DeviceSubject) -> None:
    """Find out, if nobody has; the exchanges that it takes are none of the item's. Needs `CLOCK` and `SETTINGS`."""
    subject.limits_follow_clock(_follows_clock)


@contextmanager
def limited(subject: DeviceSubject, uncounted_s: int = SECOND_S) -> Iterator[None]:
    """Let the limits be in force, with the clock at a standstill and nothing counted in the last `uncounted_s`."""
    learn_time_of_limits(subject)
    subject.session()
    with subject.frozen(), subject.asking_for_429():
        let_counts_end(subject, uncounted_s)
        with documented_figures(subject), subject.changed_settings(rate_limit_enabled=True):
            yield


def try_to_register(subject: DeviceSubject) -> Answer:
    """Try to register with a token that was never issued."""
    return subject.ask(vain_registration(subject))


def first_limited(ask: Callable[[DeviceSubject], Answer], subject: DeviceSubject, figure: int) -> tuple[int, Answer]:
    """Ask until a 429 comes; gives how many were let in before it, and the 429. `figure` is the profile's."""
    most = 5 * figure + 10
    for count in range(most + 1):
        answer = ask(subject)
        if answer.status == subject.refusal_of(ErrorReason.RATE_LIMITED).status:
            return count, answer
    raise answer.violates(f"429 after {figure} requests", f"none after {most}")


def limited_poll(subject: DeviceSubject) -> tuple[int, Answer]:
    """Poll until a 429 comes; gives how many were let in before it, and the 429."""
    return first_limited(DeviceSubject.poll, subject, subject.server.rate_limit_api_per_s)


def limited_registration(subject: DeviceSubject) -> tuple[int, Answer]:
    """Try to register until a 429 comes; gives how many were let in before it, and the 429."""
    return first_limited(try_to_register, subject, subject.server.rate_limit_register_per_min)


def let_counts_end(subject: DeviceSubject, seconds: int = SECOND_S) -> None:
    """Let what was counted in the last `seconds` be forgotten; raises Lacking where that would take too long."""
    let_limits_pass(subject, MINUTE_S + 1 if subject.limits_follow_clock(_follows_clock) else seconds)


def let_limits_pass(subject: DeviceSubject, seconds: int) -> None:
    """Let so much time pass by which the limits go; raises Lacking where that would take too long."""
    if subject.limits_follow_clock(_follows_clock):
        subject.let_pass(seconds)
    elif seconds <= _REAL_WAIT_S_MAX:
        subject.rest(seconds)
    else:
        raise Lacking(CLOCK, _BY_REAL_TIME)


def poll_on_the_youngest_of(subject: DeviceSubject, connections: int, *, is_let_in: bool | None = None) -> Answer:
    """Poll on the youngest of so many open connections, once nothing is counted of the time before.

    A server takes note of a connection, and of its end, a moment later than the client, a busy one much later. So what
    the answer is not that `is_let_in` says is asked once more, with time for that; None where nobody knows beforehand.
    """
    answer = None if is_let_in is None else _poll_on_the_youngest_of(subject, connections)
    if answer is not None and (answer.exchange.status == HTTPStatus.OK) is is_let_in:
        return answer
    return _poll_on_the_youngest_of(subject, connections, _NOTICED_S)


def _poll_on_the_youngest_of(subject: DeviceSubject, connections: int, noticed_s: float = 0.0) -> Answer:
    let_counts_end(subject)
    poll = subject.raw(subject.poll_request(subject.session()))
    # The subject's own connection is one of them, and the one on which the request goes another. Those of operations
    # count as well where they go to the same server.
    subject.control.let_go()
    subject.rest(noticed_s)
    subject.poll().must_have_status(HTTPStatus.OK)
    with subject.held(max(0, connections - 2)):
        subject.rest(noticed_s)
        return subject.send_raw(poll)


def _follows_clock(subject: DeviceSubject) -> bool:
    """Tell whether time that passes on the test clock lets in who asked too often.

    Where neither this nor real time does, it is for the items to say so.
    """
    poll = subject.poll_request(subject.session())
    with (
        subject.frozen(),
        subject.asking_for_429(),
        documented_figures(subject),
        subject.changed_settings(rate_limit_enabled=True),
    ):
        try:
            answers = (subject.ask(poll) for _ in range(5 * subject.server.rate_limit_api_per_s))
            limited = next((answer for answer in answers if answer.status != 200), None)
        except Finding:
            return True
        if limited is None:
            return True
        subject.let_pass(MINUTE_S)
        if subject.ask(poll).status == 200:
            return True
        subject.rest(SECOND_S)
        return subject.ask(poll).status != 200
