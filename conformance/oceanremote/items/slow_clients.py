"""Clients that are slow: they hold up nobody but themselves."""

from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Need, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_NO_PAGE: Final = "no page; one slow board must not stop thousands"
_MANY: Final = 8
Beginnings = Callable[[Bench], Sequence[bytes]]
"""Gives what is said on each of the slow connections before it falls silent."""


def _registration(bench: Bench) -> bytes:
    token = bench.secret(bench.unknown_token(TokenKind.REGISTRATION), "OTHER_TOKEN")
    return bench.raw(bench.register_request(token, bench.identity()))


def _in_body(bench: Bench) -> bytes:
    return _registration(bench)[:-20]


def _in_head(bench: Bench) -> bytes:
    head, _, _ = _registration(bench).partition(b"\r\n\r\n")
    return head[:-10]


def _before_body(bench: Bench) -> bytes:
    head, end, _ = _registration(bench).partition(b"\r\n\r\n")
    return head + end


def _many(one: Callable[[Bench], bytes]) -> Beginnings:
    return lambda bench: [one(bench) for _ in range(bench.at_most(_MANY, HttpRequest("GET", bench.names.state_path)))]


def _one(one: Callable[[Bench], bytes]) -> Beginnings:
    return lambda bench: [one(bench)]


def _slow(name: str, title: str, beginnings: Beginnings, needs: tuple[Need, ...] = ()) -> Item[Bench]:
    @item(
        f"slow-clients/{name}",
        title,
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.CRITICAL,
        style=Style.ABUSE,
        needs=needs,
    )
    def slow(bench: Bench) -> None:
        if TOKEN in bench.needs:
            bench.session()
        with bench.holding(beginnings(bench)):
            _must_answer_others(bench)

    return slow


def _must_answer_others(bench: Bench) -> None:
    """Demand an answer on a connection of its own, and on the bench's own if there is a device."""
    other = bench.send_raw(bench.raw(HttpRequest("GET", bench.names.state_path)))
    if other.exchange.response is None:
        raise other.violates(
            "an answer on another connection meanwhile", f"none: {other.exchange.failure}", Side.REFUSED
        )
    other.must_be_refused()
    if TOKEN in bench.needs:
        bench.ask(bench.poll_request(bench.session())).must_have_status(200)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    _slow("body", "while a board sends its body slowly, others are answered", _one(_in_body)),
    _slow("before-body", "while a board has sent no byte of its body yet, others are answered", _one(_before_body)),
    _slow("head", "while a board sends its headers slowly, others are answered", _one(_in_head)),
    _slow("silent", "while a board has connected and says nothing, others are answered", _one(lambda _: b"")),
    _slow("many-bodies", "while eight boards send their bodies slowly, others are answered", _many(_in_body)),
    _slow("many-heads", "while eight boards send their headers slowly, others are answered", _many(_in_head)),
)
