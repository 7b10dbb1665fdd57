"""Every setting of the server that a test may put: it takes effect, and it can be put back.

One item for each setting that the profile's table `server` declares. A test that relies on a setting which the server
takes and does not heed says nothing, and would be green for ever.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, SETTINGS, STATUS, TOKEN
from oceanhil.conformance.contract.finding import Deviation, Finding, Lacking, Violation
from oceanhil.conformance.contract.item import Item, Need, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import sized
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.tokens import TokenKind

_OK: Final = 200
_MINUTE_S: Final = 60
Shows = Callable[[Bench, Scalar], bool]
"""Tells by what the server does whether this value of the setting is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lever:
    """How a setting is tried: its other value, what it does in a few words, and how that is seen."""

    other: Scalar
    effect: str
    shows: Shows
    needs: tuple[Need, ...] = (TOKEN,)


def _number(value: Scalar) -> int:
    assert isinstance(value, int)
    return value


def _used_token_status(bench: Bench, value: Scalar) -> bool:
    device = bench.new_device()
    return bench.ask(bench.register_request(device.registration_token, bench.identity())).status == value


def _window(bench: Bench, value: Scalar) -> bool:
    device = bench.new_device()
    again = bench.ask(bench.register_request(device.registration_token, device.identity))
    return (again.status == _OK) is (_number(value) > 0)


def _device_time(bench: Bench, value: Scalar) -> bool:
    """Open a session without the header of the device's time, and one with it."""
    request = bench.session_request(bench.device())
    bare = {name: text for name, text in request.headers.items() if name != bench.names.time_header}
    without = bench.send("POST", request.path, headers=bare, body=request.body)
    timed = bench.ask(bench.session_request(bench.device(), headers=bench.at(0)))
    timed.must_have_status(_OK)
    return (without.status != _OK) is value


def _limited(bench: Bench, value: Scalar) -> bool:
    """Send more polls at once than the limit lets in."""
    bench.session()
    most = bench.number("rate_limit_api_per_s")
    with bench.frozen(), bench.asking_for_429():
        bench.control.clock.advance(_MINUTE_S + 1)
        polls = [bench.ask(bench.poll_request(bench.session())) for _ in range(2 * most + 1)]
    return any(poll.status != _OK for poll in polls) is value


def _admitted(bench: Bench, ask: Callable[[Bench], Answer], value: Scalar) -> bool:
    """Tell whether so many requests of a kind are let in and the next one is not, while the limits are on."""
    bench.session()
    refused = bench.refusal_of(ErrorReason.RATE_LIMITED).status
    with bench.frozen(), bench.asking_for_429():
        bench.control.clock.advance(_MINUTE_S + 1)
        with bench.changed_settings(rate_limit_enabled=True):
            statuses = [ask(bench).status for _ in range(_number(value) + 1)]
    return refused not in statuses[:-1] and statuses[-1] == refused


def _poll(bench: Bench) -> Answer:
    return bench.ask(bench.poll_request(bench.session()))


def _attempt(bench: Bench) -> Answer:
    """Send a registration that is refused anyway, but counts."""
    token = bench.secret(bench.unknown_token(TokenKind.REGISTRATION), "OTHER_TOKEN")
    return bench.ask(bench.register_request(token, bench.identity()))


def _connections(bench: Bench, value: Scalar) -> bool:
    """Poll on the last connection that is let in, and on one beyond it."""
    return _is_let_in(bench, _number(value)) and not _is_let_in(bench, _number(value) + 1)


def _is_let_in(bench: Bench, count: int) -> bool:
    bench.session()
    with bench.frozen(), bench.asking_for_429():
        bench.control.clock.advance(_MINUTE_S + 1)
        with bench.changed_settings(rate_limit_enabled=True):
            poll = bench.raw(bench.poll_request(bench.session()))
            _poll(bench).must_have_status(_OK)
            # The bench's own connection is one of them, and the one on which the request goes another.
            with bench.held(max(0, count - 2)):
                return bench.send_raw(poll).status == _OK


def _retry_after(bench: Bench, value: Scalar) -> bool:
    with bench.frozen(), bench.asking_for_429():
        bench.control.clock.advance(_MINUTE_S + 1)
        with bench.changed_settings(rate_limit_enabled=True):
            answers = [_attempt(bench) for _ in range(bench.number("rate_limit_register_per_min") + 1)]
    return answers[-1].headers.get("retry-after") == str(value)


def _skew(bench: Bench, value: Scalar) -> bool:
    with bench.frozen():
        right, wrong = (
            bench.ask(bench.session_request(bench.device(), headers=bench.at(_number(value) + more))).status
            for more in (0, 1)
        )
    return right == _OK and wrong != _OK


def _registration_age(bench: Bench, value: Scalar) -> bool:
    with bench.frozen():
        young, old = bench.pending(), bench.pending()
        bench.advance(_number(value))
        accepted = bench.ask(bench.register_request(young.token, bench.identity())).status == _OK
        bench.advance(1)
        refused = bench.ask(bench.register_request(old.token, bench.identity())).status != _OK
    return accepted and refused


def _session_age(bench: Bench, value: Scalar) -> bool:
    with bench.frozen():
        session = bench.open_session(bench.device())
        bench.advance(_number(value))
        lives = bench.ask(bench.poll_request(session)).status == _OK
        session = bench.open_session(bench.device())
        bench.advance(_number(value) + 1)
        ended = bench.ask(bench.poll_request(session)).status != _OK
    return lives and ended


def _online(bench: Bench, value: Scalar) -> bool:
    return (_status_at(bench, _number(value) - 1), _status_at(bench, _number(value))) == ("ONLINE", "AWAY")


def _offline(bench: Bench, value: Scalar) -> bool:
    return (_status_at(bench, _number(value)), _status_at(bench, _number(value) + 1)) == ("AWAY", "OFFLINE")


def _status_at(bench: Bench, age_s: int) -> str:
    """Give the status of a device that was heard from so long ago."""
    with bench.frozen():
        session = bench.open_session(bench.device())
        bench.ask(bench.poll_request(session)).must_have_status(_OK)
        bench.advance(age_s)
        return bench.control.status(session.device.id)


def _maintenance(bench: Bench, value: Scalar) -> bool:
    return (_poll(bench).status == bench.refusal_of(ErrorReason.MAINTENANCE).status) is value


def _maintenance_wait(bench: Bench, value: Scalar) -> bool:
    session = bench.session()
    with bench.changed_settings(maintenance=True):
        said = bench.ask(bench.poll_request(session)).headers.get("retry-after", "0")
    return said == str(value)


def _registration_length(bench: Bench, value: Scalar) -> bool:
    return len(bench.pending().token) == len("oc_reg_") + _number(value)


def _permanent_length(bench: Bench, value: Scalar) -> bool:
    return len(bench.new_device().permanent_token) == len("oc_perm_") + _number(value)


def _session_length(bench: Bench, value: Scalar) -> bool:
    return len(bench.open_session(bench.device()).session_id) == value


def _query_token(bench: Bench, value: Scalar) -> bool:
    token = bench.device().permanent_token
    answer = bench.send("GET", bench.names.state_path, query=f"token={token}")
    return (answer.status == _OK) is value


def _device_id(bench: Bench, value: Scalar) -> bool:
    other = bench.identity().device_id
    return (bench.ask(bench.session_request(bench.device(), device_id=other)).status != _OK) is value


def _body_size(bench: Bench, value: Scalar) -> bool:
    """Send a body of the largest size and one of a byte more: the refusals differ."""
    largest, larger = (bench.ask(sized(bench, _number(value) + more)) for more in (0, 1))
    too_large = bench.refusal_of(ErrorReason.TOO_LARGE).status
    return largest.status != too_large and larger.exchange.status in {too_large, None}


_LIMITS: Final = (TOKEN, CLOCK)
LEVERS: Final[Mapping[str, _Lever]] = {
    "used_token_status": _Lever(other=401, effect="the status for a used token", shows=_used_token_status),
    "idempotent_register_window": _Lever(
        other=60, effect="whether a board that lost the answer gets it again", shows=_window
    ),
    "require_device_time": _Lever(
        other=True, effect="whether a request without the device's time is refused", shows=_device_time
    ),
    "rate_limit_enabled": _Lever(other=True, effect="whether any request is 429", shows=_limited, needs=_LIMITS),
    "rate_limit_api_per_s": _Lever(
        other=7,
        effect="how many polls a second are let in",
        shows=lambda bench, value: _admitted(bench, _poll, value),
        needs=_LIMITS,
    ),
    "rate_limit_register_per_min": _Lever(
        other=4,
        effect="how many registrations a minute are let in",
        shows=lambda bench, value: _admitted(bench, _attempt, value),
        needs=_LIMITS,
    ),
    "rate_limit_connections": _Lever(
        other=4, effect="how many connections are let in", shows=_connections, needs=_LIMITS
    ),
    "rate_limit_retry_after_s": _Lever(other=77, effect="the Retry-After of a 429", shows=_retry_after, needs=_LIMITS),
    "max_clock_skew_s": _Lever(other=90, effect="how wrong a device's clock may be", shows=_skew, needs=(TOKEN, CLOCK)),
    "registration_token_ttl_s": _Lever(
        other=120, effect="how old a registration token may be", shows=_registration_age, needs=(TOKEN, CLOCK)
    ),
    "session_ttl_s": _Lever(other=120, effect="how old a session may be", shows=_session_age, needs=(TOKEN, CLOCK)),
    "online_below_s": _Lever(
        other=20, effect="how long a device is ONLINE", shows=_online, needs=(TOKEN, CLOCK, STATUS)
    ),
    "offline_above_s": _Lever(
        other=90, effect="how long a device is AWAY", shows=_offline, needs=(TOKEN, CLOCK, STATUS)
    ),
    "maintenance": _Lever(other=True, effect="whether requests are 503", shows=_maintenance),
    "maintenance_retry_after_s": _Lever(other=77, effect="the Retry-After of a 503", shows=_maintenance_wait),
    "registration_body_length": _Lever(other=44, effect="how long a registration token is", shows=_registration_length),
    "permanent_body_length": _Lever(other=24, effect="how long a permanent token is", shows=_permanent_length),
    "session_token_length": _Lever(other=24, effect="how long a session id is", shows=_session_length),
    "accept_query_token": _Lever(other=False, effect="whether a token in the query counts", shows=_query_token),
    "check_device_id": _Lever(other=False, effect="whether a session needs the registered device ID", shows=_device_id),
    "max_body_bytes": _Lever(other=2048, effect="how large a body may be", shows=_body_size, needs=()),
}


def _item(name: str, lever: _Lever) -> Item[Bench]:
    @item(
        f"settings/{name.replace('_', '-')}",
        f"the setting {name} takes effect when it is put, and ends when it is put back: {lever.effect}",
        kind=Kind.ASSUMPTION,
        source="no page; what tests put is in force, or they test nothing",
        severity=Severity.MINOR,
        style=Style.POSITIVE,
        needs=(*lever.needs, SETTINGS),
    )
    def setting(bench: Bench) -> None:
        _must_take_effect(bench, name, lever)

    return setting


def _must_take_effect(bench: Bench, name: str, lever: _Lever) -> None:
    before = _value(bench, name)
    other = lever.other if before != lever.other else _profile_value(bench, name)
    if not _is_seen(bench, lever, before):
        # Nothing can be said about the other value then, and the items about the rule itself say what is otherwise.
        raise _finding(bench, Deviation, f"{name} {before!r} as the settings tell", "another value, or no such rule")
    with bench.changed_settings(**{name: other}):
        was_taken = _is_seen(bench, lever, other)
        is_ignored = not was_taken and _is_seen(bench, lever, before)
    if not was_taken:
        expected = f"{name} {other!r} in force when it is put"
        if is_ignored:
            raise _finding(bench, Violation, expected, f"what {before!r} does: the setting is ignored")
        raise _finding(bench, Deviation, expected, f"neither what it does nor what {before!r} does")
    if not _is_seen(bench, lever, before):
        raise _finding(bench, Violation, f"{name} {before!r} again when it is put back", "another value")


def _value(bench: Bench, name: str) -> Scalar:
    settings = bench.control.settings()
    if name not in settings:
        raise Lacking(SETTINGS, f"the server has no setting {name}")
    return settings[name]


def _profile_value(bench: Bench, name: str) -> Scalar:
    return bench.profile.document.server[name].value


def _is_seen(bench: Bench, lever: _Lever, value: Scalar) -> bool:
    """Look at what the server does; an answer that makes no sense at all shows no value."""
    with suppress(Finding):
        return lever.shows(bench, value)
    return False


def _finding(bench: Bench, kind: type[Finding], expected: str, found: str) -> Finding:
    made = bench.exchanges()
    return kind(expected, found, made[-1] if made else None)


ITEMS: Final[tuple[Item[Bench], ...]] = tuple(_item(name, lever) for name, lever in LEVERS.items())
