"""Texts that JSON allows and programs stumble over: half characters, NUL, great length, great numbers, names twice.

What becomes of them is open, as long as nobody is hurt: no failure of the server, no silence, no token that is none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.attempts import made_up_token
from oceanhil.conformance.oceanremote.items.framing import must_live_on, must_not_pass
from oceanhil.conformance.oceanremote.subject import OTHER_SECRETS, DeviceSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.raw_connection import Form

_LONG: Final = 60_000
_SAID: Final = "RFC 8259, 8.2: what becomes of it is open"
_LIMITS: Final = "RFC 8259, 9: a parser may have limits, and must say so"
_VALUES: Final[Mapping[str, tuple[str, bytes, str]]] = {
    "half-character": ("half a character (\\ud800)", b'"x\\ud800"', _SAID),
    "other-half": ("the other half of a character (\\udc00)", b'"\\udc00x"', _SAID),
    "nul": ("NUL", b'"x\\u0000y"', _SAID),
    "long": ("60,000 characters", b'"' + b"a" * _LONG + b'"', _LIMITS),
    "great-number": ("a number beyond 64 bits", b"18446744073709551616", _LIMITS),
    "nested": ("an object in an object in an object", b'{"a":{"b":{"c":[1]}}}', _LIMITS),
}
_PLACE: Final = b'"here"'
"""Stands in a body where the value is to be."""


def _bodies(good: Mapping[str, object], value: bytes, vital: Sequence[str]) -> list[tuple[str, bytes]]:
    """Give a body for each place of a value: every field, a field that nobody knows, and the name of one."""
    fields = [*good, "note"]
    made = [(field, msgspec.json.encode({**good, field: "here"}).replace(_PLACE, value)) for field in fields]
    if value.startswith(b'"'):
        made.append(("the name of a field", msgspec.json.encode(good)[:-1] + b"," + value + b":1}"))
    return [(where, body) for where, body in made if where not in vital] + [row for row in made if row[0] in vital]


def _judge(subject: DeviceSubject, answer: Answer, where: str, vital: Sequence[str]) -> None:
    """Demand that no harm is done, and a refusal where the odd value stands for a token or a MAC."""
    if where in vital or not 200 <= answer.status < 300:
        answer.must_be_refused()
    must_live_on(subject)


def _at(
    place: str, what: str, needs: tuple[Need, ...], tries: Callable[[DeviceSubject, bytes], None]
) -> Item[DeviceSubject]:
    words, value, source = _VALUES[what]
    titles = {"registration": "a registration", "session": "a request for a session", "report": "a report"}

    @assumption(
        f"odd-text/{place}-{what}",
        Style.ABUSE,
        *needs,
        source=source,
        title=f"{titles[place]} with {words} in any of its fields does no harm, and the next one is answered",
    )
    def odd(subject: DeviceSubject) -> None:
        tries(subject, value)

    return odd


def _registrations(subject: DeviceSubject, value: bytes) -> None:
    """Try it in each field of a registration that has a made-up token, so that none is used up."""
    token = made_up_token(subject)
    who = subject.identity()
    good = {"token": token, "device_id": who.device_id, "mac_address": who.mac_text, "ip": who.ip}
    for where, body in _bodies(good, value, ()):
        headers = {"content-type": JSON_TYPE, **subject.time_headers()}
        answer = subject.ask(HttpRequest("POST", subject.names.register_path, headers, body))
        # The token is none that was ever issued: whatever else is odd, there is nothing to accept.
        _judge(subject, answer, where, (where,))


def _sessions(subject: DeviceSubject, value: bytes) -> None:
    device = subject.device()
    vital = ("mac_address",)
    good = {"device_id": device.identity.device_id, "mac_address": device.identity.mac_text}
    for where, body in _bodies(good, value, vital):
        headers = {
            "content-type": JSON_TYPE,
            subject.names.token_header: device.permanent_token,
            **subject.time_headers(),
        }
        _judge(subject, subject.ask(HttpRequest("POST", subject.names.session_path, headers, body)), where, vital)


def _reports(subject: DeviceSubject, value: bytes) -> None:
    for where, body in _bodies({"temperature": 21.5}, value, ()):
        _judge(subject, subject.report_body(body), where, ())
    # What was taken must be told again: a text that cannot be written stays in the state for ever.
    subject.poll().must_have_status(200)


@assumption("odd-text/device-id-kept", Severity.CRITICAL, Style.ABUSE, TOKEN, source=_SAID)
def device_id_kept(subject: DeviceSubject) -> None:
    """A device whose ID holds half a character is refused, or works like any other."""
    obtained, who = subject.pending(), subject.identity()
    request = subject.register_request(obtained.token, who, device_id="here")
    body = request.body.replace(_PLACE, b'"ESP32_\\ud800"')
    answer = subject.ask(msgspec.structs.replace(request, body=body))
    if answer.status != 200:
        answer.must_be_refused()
    else:
        device = subject.registered(answer, obtained, who)
        opened = subject.session_request(device, device_id="here")
        opened = msgspec.structs.replace(opened, body=opened.body.replace(_PLACE, b'"ESP32_\\ud800"'))
        subject.ask(opened).must_have_status(200)
    must_live_on(subject)


def _header(name: str, words: str, spoil: Callable[[bytes], bytes], source: str) -> Item[DeviceSubject]:
    """Make an item of a poll whose headers of token and session are spoilt, one after the other."""

    @assumption(
        f"odd-text/header-{name}",
        Severity.CRITICAL,
        Style.ABUSE,
        TOKEN,
        source=source,
        title=f"a poll with {words} in a header is refused, and the next one is answered",
    )
    def odd_header(subject: DeviceSubject) -> None:
        session = subject.session()
        whole = subject.raw(subject.poll_request(session))
        for secret in (session.device.permanent_token, session.session_id):
            spoilt = spoil(secret.encode())
            subject.secret(spoilt.decode("utf-8", "backslashreplace"), "SPOILT_TOKEN")
            must_not_pass(subject, subject.send_raw(whole.replace(secret.encode(), spoilt)))

    return odd_header


def _target(name: str, words: str, target: str) -> Item[DeviceSubject]:
    @assumption(
        f"odd-text/path-{name}",
        Style.ABUSE,
        source="RFC 3629, 3: no text in UTF-8",
        title=f"a request with {words} in its path or query is refused, and the next one is answered",
    )
    def odd_target(subject: DeviceSubject) -> None:
        path = subject.names.state_path
        for where in (f"{subject.base_path}{path}{target}/", f"{subject.base_path}{path}?token=oc_perm_{target}"):
            must_not_pass(subject, subject.send_raw(subject.raw(HttpRequest("GET", path), Form(target=where))))

    return odd_target


def _twice(name: str, words: str, which: Callable[[DeviceSubject], str]) -> Item[DeviceSubject]:
    """Make an item of a poll in which a header stands twice: the good one first, then the good one last."""

    @assumption(
        f"odd-text/{name}-twice",
        Style.ABUSE,
        TOKEN,
        source="RFC 9110, 5.3: who sends a header twice sends a list; a proxy and a server may take different ones",
        title=f"of two {words} in a poll one counts by its place, the first or the last: not whichever is good",
    )
    def twice(subject: DeviceSubject) -> None:
        session, header = subject.session(), which(subject)
        good = subject.session_headers(session)[header]
        kind = TokenKind.PERMANENT if header == subject.names.token_header else TokenKind.SESSION
        wrong = subject.secret("x" * len(good), OTHER_SECRETS[kind])
        poll = subject.poll_request(session)
        rest = {name: value for name, value in poll.headers.items() if name != header}
        accepted = 0
        for first, second in ((good, wrong), (wrong, good)):
            more = (f"{header}: {first}", f"{header}: {second}")
            answer = subject.send_raw(subject.raw(msgspec.structs.replace(poll, headers=rest), Form(more=more)))
            if answer.status != 200:
                answer.must_be_refused()
            accepted += answer.status == 200
        if accepted > 1:
            raise answer.violates(
                "a refusal of one order at least", "both are accepted: any good one does", Side.REFUSED
            )
        must_live_on(subject)

    return twice


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *(_at("registration", what, (), _registrations) for what in _VALUES),
    *(_at("session", what, (TOKEN,), _sessions) for what in _VALUES),
    *(_at("report", what, (TOKEN,), _reports) for what in _VALUES),
    device_id_kept,
    _header(
        "half-character",
        "the bytes of half a character",
        lambda good: good[:12] + b"\xed\xa0\x80" + good[12:],
        "RFC 3629, 3: no text in UTF-8",
    ),
    _header("long", "7,000 characters", lambda good: good + b"a" * 7_000, "RFC 9110, 5.4: a server may have limits"),
    _target("half-character", "an encoded half of a character", "%ED%A0%80"),
    _target("no-utf-8", "encoded bytes that are no UTF-8", "%FF%FE"),
    _twice("token", "tokens", lambda subject: subject.names.token_header),
    _twice("session", "sessions", lambda subject: subject.names.session_header),
)
