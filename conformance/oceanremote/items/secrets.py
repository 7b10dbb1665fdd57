"""Secrets: what was given to one device alone is never shown whole, whatever goes wrong."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote

import msgspec

from oceanhil.conformance.contract.control import LOG, REVOKE, TOKEN
from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.item import Item, Need, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_SOURCE = "SEC, T31: tokens are secrets; no page says what answers show"


def _shows_none(bench: Bench, answer: Answer) -> None:
    """Demand a refusal, and first that no secret stands in its head or body, whatever its status."""
    leaked = bench.leaks("\n".join([*answer.headers.values(), answer.text]))
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))
    answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED)


def _said(answer: Answer) -> dict[str, object]:
    """Give all that an answer says, by field."""
    try:
        return {"status": answer.status, **msgspec.json.decode(answer.text, type=dict[str, object])}
    except msgspec.DecodeError:
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
    act: Callable[[Bench], Answer],
    *,
    style: Style = Style.NEGATIVE,
    needs: tuple[Need, ...] = (TOKEN,),
) -> Item[Bench]:
    @item(
        f"secrets/{name}",
        title,
        kind=Kind.ASSUMPTION,
        source=_SOURCE,
        severity=Severity.CRITICAL,
        style=style,
        needs=needs,
    )
    def not_echoed(bench: Bench) -> None:
        _shows_none(bench, act(bench))

    return not_echoed


def _wrong_token(bench: Bench) -> Answer:
    token = bench.secret(bench.unknown_token(TokenKind.PERMANENT), "OTHER_TOKEN")
    return bench.send("GET", bench.names.state_path, headers={bench.names.token_header: token})


def _wrong_session(bench: Bench) -> Answer:
    made_up = bench.secret(bench.unknown_token(TokenKind.SESSION), "OTHER_SESSION")
    return bench.ask(bench.poll_request(bench.session(), headers={bench.names.session_header: made_up}))


def _wrong_mac(bench: Bench) -> Answer:
    return bench.ask(bench.session_request(bench.device(), mac_address=bench.identity().mac_text))


def _in_path(bench: Bench) -> Answer:
    return bench.send("GET", f"/api/device/{bench.device().permanent_token}/")


def _in_query(bench: Bench) -> Answer:
    return bench.send("GET", "/api/device/nothing-is-here/", query=f"token={bench.device().permanent_token}")


def _in_broken_json(bench: Bench) -> Answer:
    body = f'{{"token": "{bench.device().permanent_token}", "device_id": '.encode()
    return bench.ask(HttpRequest("POST", bench.names.register_path, {"content-type": JSON_TYPE}, body))


def _in_wrong_field(bench: Bench) -> Answer:
    return bench.ask(bench.session_request(bench.device(), mac_address=bench.device().permanent_token))


def _as_field_name(bench: Bench) -> Answer:
    body = msgspec.json.encode({bench.device().permanent_token: 1})
    return bench.ask(HttpRequest("POST", bench.names.session_path, {"content-type": JSON_TYPE}, body))


def _as_method(bench: Bench) -> Answer:
    return bench.send_raw(bench.raw(HttpRequest(bench.device().permanent_token, bench.names.state_path)))


@item(
    "secrets/poll-shows-none",
    "the answer to a poll holds neither the permanent token nor the session id",
    kind=Kind.FACT,
    source="API prints the answer",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def poll_shows_none(bench: Bench) -> None:
    answer = bench.ask(bench.poll_request(bench.session()))
    answer.must_have_status(200)
    leaked = bench.leaks("\n".join([*answer.headers.values(), answer.text]))
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))


@item(
    "secrets/session-shows-no-token",
    "the answer to a session request does not repeat the permanent token",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def session_shows_no_token(bench: Bench) -> None:
    device = bench.device()
    answer = bench.ask(bench.session_request(device))
    answer.must_have_status(200)
    if device.permanent_token in "\n".join([*answer.headers.values(), answer.text]):
        raise answer.violates("no permanent token in the answer", "the whole of it")


@item(
    "secrets/near-miss-looks-like-unknown",
    "a token that is nearly right is answered exactly as one that is altogether unknown",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def near_miss_looks_like_unknown(bench: Bench) -> None:
    token = bench.device().permanent_token
    near = bench.secret(token[:-1] + ("A" if token[-1] != "A" else "B"), "OTHER_TOKEN")
    answer = bench.send("GET", bench.names.state_path, headers={bench.names.token_header: near})
    answer.must_be_refused()
    _must_be_alike(answer, _wrong_token(bench), _wrong_token(bench))


@item(
    "secrets/mac-needs-the-token",
    "who has a MAC and no token learns nothing about whether the MAC is known",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    needs=(TOKEN,),
)
def mac_needs_the_token(bench: Bench) -> None:
    wrong = bench.secret(bench.unknown_token(TokenKind.PERMANENT), "OTHER_TOKEN")
    headers = {bench.names.token_header: wrong}
    known = bench.session_request(bench.device(), headers=headers)
    stranger = bench.identity()
    request = bench.session_request(
        bench.device(), headers=headers, device_id=stranger.device_id, mac_address=stranger.mac_text
    )
    answer = bench.ask(request)
    answer.must_be_refused()
    _must_be_alike(answer, bench.ask(known), bench.ask(known))


@item(
    "secrets/revoked-tells-only-the-owner",
    "only the whole revoked token is told that it was revoked",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    needs=(TOKEN, REVOKE),
)
def revoked_tells_only_the_owner(bench: Bench) -> None:
    token = bench.ended(REVOKE).device.permanent_token
    near = bench.secret(token[:-1] + ("A" if token[-1] != "A" else "B"), "OTHER_TOKEN")
    answer = bench.send("GET", bench.names.state_path, headers={bench.names.token_header: near})
    _must_be_alike(answer, _wrong_token(bench), _wrong_token(bench))


@item(
    "secrets/log",
    "the server's log shows no whole token and no whole session id of all that were used so far",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, LOG),
)
def log(bench: Bench) -> None:
    _wrong_token(bench)
    _in_query(bench)
    bench.ask(bench.poll_request(bench.session()))
    leaked = bench.leaks(bench.control.log())
    if leaked:
        raise Violation("no whole secret in the log", ", ".join(leaked))


@item(
    "secrets/log-wherever-it-stands",
    "the log cuts a token also in the path, in place of the method and percent-encoded in the query",
    kind=Kind.ASSUMPTION,
    source=_SOURCE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, LOG),
)
def log_wherever_it_stands(bench: Bench) -> None:
    _in_path(bench)
    _as_method(bench)
    encoded = bench.device().permanent_token.replace("_", "%5F")
    bench.send("GET", bench.names.state_path, query=f"token={encoded}")
    leaked = bench.leaks(unquote(bench.control.log()))
    if leaked:
        raise Violation("no whole secret in the log", ", ".join(leaked))


@item(
    "secrets/log-knows-the-request",
    "the log has a request, so that its owner can find out what went wrong",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(LOG,),
)
def log_knows_the_request(bench: Bench) -> None:
    path = f"/api/device/look-for-me-{bench.identity().mac.hex()}/"
    bench.send("GET", path)
    if path not in bench.control.log():
        raise Violation("the path of a request in the log", "no such path")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    _not_echoed("wrong-token", "the refusal of a wrong token does not show it", _wrong_token, needs=()),
    _not_echoed("wrong-session", "the refusal of a wrong session id does not show it", _wrong_session),
    _not_echoed("wrong-mac", "the refusal of a wrong MAC shows no token", _wrong_mac),
    _not_echoed("in-path", "a token that was put into the path is not shown by the refusal", _in_path),
    _not_echoed("in-query", "a token in the query of a path that there is not is not shown by the refusal", _in_query),
    _not_echoed("in-broken-json", "a token in broken JSON is not shown by the refusal", _in_broken_json),
    _not_echoed("in-wrong-field", "a token in the wrong field is not shown by the refusal", _in_wrong_field),
    _not_echoed("as-field-name", "a token as the name of a field is not shown by the refusal", _as_field_name),
    _not_echoed(
        "as-method", "a token in place of the method is not shown by the refusal", _as_method, style=Style.ABUSE
    ),
    poll_shows_none,
    session_shows_no_token,
    near_miss_looks_like_unknown,
    mac_needs_the_token,
    revoked_tells_only_the_owner,
    log,
    log_wherever_it_stands,
    log_knows_the_request,
)
