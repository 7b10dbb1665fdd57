"""Registrations whose body is packed: `Content-Encoding` (RFC 9110, 8.4)."""

import gzip
from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, items_of
from oceanhil.conformance.oceanremote.attempts import (
    attempt_body,
    body_passes,
    good_body,
    made_up_body,
    must_not_be_read,
    unused_body,
)
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.remote.connector.control import TOKEN

_GZIP = {"content-encoding": "gzip"}
_TIMES_TOO_LARGE = 8


@assumption("registration-coding/gzip", Severity.MINOR, Style.POSITIVE, TOKEN, source="no page; RFC 9110, 8.4")
def packed(subject: DeviceSubject) -> None:
    """A body packed by gzip is read."""
    body_passes(subject, gzip.compress(good_body(subject, subject.pending()), mtime=0), _GZIP, is_choice=True)


@assumption("registration-coding/not-packed", Severity.MINOR, source="no page; RFC 9110, 8.4")
def not_packed(subject: DeviceSubject) -> None:
    """A body that says it is packed and is not, is refused."""
    attempt_body(subject, unused_body(subject), _GZIP).should_be_refused_somehow()


@assumption("registration-coding/cut", Severity.MINOR, source="no page; RFC 9110, 8.4; RFC 1952")
def cut(subject: DeviceSubject) -> None:
    """A packed body that ends in the middle is refused."""
    must_not_be_read(subject, attempt_body(subject, cut_body(subject), _GZIP))


def cut_body(subject: DeviceSubject) -> bytes:
    """Give a packed body without its end: what is missing is more than what only checks the rest (RFC 1952, 2.3)."""
    packed_body = gzip.compress(made_up_body(subject), mtime=0)
    return packed_body[: len(packed_body) // 2]


@assumption("registration-coding/bomb", Style.ABUSE)
def bomb(subject: DeviceSubject) -> None:
    """A small body that unpacks to eight times the largest one is refused."""
    spaces = b" " * (subject.bytes_above_limit(_TIMES_TOO_LARGE))
    must_not_be_read(subject, attempt_body(subject, gzip.compress(made_up_body(subject) + spaces, mtime=0), _GZIP))


@assumption("registration-coding/unknown", Severity.MINOR, source="no page; RFC 9110, 15.5.16")
def unknown(subject: DeviceSubject) -> None:
    """A coding that nobody knows is refused."""
    attempt_body(subject, unused_body(subject), {"content-encoding": "rot13"}).should_be_refused_somehow()


ITEMS: Final = items_of(globals(), DeviceSubject)
