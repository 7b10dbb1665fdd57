"""Clients that are slow: they hold up nobody but themselves."""

from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.attempts import vain_registration
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.wire.need import Need

_NO_PAGE: Final = "no page; one slow board must not stop thousands"
_MANY: Final = 8
Beginnings = Callable[[DeviceSubject], Sequence[bytes]]
"""Gives what is said on each of the slow connections before it falls silent."""


def _registration(subject: DeviceSubject) -> bytes:
    return subject.raw(vain_registration(subject))


def _in_body(subject: DeviceSubject) -> bytes:
    return _registration(subject)[:-20]


def _in_head(subject: DeviceSubject) -> bytes:
    head, _, _ = _registration(subject).partition(b"\r\n\r\n")
    return head[:-10]


def _before_body(subject: DeviceSubject) -> bytes:
    head, end, _ = _registration(subject).partition(b"\r\n\r\n")
    return head + end


def _many(one: Callable[[DeviceSubject], bytes]) -> Beginnings:
    return lambda subject: [
        one(subject) for _ in range(subject.at_most(_MANY, HttpRequest("GET", subject.names.state_path)))
    ]


def _one(one: Callable[[DeviceSubject], bytes]) -> Beginnings:
    return lambda subject: [one(subject)]


def _slow(name: str, title: str, beginnings: Beginnings, needs: tuple[Need, ...] = ()) -> Item[DeviceSubject]:
    @assumption(f"slow-clients/{name}", Severity.CRITICAL, Style.ABUSE, *needs, source=_NO_PAGE, title=title)
    def slow(subject: DeviceSubject) -> None:
        if TOKEN in subject.needs:
            subject.session()
        with subject.holding(beginnings(subject)):
            _must_answer_others(subject)

    return slow


def _must_answer_others(subject: DeviceSubject) -> None:
    """Demand an answer on a connection of its own, and on the subject's own if there is a device."""
    other = subject.send_raw(subject.raw(HttpRequest("GET", subject.names.state_path)))
    if other.exchange.response is None:
        raise other.violates(
            "an answer on another connection meanwhile", f"none: {other.exchange.no_answer_words}", Side.REFUSED
        )
    other.must_be_refused()
    if TOKEN in subject.needs:
        subject.poll().must_have_status(200)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    _slow("body", "while a board sends its body slowly, others are answered", _one(_in_body)),
    _slow("before-body", "while a board has sent no byte of its body yet, others are answered", _one(_before_body)),
    _slow("head", "while a board sends its headers slowly, others are answered", _one(_in_head)),
    _slow("silent", "while a board has connected and says nothing, others are answered", _one(lambda _: b"")),
    _slow("many-bodies", "while eight boards send their bodies slowly, others are answered", _many(_in_body)),
    _slow("many-heads", "while eight boards send their headers slowly, others are answered", _many(_in_head)),
)
