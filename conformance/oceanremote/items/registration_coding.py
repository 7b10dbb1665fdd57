"""Registrations whose body is packed: `Content-Encoding` (RFC 9110, 8.4)."""

import gzip
from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.attempts import (
    attempt_body,
    body_passes,
    good_body,
    made_up_body,
    must_not_be_read,
    unused_body,
)
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.profile import Kind

_GZIP = {"content-encoding": "gzip"}
_TIMES_TOO_LARGE = 8


@item(
    "registration-coding/gzip",
    "a body packed by gzip is read",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 8.4",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def packed(bench: Bench) -> None:
    body_passes(bench, gzip.compress(good_body(bench, bench.pending()), mtime=0), _GZIP, is_choice=True)


@item(
    "registration-coding/not-packed",
    "a body that says it is packed and is not, is refused",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 8.4",
    severity=Severity.MINOR,
)
def not_packed(bench: Bench) -> None:
    attempt_body(bench, unused_body(bench), _GZIP).should_be_refused_somehow()


@item(
    "registration-coding/cut",
    "a packed body that ends in the middle is refused",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 8.4; RFC 1952",
    severity=Severity.MINOR,
)
def cut(bench: Bench) -> None:
    must_not_be_read(bench, attempt_body(bench, cut_body(bench), _GZIP))


def cut_body(bench: Bench) -> bytes:
    """Give a packed body without its end: what is missing is more than what only checks the rest (RFC 1952, 2.3)."""
    packed_body = gzip.compress(made_up_body(bench), mtime=0)
    return packed_body[: len(packed_body) // 2]


@item(
    "registration-coding/bomb",
    "a small body that unpacks to eight times the largest one is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.ABUSE,
)
def bomb(bench: Bench) -> None:
    spaces = b" " * (bench.bytes_above_limit(_TIMES_TOO_LARGE))
    must_not_be_read(bench, attempt_body(bench, gzip.compress(made_up_body(bench) + spaces, mtime=0), _GZIP))


@item(
    "registration-coding/unknown",
    "a coding that nobody knows is refused",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.5.16",
    severity=Severity.MINOR,
)
def unknown(bench: Bench) -> None:
    attempt_body(bench, unused_body(bench), {"content-encoding": "rot13"}).should_be_refused_somehow()


ITEMS: Final[tuple[Item[Bench], ...]] = (packed, not_packed, cut, bomb, unknown)
