"""Faults of a server in what it answers to registrations and how it reads them."""

import json
from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, Meddling, SeededBug, meddled, rebuilt

REGISTER: Final = load_profile().wire.register_path
_SESSION: Final = load_profile().wire.session_path


def _delivered(response: HttpResponse) -> Delivery:
    return Delivery(response, None, "")


def _fields(body: bytes) -> dict[str, object]:
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _resent(request: HttpRequest, fields: Mapping[str, object]) -> HttpRequest:
    return msgspec.structs.replace(request, body=msgspec.json.encode(fields))


def _redirect(request: HttpRequest, honest: Honest) -> Delivery:
    if request.path.endswith("/"):
        return honest(request)
    return _delivered(HttpResponse(301, b"", {"location": f"{request.path}/"}))


def _error_with_200(request: HttpRequest, honest: Honest) -> Delivery:
    told = honest(request).response
    assert told is not None
    return _delivered(HttpResponse(200, told.body, told.headers))


def _counts_letters(request: HttpRequest, honest: Honest) -> Delivery:
    """Give the answer as many bytes as it has letters, with the device ID in it."""
    told = honest(request).response
    name = str(_fields(request.body).get("device_id"))
    if told is None or told.status < 400 or name.isascii():
        return honest(request)
    whole = msgspec.json.encode(_fields(told.body) | {"error": f"device_id {name} is wrong"})
    return _delivered(msgspec.structs.replace(told, body=whole[: len(whole.decode())]))


def _repeats_the_request(request: HttpRequest, honest: Honest) -> Delivery:
    told = honest(request).response
    if told is None or told.status != 400:
        return honest(request)
    body = {"success": False, "error": "Bad request", "code": "bad_request", "received": _fields(request.body)}
    return _delivered(json_response(body, 400))


def _without_allow(request: HttpRequest, honest: Honest) -> Delivery:
    told = honest(request).response
    assert told is not None
    return _delivered(HttpResponse(told.status, told.body, {"content-type": "application/json"}))


def _fails_on_bad_utf_8(request: HttpRequest, honest: Honest) -> Delivery:
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return _delivered(json_response({"error": "Internal Server Error"}, 500))
    return honest(request)


def _first_of_two_counts(request: HttpRequest, honest: Honest) -> Delivery:
    if not _fields(request.body):
        return honest(request)
    pairs: list[tuple[str, object]] = json.loads(request.body, object_pairs_hook=list)
    return honest(_resent(request, dict(reversed(pairs))))


def _trimmed(request: HttpRequest, honest: Honest) -> Delivery:
    fields = _fields(request.body)
    token = fields.get("token")
    return honest(_resent(request, {**fields, "token": token.strip()}) if isinstance(token, str) else request)


def _without_mac(request: HttpRequest, honest: Honest) -> Delivery:
    fields = _fields(request.body)
    if request.path != REGISTER or not fields:
        return honest(request)
    return honest(_resent(request, {"mac_address": "02:00:00:00:00:00", **fields}))


def _repeats_the_token(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_fields(request, honest, {"registration_token": _fields(request.body).get("token")}, 200)


def _quotes_the_token(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_fields(request, honest, {"error": f"Invalid token {_fields(request.body).get('token')}"}, 401)


def _gives_letters_of_all_kinds(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_fields(request, honest, {"permanent_token": "oc_perm_" + "é" * 43}, 200)


def _gives_everybody_the_same(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_fields(request, honest, {"permanent_token": "oc_perm_" + "A" * 43}, 200)


def _refuses_used_with_403(request: HttpRequest, honest: Honest) -> Delivery:
    told = honest(request)
    if told.response is None or told.response.status != 410:
        return told
    return _delivered(HttpResponse(403, told.response.body, told.response.headers))


def _with_fields(request: HttpRequest, honest: Honest, fields: Mapping[str, object], status: int) -> Delivery:
    """Answer a registration honestly, but with these fields if the status is this one."""
    told = honest(request)
    if request.path != REGISTER or told.response is None or told.response.status != status:
        return told
    return _delivered(json_response({**_fields(told.response.body), **fields}, status))


def _minding_case() -> MockServer:
    """Serve with a MAC that is a text: a session needs it as it was written at the registration."""
    written: set[object] = set()

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        mac = _fields(request.body).get("mac_address")
        if request.path == REGISTER:
            written.add(mac)
        elif request.path == _SESSION and mac not in written:
            return _delivered(json_response({"success": False, "error": "MAC address mismatch"}, 403))
        return honest(request)

    return meddled(meddling)()


def _ignoring_case(request: HttpRequest, honest: Honest) -> Delivery:
    told, token = honest(request), _fields(request.body).get("token")
    if told.response is None or told.response.status != 401 or not isinstance(token, str):
        return told
    return honest(_resent(request, {**_fields(request.body), "token": f"oc_reg_{token[7:].swapcase()}"}))


def _to_the_end_of_the_line(request: HttpRequest, honest: Honest) -> Delivery:
    """Check texts by a pattern that ends with `$`, which is satisfied before a line break at the end."""
    fields = _fields(request.body)
    texts = {name: str(fields.get(name)) for name in ("device_id", "ip")}
    passing = {name: text[:-1] for name, text in texts.items() if text.endswith("\n")}
    return honest(_resent(request, {**fields, **passing}) if passing else request)


def _uses_up_before_it_looks(request: HttpRequest, honest: Honest) -> Delivery:
    """Use the token up first, and look at the address afterwards."""
    fields = _fields(request.body)
    if fields.get("ip") == "none":
        honest(_resent(request, {**fields, "ip": "192.168.1.50"}))
    return honest(request)


def _decoded_twice(request: HttpRequest, honest: Honest) -> Delivery:
    body = request.body if request.body.isascii() else b"no JSON any more"
    return honest(msgspec.structs.replace(request, body=body))


def _differs(name: str, item: str, meddling: Meddling) -> SeededBug:
    return SeededBug(name, item, meddled(meddling), ItemVerdict.DIFFERS)


def _violates(name: str, item: str, meddling: Meddling) -> SeededBug:
    return SeededBug(name, item, meddled(meddling))


def _set(name: str, item: str, verdict: ItemVerdict, **values: int) -> SeededBug:
    """Make a fault that is one wrong value."""
    return SeededBug(name, item, rebuilt(lambda core: core.put_settings(values, 0)), verdict)


REGISTRATION_BUGS: Final = (
    _violates("a POST without the slash is redirected", "registration-request/without-slash", _redirect),
    _violates("an error comes with status 200", "registration/unknown-token", _error_with_200),
    _violates("a 405 does not say what is allowed", "registration-request/allow", _without_allow),
    _set(
        "the largest body is a byte smaller",
        "registration-request/body-limit",
        ItemVerdict.DIFFERS,
        max_body_bytes=65535,
    ),
    _set(
        "a wrong field has a status of its own",
        "registration-field/status",
        ItemVerdict.DIFFERS,
        wrong_field_status=422,
    ),
    _violates("a length counts letters", "registration-field/letters-answered-whole", _counts_letters),
    _differs("a refusal repeats the request", "registration-field/named", _repeats_the_request),
    _violates("bytes that are no UTF-8 are a failure", "registration-body/not-utf-8", _fails_on_bad_utf_8),
    _violates("a refusal uses the token up", "registration-order/refusals-consume-nothing", _uses_up_before_it_looks),
    _violates("a registration is decoded twice", "registration-body/utf-8", _decoded_twice),
    _violates("a session request is decoded twice", "session-body/utf-8", _decoded_twice),
    _differs("a report is decoded twice", "report/utf-8", _decoded_twice),
    _differs("the first of two equal fields counts", "registration-body/duplicate-keys", _first_of_two_counts),
    _violates("a registration without a MAC passes", "registration-field/mac-address-missing", _without_mac),
    _violates("spaces round a token are cut off", "registration-token/space-behind", _trimmed),
    _violates("the case of a token does not count", "registration-token/case", _ignoring_case),
    _violates("the refusal quotes the token", "registration-token/no-echo", _quotes_the_token),
    _violates("the answer repeats the token", "registration-answer/no-registration-token", _repeats_the_token),
    _violates("a permanent token cannot travel", "registration-answer/token-usable", _gives_letters_of_all_kinds),
    _violates("all devices share a permanent token", "registration-answer/tokens-differ", _gives_everybody_the_same),
    _set(
        "permanent tokens are short", "registration-answer/token-length", ItemVerdict.VIOLATES, permanent_body_length=20
    ),
    _violates("a used token is forbidden", "registration-life/used", _refuses_used_with_403),
    _set("a used token is expired", "registration-life/used", ItemVerdict.DIFFERS, used_token_status=401),
    _set("a retry gets its answer", "registration-life/lost-reply", ItemVerdict.DIFFERS, idempotent_register_window=60),
    _differs("a line break ends a device ID", "registration-field/id-line", _to_the_end_of_the_line),
    _differs("a line break ends an address", "registration-field/ip-line", _to_the_end_of_the_line),
    _differs("a line break ends a device ID of a session", "session-body/device-id-line", _to_the_end_of_the_line),
    SeededBug("a MAC is compared as a text", "registration-mac/spelling", _minding_case, ItemVerdict.DIFFERS),
)
"""Each alone in a server of its own."""
