"""Secrets: what was given to one device alone is never shown whole, whatever goes wrong."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.items.framing import must_live_on
from oceanhil.conformance.oceanremote.subject import OTHER_SECRETS, DeviceSubject, Preparation
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import LOG, REVOKE, TOKEN
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.need import Need

_BOARDS = 3
_SHOWN_BEFORE: Final = 40
_WORDS_BEFORE: Final = 3
"""As many tell who wrote a line in words; of one in fields the piece that the secret ends is enough."""
_PREPARATIONS: Final[dict[str, Preparation]] = {}
"""What the items about the log have sent before it is read, by their names."""
_SOURCE = "SEC, T31: tokens are secrets; no page says what answers show"


def _shows_none(subject: DeviceSubject, answer: Answer) -> None:
    """Demand a refusal, and first that no secret stands in its head or body, whatever its status."""
    leaked = subject.leaks("\n".join([*answer.headers.values(), answer.text]))
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))
    answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED)


def _said(answer: Answer) -> dict[str, object]:
    """Give all that an answer says, by field."""
    try:
        return {"status": answer.status, **msgspec.json.decode(answer.text, type=dict[str, object])}
    except NOT_JSON:
        return {"status": answer.status, "text": answer.text}


def _must_be_alike(answer: Answer, usual: Answer, again: Answer) -> None:
    """Demand that an answer says what `usual` says; what differs in the same answer once more, as times do, is free."""
    said, wanted, noise = _said(answer), _said(usual), _said(again)
    telling = [name for name in wanted if wanted[name] == noise.get(name) and wanted[name] != said.get(name)]
    if telling or said.keys() != wanted.keys():
        raise answer.violates(f"the answer that others get: {usual.in_words()}", answer.in_words())


def _not_echoed(
    name: str,
    title: str,
    act: Callable[[DeviceSubject], Answer],
    *,
    style: Style = Style.NEGATIVE,
    needs: tuple[Need, ...] = (TOKEN,),
    may_hang_up: bool = False,
    severity: Severity = Severity.CRITICAL,
) -> Item[DeviceSubject]:
    """`may_hang_up` where a server may take what it is sent for no HTTP: a closed connection shows no secret."""

    @assumption(f"secrets/{name}", severity, style, *needs, source=_SOURCE, title=title)
    def not_echoed(subject: DeviceSubject) -> None:
        answer = act(subject)
        if may_hang_up and answer.exchange.no_answer_kind is NoAnswerKind.CONNECTION_LOST:
            must_live_on(subject)
        else:
            _shows_none(subject, answer)

    return not_echoed


def _wrong_session(subject: DeviceSubject) -> Answer:
    made_up = subject.made_up(TokenKind.SESSION)
    return subject.ask(subject.poll_request(subject.session(), headers={subject.names.session_header: made_up}))


def _wrong_mac(subject: DeviceSubject) -> Answer:
    answer = subject.ask(subject.session_request(subject.device(), mac_address=subject.identity().mac_text))
    # Whoever is let in is given a session, which is no leak of the refusal's.
    answer.must_be_refused()
    return answer


def _nobodys(subject: DeviceSubject) -> str:
    """Make up a token for a place where no device puts one: an item about the log is not to find a device's there."""
    return subject.misplaced(subject.made_up(TokenKind.PERMANENT))


def _in_path(subject: DeviceSubject) -> Answer:
    return subject.send("GET", f"/api/device/{_nobodys(subject)}/")


def _in_query(subject: DeviceSubject) -> Answer:
    return subject.send("GET", "/api/device/nothing-is-here/", query=f"token={subject.device().permanent_token}")


def _in_broken_json(subject: DeviceSubject) -> Answer:
    body = f'{{"token": "{subject.device().permanent_token}", "device_id": '.encode()
    return subject.ask(HttpRequest("POST", subject.names.register_path, {"content-type": JSON_TYPE}, body))


def _in_wrong_field(subject: DeviceSubject) -> Answer:
    return subject.ask(subject.session_request(subject.device(), mac_address=_nobodys(subject)))


def _as_field_name(subject: DeviceSubject) -> Answer:
    body = msgspec.json.encode({_nobodys(subject): 1})
    return subject.ask(HttpRequest("POST", subject.names.session_path, {"content-type": JSON_TYPE}, body))


def _as_method(subject: DeviceSubject) -> Answer:
    return subject.send_raw(subject.raw(HttpRequest(_nobodys(subject), subject.names.state_path)))


@fact("secrets/poll-shows-none", Severity.CRITICAL, TOKEN, source="API prints the answer")
def poll_shows_none(subject: DeviceSubject) -> None:
    """The answer to a poll holds neither the permanent token nor the session id."""
    answer = subject.poll()
    answer.must_have_status(200)
    leaked = subject.leaks("\n".join([*answer.headers.values(), answer.text]))
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))


@assumption("secrets/session-shows-no-token", Severity.CRITICAL, TOKEN, source=_SOURCE)
def session_shows_no_token(subject: DeviceSubject) -> None:
    """The answer to a session request does not repeat the permanent token."""
    device = subject.device()
    answer = subject.ask(subject.session_request(device))
    answer.must_have_status(200)
    if device.permanent_token in "\n".join([*answer.headers.values(), answer.text]):
        raise answer.violates("no permanent token in the answer", "the whole of it")


def _near(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


@assumption("secrets/near-miss-looks-like-unknown", Severity.CRITICAL, TOKEN, source=_SOURCE)
def near_miss_looks_like_unknown(subject: DeviceSubject) -> None:
    """A token that is nearly right is answered exactly as one that is altogether unknown."""
    token = subject.device().permanent_token
    near = subject.secret(_near(token), OTHER_SECRETS[TokenKind.PERMANENT])
    answer = subject.read_with(near)
    answer.must_be_refused()
    _must_be_alike(answer, subject.read_with_unknown_token(), subject.read_with_unknown_token())


@assumption("secrets/mac-needs-the-token", TOKEN, source=_SOURCE)
def mac_needs_the_token(subject: DeviceSubject) -> None:
    """Who has a MAC and no token learns nothing about whether the MAC is known."""
    wrong = subject.made_up(TokenKind.PERMANENT)
    headers = {subject.names.token_header: wrong}
    known = subject.session_request(subject.device(), headers=headers)
    stranger = subject.identity()
    request = subject.session_request(
        subject.device(), headers=headers, device_id=stranger.device_id, mac_address=stranger.mac_text
    )
    answer = subject.ask(request)
    answer.must_be_refused()
    _must_be_alike(answer, subject.ask(known), subject.ask(known))


@assumption("secrets/revoked-tells-only-the-owner", TOKEN, REVOKE, source=_SOURCE)
def revoked_tells_only_the_owner(subject: DeviceSubject) -> None:
    """Only the whole revoked token is told that it was revoked."""
    token = subject.ended(REVOKE).device.permanent_token
    near = subject.secret(_near(token), OTHER_SECRETS[TokenKind.PERMANENT])
    answer = subject.read_with(near)
    _must_be_alike(answer, subject.read_with_unknown_token(), subject.read_with_unknown_token())


@assumption("secrets/log", Severity.CRITICAL, TOKEN, LOG, source=_SOURCE)
def log(subject: DeviceSubject) -> None:
    """The server's log shows no whole token and no whole session id of all that were used so far."""
    subject.read_with_unknown_token()
    _in_query(subject)
    subject.poll()
    log = subject.log_so_far()
    if subject.leaks_of_devices(log):
        raise Violation("no whole secret in the log", _places(subject, log, subject.secrets_of_devices()))


def _places(subject: DeviceSubject, log: str, secrets: Iterable[str]) -> str:
    """Name the secrets that stand in a log, each once, with what stands before it there: that tells who wrote it."""
    places: dict[str, str] = {}
    for secret in secrets:
        before, found, _ = log.partition(secret)
        if found:
            # Not by `leaks`: a token holds what is sent of it without its prefix, a secret with a name of its own.
            name = subject.name_of(secret)
            count = 1 if before[-1:].strip() else _WORDS_BEFORE
            words = " ".join(subject.hide(before.rsplit("\n", 1)[-1]).split()[-count:])
            places.setdefault(name, f"{name} behind {words[-_SHOWN_BEFORE:]!r}" if words else name)
    return ", ".join(places[name] for name in sorted(places))


def _not_logged(
    name: str,
    title: str,
    act: Callable[[DeviceSubject], tuple[str, ...]],
    *,
    style: Style = Style.NEGATIVE,
    needs: tuple[Need, ...] = (),
    is_sent: bool = True,
) -> Item[DeviceSubject]:
    """Make an item about one place in which a secret may stand: `act` sends some there that stand nowhere else.

    `is_sent` unless no device sends one there: then the log gives nothing away, however little it cuts.
    """
    severity, find = (Severity.CRITICAL, Violation) if is_sent else (Severity.MINOR, Deviation)

    def prepare(subject: DeviceSubject) -> Callable[[], None]:
        sent = act(subject)
        if not is_sent:
            for secret in sent:
                subject.misplaced(secret)

        def look() -> None:
            log = subject.kept_log
            if found := _places(subject, f"{log}\n{unquote(log)}", sent):
                raise find("no whole secret in the log", found)

        return look

    _PREPARATIONS[name] = frozenset({*needs, LOG}), prepare

    @assumption(f"secrets/{name}", severity, style, *needs, LOG, source=_SOURCE, title=title)
    def not_logged(subject: DeviceSubject) -> None:
        subject.after_logging(name, _PREPARATIONS)

    return not_logged


def _of_requests(subject: DeviceSubject) -> tuple[str, ...]:
    session = subject.open_session(subject.new_device())
    subject.ask(subject.poll_request(session)).must_have_status(200)
    subject.report(session, temperature=20.5)
    return session.device.registration_token, session.device.permanent_token, session.session_id


def _of_refused(subject: DeviceSubject) -> tuple[str, ...]:
    permanent, session = subject.made_up(TokenKind.PERMANENT), subject.made_up(TokenKind.SESSION)
    headers = {subject.names.token_header: permanent, subject.names.session_header: session}
    subject.send("GET", subject.names.state_path, headers=headers).must_be_refused()
    registration = subject.made_up(TokenKind.REGISTRATION)
    subject.ask(subject.register_request(registration, subject.identity())).must_be_refused()
    return permanent, session, registration


def _of_query(subject: DeviceSubject) -> tuple[str, ...]:
    token, stray = subject.new_device().permanent_token, _stray(subject)
    subject.send("GET", subject.names.state_path, query=f"token={token}")
    subject.send("GET", "/api/device/nothing-is-here/", query=f"token={stray}")
    return token, stray


def _of_encoded_query(subject: DeviceSubject) -> tuple[str, ...]:
    token = _stray(subject)
    subject.send("GET", subject.names.state_path, query=f"token={token.replace('_', '%5F')}")
    return (token,)


def _of_path(subject: DeviceSubject) -> tuple[str, ...]:
    token = _stray(subject)
    subject.send("GET", f"/api/device/{token}/")
    return (token,)


def _of_method(subject: DeviceSubject) -> tuple[str, ...]:
    token = _stray(subject)
    subject.send_raw(subject.raw(HttpRequest(token, subject.names.state_path)))
    return (token,)


def _of_body(subject: DeviceSubject) -> tuple[str, ...]:
    cut, name = _stray(subject), _stray(subject)
    for body in (f'{{"token": "{cut}", "device_id": '.encode(), msgspec.json.encode({name: 1})):
        subject.ask(HttpRequest("POST", subject.names.register_path, {"content-type": JSON_TYPE}, body))
    return cut, name


def _stray(subject: DeviceSubject) -> str:
    """Give a token that was sent nowhere yet: one that was issued, where tokens can be had, or else a made-up one."""
    return subject.pending().token if TOKEN in subject.needs else subject.made_up(TokenKind.REGISTRATION)


@assumption("secrets/log-knows-the-request", Severity.MINOR, Style.POSITIVE, LOG)
def log_knows_the_request(subject: DeviceSubject) -> None:
    """The log has a request, so that its owner can find out what went wrong."""
    # A path that there is not may hold anything, a secret too: a careful log leaves it out.
    path, before = subject.names.state_path, subject.control.log()
    subject.send("GET", path)
    after = subject.log_so_far()
    if path not in after or after == before:
        # No page asks for a log: whoever keeps none leaks nothing, and only its owner misses it.
        raise Deviation("the path of a request in the log", "no such path")


@fact("secrets/given-once", Severity.CRITICAL, Style.RACE, TOKEN, source="API: a token stands for one device")
def given_once(subject: DeviceSubject) -> None:
    """No permanent token, and no session, of all that this run was given was given to two devices."""
    count = subject.at_most(_BOARDS, subject.post(subject.names.register_path, {}))
    boards = [(subject.pending(), subject.identity()) for _ in range(count)]
    requests = [subject.register_request(obtained.token, who) for obtained, who in boards]
    for answer, (obtained, who) in zip(subject.race(requests), boards, strict=True):
        device = subject.registered(answer, obtained, who)
        # Whoever holds the token of another device may be refused with it: what is looked for is told below.
        subject.ask(subject.session_request(device))
    again = subject.given_twice()
    if again is not None:
        what = "session" if again.exchange.request.path == subject.names.session_path else "permanent token"
        raise again.violates(f"a {what} of its own for each device", "that of another device, given a second time")


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    _not_echoed(
        "wrong-token", "the refusal of a wrong token does not show it", DeviceSubject.read_with_unknown_token, needs=()
    ),
    _not_echoed("wrong-session", "the refusal of a wrong session id does not show it", _wrong_session),
    _not_echoed("wrong-mac", "the refusal of a wrong MAC shows no token", _wrong_mac),
    _not_echoed("in-path", "a token that was put into the path is not shown by the refusal", _in_path),
    _not_echoed("in-query", "a token in the query of a path that there is not is not shown by the refusal", _in_query),
    _not_echoed("in-broken-json", "a token in broken JSON is not shown by the refusal", _in_broken_json),
    _not_echoed("in-wrong-field", "a token in the wrong field is not shown by the refusal", _in_wrong_field),
    _not_echoed("as-field-name", "a token as the name of a field is not shown by the refusal", _as_field_name),
    _not_echoed(
        "as-method",
        "a token in place of the method is not shown by the refusal",
        _as_method,
        style=Style.ABUSE,
        may_hang_up=True,
        # No device sends such a line: whoever does is told what it said itself, mostly by the library that reads HTTP.
        severity=Severity.MINOR,
    ),
    given_once,
    poll_shows_none,
    session_shows_no_token,
    near_miss_looks_like_unknown,
    mac_needs_the_token,
    revoked_tells_only_the_owner,
    log,
    _not_logged(
        "log-requests",
        "the log cuts the tokens and the session id of a device that registers, polls and reports",
        _of_requests,
        needs=(TOKEN,),
    ),
    _not_logged("log-refused", "the log cuts tokens and session ids that are refused", _of_refused),
    _not_logged("log-query", "the log cuts a token in the query", _of_query, needs=(TOKEN,)),
    _not_logged(
        "log-encoded-query",
        "the log cuts a token in the query that is percent-encoded",
        _of_encoded_query,
        is_sent=False,
    ),
    _not_logged("log-path", "the log cuts a token in the path", _of_path, is_sent=False),
    _not_logged(
        "log-method", "the log cuts a token in place of the method", _of_method, style=Style.ABUSE, is_sent=False
    ),
    _not_logged("log-body", "the log cuts a token in a body that cannot be read", _of_body),
    log_knows_the_request,
)
