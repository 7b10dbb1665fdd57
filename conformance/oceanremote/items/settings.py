"""Every setting of the server that a test may put: it takes effect, and it can be put back.

One item for each setting that the profile's table `server` declares, and two about what was there before. A test that
relies on a setting which the server takes and does not heed says nothing, and would be green for ever.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from oceanhil.conformance.contract.base_answer import in_json
from oceanhil.conformance.contract.finding import Deviation, Finding, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, sized, vain_registration
from oceanhil.conformance.oceanremote.limits_tried import (
    MINUTE_S,
    SECOND_S,
    documented_figures,
    figure_in_force,
    learn_time_of_limits,
    let_counts_end,
    poll_on_the_youngest_of,
)
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import CLOCK, SETTINGS, STATUS, TOKEN
from oceanhil.remote.wire.need import Lacking, Need

_OK: Final = 200
_SHORT_S: Final = 60
_OF_BEFORE: Final = "no page; a setting that is changed holds from the next request on"
Shows = Callable[[DeviceSubject, Scalar], bool]
"""Tells by what the server does whether this value of the setting is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """How a setting is tried: its other value, what it does in a few words, and how that is seen."""

    other: Scalar
    effect: str
    shows: Shows
    needs: tuple[Need, ...] = (TOKEN,)
    by_request: Callable[[DeviceSubject], Iterator[Answer]] | None = None
    """Asks for one of each kind of request that may heed or ignore it by itself, while the other value is put."""
    heeds: Callable[[DeviceSubject, Answer, Scalar], bool] = lambda *_: False
    """Tells whether such an answer is one under this value."""


def _number(value: Scalar) -> int:
    assert isinstance(value, int)
    return value


def _used_token_status(subject: DeviceSubject, value: Scalar) -> bool:
    device = subject.new_device()
    return subject.ask(subject.register_request(device.registration_token, subject.identity())).status == value


def _window(subject: DeviceSubject, value: Scalar) -> bool:
    device = subject.new_device()
    again = subject.ask(subject.register_request(device.registration_token, device.identity))
    return (again.status == _OK) is (_number(value) > 0)


def _device_time(subject: DeviceSubject, value: Scalar) -> bool:
    """Open a session without the header of the device's time, and one with it."""
    request = subject.session_request(subject.device())
    bare = {name: text for name, text in request.headers.items() if name != subject.names.time_header}
    without = subject.send("POST", request.path, headers=bare, body=request.body)
    timed = subject.ask(subject.session_request(subject.device(), headers=subject.at(0)))
    timed.must_have_status(_OK)
    return (without.status != _OK) is value


def _limited(subject: DeviceSubject, value: Scalar) -> bool:
    """Send more polls at once than the limit lets in."""
    learn_time_of_limits(subject)
    subject.session()
    most = figure_in_force(subject, "rate_limit_api_per_s")
    with subject.frozen(), subject.asking_for_429():
        let_counts_end(subject)
        polls = [subject.poll() for _ in range(2 * most + 1)]
    return any(poll.status != _OK for poll in polls) is value


def _admitted(subject: DeviceSubject, ask: Callable[[DeviceSubject], Answer], window_s: int, value: Scalar) -> bool:
    """Tell whether so many requests of a kind are let in and the next one is not, while the limits are on."""
    learn_time_of_limits(subject)
    subject.session()
    refused = subject.refusal_of(ErrorReason.RATE_LIMITED).status
    with subject.frozen(), subject.asking_for_429():
        let_counts_end(subject, window_s)
        with subject.changed_settings(rate_limit_enabled=True):
            statuses = [ask(subject).status for _ in range(_number(value) + 1)]
    return refused not in statuses[:-1] and statuses[-1] == refused


def _attempt(subject: DeviceSubject) -> Answer:
    return subject.ask(vain_registration(subject))


def _connections(subject: DeviceSubject, value: Scalar) -> bool:
    """Poll on the last connection that is let in, and on one beyond it."""
    return _is_as_expected(subject, _number(value), is_let_in=True) and _is_as_expected(
        subject, _number(value) + 1, is_let_in=False
    )


def _is_as_expected(subject: DeviceSubject, count: int, *, is_let_in: bool) -> bool:
    """Tell whether a poll on the youngest of so many connections is answered as is expected."""
    learn_time_of_limits(subject)
    subject.session()
    with subject.frozen(), subject.asking_for_429(), subject.changed_settings(rate_limit_enabled=True):
        return (poll_on_the_youngest_of(subject, count, is_let_in=is_let_in).status == _OK) is is_let_in


def _retry_after(subject: DeviceSubject, value: Scalar) -> bool:
    learn_time_of_limits(subject)
    with subject.frozen(), subject.asking_for_429():
        let_counts_end(subject)
        with subject.changed_settings(rate_limit_enabled=True):
            answers = [_attempt(subject) for _ in range(figure_in_force(subject, "rate_limit_register_per_min") + 1)]
    return answers[-1].headers.get("retry-after") == str(value)


def _skew(subject: DeviceSubject, value: Scalar) -> bool:
    with subject.frozen():
        right, wrong = (
            subject.ask(subject.session_request(subject.device(), headers=subject.at(_number(value) + more))).status
            for more in (0, 1)
        )
    return right == _OK and wrong != _OK


def _registration_age(subject: DeviceSubject, value: Scalar) -> bool:
    with subject.frozen():
        young, old = subject.pending(), subject.pending()
        subject.advance(_number(value))
        accepted = subject.ask(subject.register_request(young.token, subject.identity())).status == _OK
        subject.advance(1)
        refused = subject.ask(subject.register_request(old.token, subject.identity())).status != _OK
    return accepted and refused


def _session_age(subject: DeviceSubject, value: Scalar) -> bool:
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.advance(_number(value))
        lives = subject.ask(subject.poll_request(session)).status == _OK
        session = subject.open_session(subject.device())
        subject.advance(_number(value) + 1)
        ended = subject.ask(subject.poll_request(session)).status != _OK
    return lives and ended


def _online(subject: DeviceSubject, value: Scalar) -> bool:
    return (_status_at(subject, _number(value) - 1), _status_at(subject, _number(value))) == (
        DeviceStatus.ONLINE,
        DeviceStatus.AWAY,
    )


def _offline(subject: DeviceSubject, value: Scalar) -> bool:
    return (_status_at(subject, _number(value)), _status_at(subject, _number(value) + 1)) == (
        DeviceStatus.AWAY,
        DeviceStatus.OFFLINE,
    )


def _status_at(subject: DeviceSubject, age_s: int) -> DeviceStatus:
    """Give the status of a device that was heard from so long ago."""
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.ask(subject.poll_request(session)).must_have_status(_OK)
        subject.advance(age_s)
        return subject.control.status(session.device.id)


def _maintenance(subject: DeviceSubject, value: Scalar) -> bool:
    return _is_maintained(subject, subject.poll(), value)


def _is_maintained(subject: DeviceSubject, answer: Answer, value: Scalar) -> bool:
    return (answer.status == subject.refusal_of(ErrorReason.MAINTENANCE).status) is value


def _each_request(subject: DeviceSubject) -> Iterator[Answer]:
    """Poll, report, register and open a session, each as good as it can be: only the setting may refuse it."""
    session = subject.session()
    yield subject.ask(subject.poll_request(session))
    yield subject.ask(subject.report_request(session, {"temperature": 20.5}))
    yield subject.ask(subject.register_request(subject.pending().token, subject.identity()))
    # The last of them, for it ends the session of the others.
    yield subject.ask(subject.session_request(session.device))


def _maintenance_wait(subject: DeviceSubject, value: Scalar) -> bool:
    session = subject.session()
    with subject.changed_settings(maintenance=True):
        said = subject.ask(subject.poll_request(session)).headers.get("retry-after", "0")
    return said == str(value)


def _registration_length(subject: DeviceSubject, value: Scalar) -> bool:
    return len(subject.pending().token) == len("oc_reg_") + _number(value)


def _permanent_length(subject: DeviceSubject, value: Scalar) -> bool:
    return len(subject.new_device().permanent_token) == len("oc_perm_") + _number(value)


def _session_length(subject: DeviceSubject, value: Scalar) -> bool:
    return len(subject.open_session(subject.device()).session_id) == value


def _query_token(subject: DeviceSubject, value: Scalar) -> bool:
    token = subject.device().permanent_token
    answer = subject.send("GET", subject.names.state_path, query=f"token={token}")
    return (answer.status == _OK) is value


def _device_id(subject: DeviceSubject, value: Scalar) -> bool:
    other = subject.identity().device_id
    return (subject.ask(subject.session_request(subject.device(), device_id=other)).status != _OK) is value


def _wrong_field_status(subject: DeviceSubject, value: Scalar) -> bool:
    status = attempt(subject, {"token": 17}).status
    return status == (value or subject.refusal_of(ErrorReason.BAD_REQUEST).status)


def _body_size(subject: DeviceSubject, value: Scalar) -> bool:
    """Send a body of the largest size and one of a byte more: the refusals differ."""
    largest, larger = (subject.ask(sized(subject, _number(value) + more)) for more in (0, 1))
    too_large = subject.refusal_of(ErrorReason.TOO_LARGE).status
    return largest.status != too_large and larger.exchange.status in {too_large, None}


_LIMITS: Final = (TOKEN, CLOCK)
_TRIALS: Final[Mapping[str, _Trial]] = {
    "used_token_status": _Trial(other=401, effect="the status for a used token", shows=_used_token_status),
    "idempotent_register_window": _Trial(
        other=60, effect="whether a board that lost the answer gets it again", shows=_window
    ),
    "require_device_time": _Trial(
        other=True, effect="whether a request without the device's time is refused", shows=_device_time
    ),
    "rate_limit_enabled": _Trial(other=True, effect="whether any request is 429", shows=_limited, needs=_LIMITS),
    "rate_limit_api_per_s": _Trial(
        other=7,
        effect="how many polls a second are let in",
        shows=lambda subject, value: _admitted(subject, DeviceSubject.poll, SECOND_S, value),
        needs=_LIMITS,
    ),
    "rate_limit_register_per_min": _Trial(
        other=4,
        effect="how many registrations a minute are let in",
        shows=lambda subject, value: _admitted(subject, _attempt, MINUTE_S, value),
        needs=_LIMITS,
    ),
    "rate_limit_connections": _Trial(
        other=4, effect="how many connections are let in", shows=_connections, needs=_LIMITS
    ),
    "rate_limit_retry_after_s": _Trial(other=77, effect="the Retry-After of a 429", shows=_retry_after, needs=_LIMITS),
    "max_clock_skew_s": _Trial(other=90, effect="how wrong a device's clock may be", shows=_skew, needs=(TOKEN, CLOCK)),
    "registration_token_ttl_s": _Trial(
        other=120, effect="how old a registration token may be", shows=_registration_age, needs=(TOKEN, CLOCK)
    ),
    "session_ttl_s": _Trial(other=120, effect="how old a session may be", shows=_session_age, needs=(TOKEN, CLOCK)),
    "online_below_s": _Trial(
        other=20, effect="how long a device is ONLINE", shows=_online, needs=(TOKEN, CLOCK, STATUS)
    ),
    "offline_above_s": _Trial(
        other=90, effect="how long a device is AWAY", shows=_offline, needs=(TOKEN, CLOCK, STATUS)
    ),
    "maintenance": _Trial(
        other=True,
        effect="whether requests are 503",
        shows=_maintenance,
        by_request=_each_request,
        heeds=_is_maintained,
    ),
    "maintenance_retry_after_s": _Trial(other=77, effect="the Retry-After of a 503", shows=_maintenance_wait),
    "registration_body_length": _Trial(other=44, effect="how long a registration token is", shows=_registration_length),
    "permanent_body_length": _Trial(other=24, effect="how long a permanent token is", shows=_permanent_length),
    "session_token_length": _Trial(other=24, effect="how long a session id is", shows=_session_length),
    "accept_query_token": _Trial(other=False, effect="whether a token in the query counts", shows=_query_token),
    "check_device_id": _Trial(other=False, effect="whether a session needs the registered device ID", shows=_device_id),
    "wrong_field_status": _Trial(other=422, effect="the status for a wrong field", shows=_wrong_field_status, needs=()),
    "max_body_bytes": _Trial(other=2048, effect="how large a body may be", shows=_body_size, needs=()),
}


def _item(name: str, trial: _Trial) -> Item[DeviceSubject]:
    @assumption(
        f"settings/{name.replace('_', '-')}",
        Severity.MINOR,
        Style.POSITIVE,
        *trial.needs,
        SETTINGS,
        source="no page; what tests put is in force, or they test nothing",
        title=f"the setting {name} takes effect when it is put, and ends when it is put back: {trial.effect}",
    )
    def setting(subject: DeviceSubject) -> None:
        if trial.needs is not _LIMITS:
            _must_take_effect(subject, name, trial)
            return
        learn_time_of_limits(subject)
        # Where limits are always on, nobody registers as often as it takes once the figures are those.
        subject.session()
        with documented_figures(subject):
            _must_take_effect(subject, name, trial)

    return setting


def _must_take_effect(subject: DeviceSubject, name: str, trial: _Trial) -> None:
    before = _value(subject, name)
    other = trial.other if before != trial.other else _profile_value(subject, name)
    if not _is_seen(subject, trial, before):
        # Nothing can be said about the other value then, and the items about the rule itself say what is otherwise.
        raise _finding(
            subject, Deviation, f"{name} {in_json(before)} as the settings tell", "another value, or no such rule"
        )
    with subject.changed_settings(**{name: other}):
        was_taken = _is_seen(subject, trial, other)
        is_ignored = not was_taken and _is_seen(subject, trial, before)
        if is_ignored:
            _must_be_ignored_by_all(subject, name, trial, other)
    if not was_taken:
        expected = _in_force(name, other)
        if is_ignored:
            raise _finding(subject, Violation, expected, f"what {in_json(before)} does: the setting is ignored")
        raise _finding(subject, Deviation, expected, f"neither what it does nor what {in_json(before)} does")
    if not _is_seen(subject, trial, before):
        raise _finding(subject, Violation, f"{name} {in_json(before)} again when it is put back", "another value")


def _in_force(name: str, value: Scalar) -> str:
    return f"{name} {in_json(value)} in force when it is put"


def _must_be_ignored_by_all(subject: DeviceSubject, name: str, trial: _Trial, other: Scalar) -> None:
    """Raise a Deviation where only some requests ignore a setting: no page says which ones it is for."""
    answers = [] if trial.by_request is None else [*trial.by_request(subject)]
    ignoring = [answer for answer in answers if not trial.heeds(subject, answer, other)]
    heeding = [answer for answer in answers if answer not in ignoring]
    if ignoring and heeding:
        found = f"ignored by {_requests(ignoring)}; heeded by {_requests(heeding)}"
        raise ignoring[0].deviates(_in_force(name, other), found)


def _requests(answers: Iterable[Answer]) -> str:
    requests = [answer.exchange.request for answer in answers]
    return ", ".join(f"{request.method} {request.path}" for request in requests)


def _value(subject: DeviceSubject, name: str) -> Scalar:
    settings = subject.control.settings()
    if name not in settings:
        raise Lacking(SETTINGS, f"the server has no setting {name}")
    return settings[name]


def _profile_value(subject: DeviceSubject, name: str) -> Scalar:
    return subject.profile.document.server[name].value


def _is_seen(subject: DeviceSubject, trial: _Trial, value: Scalar) -> bool:
    """Look at what the server does; an answer that makes no sense at all shows no value."""
    with suppress(Finding):
        return trial.shows(subject, value)
    return False


def _finding(subject: DeviceSubject, kind: type[Finding], expected: str, found: str) -> Finding:
    made = subject.exchanges()
    return kind(expected, found, made[-1] if made else None)


@assumption("settings/sessions-of-before", TOKEN, CLOCK, SETTINGS, source=_OF_BEFORE)
def sessions_of_before(subject: DeviceSubject) -> None:
    """A shorter life of sessions holds from the next request on, also for a session that is there already."""
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.advance(2 * _SHORT_S)
        with subject.changed_settings(session_ttl_s=_SHORT_S):
            answer = subject.ask(subject.poll_request(session))
    answer.should_be_refused(ErrorReason.SESSION_EXPIRED)


@assumption("settings/tokens-of-before", TOKEN, CLOCK, SETTINGS, source=_OF_BEFORE)
def tokens_of_before(subject: DeviceSubject) -> None:
    """A shorter life of registration tokens holds from the next request on, also for a token that was issued before."""
    with subject.frozen():
        obtained = subject.pending()
        subject.advance(2 * _SHORT_S)
        with subject.changed_settings(registration_token_ttl_s=_SHORT_S):
            answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.should_be_refused(ErrorReason.TOKEN_EXPIRED)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *(_item(name, trial) for name, trial in _TRIALS.items()),
    sessions_of_before,
    tokens_of_before,
)
