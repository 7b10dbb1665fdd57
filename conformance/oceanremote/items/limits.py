"""The rate limits of SEC, as a server applies them whose settings a test may change.

A server whose limits cannot be switched is not flooded to find out about them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, SETTINGS, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_FIGURES = "SEC"
_MINUTE_S = 60
_NEEDS = (TOKEN, SETTINGS, CLOCK)


@contextmanager
def _limited(bench: Bench) -> Iterator[None]:
    """Let the limits be in force, with the clock at a standstill and nothing counted yet."""
    bench.session()
    with bench.frozen(), bench.asking_for_429():
        bench.control.clock.advance(_MINUTE_S + 1)
        with bench.changed_settings(rate_limit_enabled=True):
            yield


def _poll(bench: Bench) -> Answer:
    return bench.ask(bench.poll_request(bench.session()))


def _try_to_register(bench: Bench) -> Answer:
    """Send a registration that is refused anyway, but counts."""
    token = bench.secret(bench.unknown_token(TokenKind.REGISTRATION), "OTHER_TOKEN")
    return bench.ask(bench.register_request(token, bench.identity()))


def _first_limited(ask: Callable[[Bench], Answer], bench: Bench, figure: int) -> tuple[int, Answer]:
    """Ask until a 429 comes; gives how many were let in before it, and the 429. `figure` is the profile's."""
    most = 5 * figure + 10
    for count in range(most + 1):
        answer = ask(bench)
        if answer.status == bench.refusal_of(ErrorReason.RATE_LIMITED).status:
            return count, answer
    raise answer.violates(f"429 after {figure} requests", f"none after {most}")


def _limited_poll(bench: Bench) -> tuple[int, Answer]:
    return _first_limited(_poll, bench, bench.server.rate_limit_api_per_s)


def _limited_registration(bench: Bench) -> tuple[int, Answer]:
    return _first_limited(_try_to_register, bench, bench.server.rate_limit_register_per_min)


@item(
    "limits/words",
    "who asks too often is refused with 429, in words that say so",
    kind=Kind.FACT,
    source="FLASH prints the status; the message is assumed",
    needs=_NEEDS,
    learns=("errors.rate_limited",),
)
def words(bench: Bench) -> None:
    with _limited(bench):
        usual = _try_to_register(bench)
        for _ in range(5 * bench.server.rate_limit_register_per_min + 10):
            answer = _try_to_register(bench)
            if answer.in_words() != usual.in_words():
                break
    answer.refused_in_these_words(ErrorReason.RATE_LIMITED)


@item(
    "limits/api-figure",
    "an address may send 20 requests a second to the API, and the 21st is 429",
    kind=Kind.FACT,
    source=_FIGURES,
    style=Style.BOUNDARY,
    needs=_NEEDS,
    learns=("server.rate_limit_api_per_s",),
)
def api_figure(bench: Bench) -> None:
    with _limited(bench):
        admitted, answer = _limited_poll(bench)
    bench.reads("rate_limit_api_per_s", admitted, answer, must=True)


@item(
    "limits/register-figure",
    "an address may register twice a minute, and the third registration is 429",
    kind=Kind.ASSUMPTION,
    source=f"{_FIGURES} (whether device registration is meant is not stated)",
    style=Style.BOUNDARY,
    needs=_NEEDS,
    learns=("server.rate_limit_register_per_min",),
)
def register_figure(bench: Bench) -> None:
    with _limited(bench):
        admitted, answer = _limited_registration(bench)
    bench.reads("rate_limit_register_per_min", admitted, answer)


def _retry_after_s(answer: Answer) -> int:
    """Demand `Retry-After` in whole seconds, at least 1."""
    said = answer.headers.get("retry-after")
    if said is None:
        raise answer.deviates("Retry-After in whole seconds", "no such header")
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise answer.violates("Retry-After of whole seconds, at least 1", f"{said!r}")
    return int(said)


@item(
    "limits/api-retry-after",
    "a 429 of the API says when to come back, in whole seconds of at least 1",
    kind=Kind.ASSUMPTION,
    source="RFC 6585, 4 and RFC 9110, 10.2.3; no page",
    needs=_NEEDS,
)
def api_retry_after(bench: Bench) -> None:
    with _limited(bench):
        _, answer = _limited_poll(bench)
    _retry_after_s(answer)


@item(
    "limits/register-retry-after",
    "a 429 of the registration says to wait five minutes",
    kind=Kind.ASSUMPTION,
    source="FLASH: wait 5-10 minutes; no page prints the header",
    needs=_NEEDS,
    learns=("server.rate_limit_retry_after_s",),
)
def register_retry_after(bench: Bench) -> None:
    with _limited(bench):
        _, answer = _limited_registration(bench)
    bench.reads("rate_limit_retry_after_s", _retry_after_s(answer), answer)


@item(
    "limits/waiting-as-told-helps",
    "who waits as long as Retry-After says is let in",
    kind=Kind.FACT,
    source="RFC 9110, 10.2.3",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=_NEEDS,
)
def waiting_as_told_helps(bench: Bench) -> None:
    with _limited(bench):
        _, answer = _limited_poll(bench)
        session = bench.session()
        bench.control.clock.advance(_retry_after_s(answer))
        bench.ask(bench.poll_request(session)).must_have_status(200)


@item(
    "limits/register-ends",
    "a minute after the last registration that was let in, the next one is",
    kind=Kind.ASSUMPTION,
    source=f"{_FIGURES} (whether device registration is meant is not stated)",
    style=Style.BOUNDARY,
    needs=_NEEDS,
    rests_on=("limits/register-figure",),
)
def register_ends(bench: Bench) -> None:
    with _limited(bench):
        _limited_registration(bench)
        bench.control.clock.advance(_MINUTE_S)
        _try_to_register(bench).refused(ErrorReason.TOKEN_INVALID)


@item(
    "limits/token-not-consumed",
    "a registration that comes too soon does not use up its token",
    kind=Kind.ASSUMPTION,
    source="no page; a refused request consumes nothing",
    severity=Severity.CRITICAL,
    needs=_NEEDS,
)
def token_not_consumed(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    with _limited(bench):
        _limited_registration(bench)
        bench.ask(bench.register_request(obtained.token, who)).refused(ErrorReason.RATE_LIMITED)
    bench.ask(bench.register_request(obtained.token, who)).accepted(GivenToken)


@item(
    "limits/apart",
    "registrations that come too often do not keep devices from polling",
    kind=Kind.FACT,
    source=f"{_FIGURES} gives each its own figure",
    severity=Severity.CRITICAL,
    needs=_NEEDS,
)
def apart(bench: Bench) -> None:
    with _limited(bench):
        _limited_registration(bench)
        _poll(bench).must_have_status(200)


@item(
    "limits/connections",
    "an address may have 10 connections open, and a request on the 11th is 429",
    kind=Kind.FACT,
    source=_FIGURES,
    style=Style.BOUNDARY,
    needs=_NEEDS,
    learns=("server.rate_limit_connections",),
)
def connections(bench: Bench) -> None:
    figure = bench.server.rate_limit_connections
    with _limited(bench):
        if _is_let_in(bench, figure) and not _is_let_in(bench, figure + 1):
            return
        most = 3 * figure
        found = largest_that_holds(lambda count: _is_let_in(bench, count), figure, most)
    if found == most:
        raise bench.last().violates(f"429 on a connection beyond {figure}", f"none with {most} open")
    bench.reads("rate_limit_connections", found, bench.last(), must=True)


def _is_let_in(bench: Bench, count: int) -> bool:
    """Tell whether a poll is answered on the youngest of so many connections."""
    bench.control.clock.advance(_MINUTE_S)
    poll = bench.raw(bench.poll_request(bench.session()))
    _poll(bench).must_have_status(200)
    # The bench's own connection is one of them, and the one on which the request goes another.
    with bench.held(max(0, count - 2)):
        answer = bench.send_raw(poll)
    if answer.status != 200:
        answer.refused(ErrorReason.RATE_LIMITED)
        _retry_after_s(answer)
    return answer.status == 200


@item(
    "limits/bench-is-let-in",
    "polls in a row are let in while the limits are off, so that boards behind one address work",
    kind=Kind.ASSUMPTION,
    source="SEC states the limits; off so that a bench behind one address works",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN, SETTINGS),
)
def bench_is_let_in(bench: Bench) -> None:
    bench.session()
    with bench.changed_settings(rate_limit_enabled=False), bench.asking_for_429():
        for _ in range(bench.server.rate_limit_api_per_s + 1):
            _poll(bench).must_have_status(200)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    words,
    api_figure,
    register_figure,
    api_retry_after,
    register_retry_after,
    waiting_as_told_helps,
    register_ends,
    token_not_consumed,
    apart,
    connections,
    bench_is_let_in,
)
