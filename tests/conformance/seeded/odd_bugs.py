"""Faults of a server in odd texts, in headers that stand twice, and in slow clients that hold it up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, Meddling, SeededBug, meddled
from tests.conformance.seeded.fronts import Phase, any_good, by_what_came, front, leaves_bodies, reads_one_trailer

_WIRE: Final = load_profile().wire
_PATHS: Final = {"registration": _WIRE.register_path, "session": _WIRE.session_path, "report": _WIRE.state_path}
_MARKS: Final = {
    "half-character": b"\\ud800",
    "other-half": b"\\udc00",
    "nul": b"\\u0000",
    "long": b"a" * 50_000,
    "great-number": b"18446744073709551616",
    "nested": b'{"a":{"b"',
}


def _failed() -> Delivery:
    return Delivery(json_response({"error": "Internal Server Error"}, 500), None, "")


def _fails_on(place: str, mark: bytes) -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        is_meant = request.path == _PATHS[place] and request.method == "POST" and mark in request.body
        return _failed() if is_meant else honest(request)

    return meddling


def _odd(place: str, what: str) -> SeededBug:
    return SeededBug(
        f"{what} in a {place} is a failure", f"odd-text/{place}-{what}", meddled(_fails_on(place, _MARKS[what]))
    )


def _keeps_half_characters(request: HttpRequest, honest: Honest) -> Delivery:
    """Take the ID as it comes, and stumble over it later."""
    if b"\\ud800" not in request.body:
        return honest(request)
    if request.path == _WIRE.session_path:
        return _failed()
    return honest(msgspec.structs.replace(request, body=request.body.replace(b"\\ud800", b"X")))


def _fails_on_header(is_odd: Callable[[str], bool]) -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        said = (request.headers.get(name, "") for name in (_WIRE.token_header, _WIRE.session_header))
        return _failed() if any(map(is_odd, said)) else honest(request)

    return meddling


def _fails_on_target(mark: str) -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        return _failed() if mark in f"{request.path}?{request.query}" else honest(request)

    return meddling


def _plain() -> MockServer:
    return MockServer(Core(load_profile(), seed=1))


def _fronted(name: str, item: str, before: Callable[[str], AbstractContextManager[str]]) -> SeededBug:
    return SeededBug(name, item, _plain, before=before)


def _slow(name: str, item: str, phase: Phase, workers: int = 1) -> SeededBug:
    return _fronted(name, f"slow-clients/{item}", partial(front, waits_in=frozenset({phase}), workers=workers))


def _twice(item: str, header: str) -> SeededBug:
    before = partial(front, waits_in=frozenset(), workers=8, relay=any_good(header.encode()))
    return _fronted(f"of two {item} headers any good one does", f"odd-text/{item}-twice", before)


def _taken_for_post(path: str, method: str) -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        is_meant = request.path == path and request.method == method
        return honest(msgspec.structs.replace(request, method="POST") if is_meant else request)

    return meddling


def _like_post(place: str, topic: str, method: str) -> SeededBug:
    bug = meddled(_taken_for_post(_PATHS[place], method))
    return SeededBug(f"{method} is a {place}", f"{topic}/{method.lower()}", bug, ItemVerdict.DIFFERS)


def _framed(name: str, item: str) -> SeededBug:
    return _fronted(name, f"framing/{item}", partial(front, waits_in=frozenset(), workers=8, relay=by_what_came))


def _unread(item: str) -> SeededBug:
    before = partial(front, waits_in=frozenset(), workers=8, relay=leaves_bodies)
    return _fronted("the body of what is refused stays in the connection", item, before)


def _query_where_header_is_empty(request: HttpRequest, honest: Honest) -> Delivery:
    kept = {name: value for name, value in request.headers.items() if name != _WIRE.token_header or value}
    return honest(msgspec.structs.replace(request, headers=kept) if request.query else request)


ODD_BUGS: Final = (
    _fronted(
        "one trailer is read",
        "http/trailers",
        partial(front, waits_in=frozenset(), workers=8, relay=reads_one_trailer),
    ),
    SeededBug(
        "an empty header lets the query through",
        "poll/empty-header-before-query",
        meddled(_query_where_header_is_empty),
        ItemVerdict.DIFFERS,
    ),
    _unread("http/body-of-a-refused-request"),
    _unread("revoke/body-is-read"),
    _framed("a body is what came, whatever its length says", "shorter-length"),
    _framed("of a list of lengths any does", "two-equal-fields"),
    _like_post("registration", "registration-request", "HEAD"),
    *(_like_post("session", "session-body", method) for method in ("PUT", "DELETE", "HEAD")),
    *(_odd(place, what) for place in _PATHS for what in _MARKS),
    SeededBug("an ID with half a character is kept", "odd-text/device-id-kept", meddled(_keeps_half_characters)),
    SeededBug(
        "half a character in a header is a failure",
        "odd-text/header-half-character",
        meddled(_fails_on_header(lambda text: not text.isascii())),
    ),
    SeededBug(
        "a long header is a failure", "odd-text/header-long", meddled(_fails_on_header(lambda text: len(text) > 5_000))
    ),
    SeededBug(
        "half a character in a path is a failure", "odd-text/path-half-character", meddled(_fails_on_target("%ED%A0"))
    ),
    SeededBug("a path that is no UTF-8 is a failure", "odd-text/path-no-utf-8", meddled(_fails_on_target("%FF%FE"))),
    _twice("token", _WIRE.token_header),
    _twice("session", _WIRE.session_header),
    _slow("a slow body holds up everybody", "body", Phase.BODY),
    _slow("a body that does not begin holds up everybody", "before-body", Phase.BEFORE_BODY),
    _slow("slow headers hold up everybody", "head", Phase.HEAD),
    _slow("a silent client holds up everybody", "silent", Phase.SILENT),
    _slow("eight slow bodies hold up everybody", "many-bodies", Phase.BODY, workers=4),
    _slow("eight slow heads hold up everybody", "many-heads", Phase.HEAD, workers=4),
)
"""Each alone in a server of its own."""
