"""What the answer to a registration holds, and what it must not hold."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import Registered
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import LONGEST_TOKEN, TokenFault, TokenKind, find_fault, is_usable

_SHORTEST_TOKEN = 32
_SKEW_S_MAX = 5


def _registration(bench: Bench) -> tuple[Registered, Answer]:
    return bench.device(), bench.registration()


@item(
    "registration-answer/token-length",
    "a permanent token has 32 to 64 characters",
    kind=Kind.FACT,
    source="TOKEN: 32-64 characters",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def token_length(bench: Bench) -> None:
    device, answer = _registration(bench)
    length = len(device.permanent_token)
    if not _SHORTEST_TOKEN <= length <= LONGEST_TOKEN:
        raise answer.violates(f"{_SHORTEST_TOKEN} to {LONGEST_TOKEN} characters", f"{length}")


@item(
    "registration-answer/token-prefix",
    "a permanent token begins with oc_perm_, and the length behind it is the profile's",
    kind=Kind.CONTRADICTION,
    source="API: prefix oc_perm_; TOKEN: 32-64 characters; T31: TOKEN_LEN 32",
    needs=(TOKEN,),
    style=Style.POSITIVE,
    learns=("server.permanent_body_length",),
)
def token_prefix(bench: Bench) -> None:
    device, answer = _registration(bench)
    prefix = TokenKind.PERMANENT.value
    if not device.permanent_token.startswith(prefix):
        raise answer.violates(f"a token that begins with {prefix}", f"{device.permanent_token[:3]!r}…")
    bench.reads("permanent_body_length", len(device.permanent_token) - len(prefix), answer)


@item(
    "registration-answer/token-usable",
    "a permanent token can travel in a header: visible ASCII characters only",
    kind=Kind.FACT,
    source="API: the token travels in X-Device-Token",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def token_usable(bench: Bench) -> None:
    device, answer = _registration(bench)
    if not is_usable(device.permanent_token[:LONGEST_TOKEN]):
        raise answer.violates("visible ASCII characters", "others")


@item(
    "registration-answer/token-alphabet",
    "a permanent token consists of A-Z a-z 0-9 - _",
    kind=Kind.ASSUMPTION,
    source="no page; the registration token's alphabet",
    needs=(TOKEN,),
    style=Style.POSITIVE,
)
def token_alphabet(bench: Bench) -> None:
    device, answer = _registration(bench)
    fault = find_fault(device.permanent_token, TokenKind.PERMANENT, 0)
    if fault not in {None, TokenFault.LENGTH, TokenFault.PREFIX}:
        raise answer.deviates("A-Z a-z 0-9 - _", f"a token that {fault.value}")


@item(
    "registration-answer/tokens-differ",
    "two devices get two permanent tokens",
    kind=Kind.FACT,
    source="TOKEN fix 4: a permanent token is bound to one MAC",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def tokens_differ(bench: Bench) -> None:
    device, answer = _registration(bench)
    if device.permanent_token == bench.other_device().permanent_token:
        raise answer.violates("a token of the device's own", "the one of another device")


@item(
    "registration-answer/token-is-new",
    "a permanent token is not made of what the device sent",
    kind=Kind.ASSUMPTION,
    source="no page; what can be guessed is no secret",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def token_is_new(bench: Bench) -> None:
    device, answer = _registration(bench)
    sent = {
        "the registration token": device.registration_token.removeprefix(TokenKind.REGISTRATION.value),
        "the MAC": device.identity.mac.hex(),
        "the device ID": device.identity.device_id,
    }
    for name, part in sent.items():
        if part.lower() in device.permanent_token.lower():
            raise answer.violates("a token that nobody can guess", f"one with {name} in it")


@item(
    "registration-answer/no-registration-token",
    "the answer to a registration does not repeat the registration token",
    kind=Kind.ASSUMPTION,
    source="no page; a secret in an answer ends up in logs",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def no_registration_token(bench: Bench) -> None:
    device, answer = _registration(bench)
    if device.registration_token in f"{answer.text}{dict(answer.headers)}":
        raise answer.violates("an answer without the registration token", "it stands there as a whole")


@item(
    "registration-answer/no-foreign-token",
    "the answer to a registration holds nothing of another device",
    kind=Kind.ASSUMPTION,
    source="no page; a secret in an answer to somebody else",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def no_foreign_token(bench: Bench) -> None:
    others = bench.other_device()
    answer = bench.registration()
    for foreign in (others.permanent_token, others.registration_token, others.identity.mac_text):
        if foreign in f"{answer.text}{dict(answer.headers)}":
            raise answer.violates("an answer about this device alone", "a token or the MAC of another one")


@item(
    "registration-answer/success",
    "the answer says success: true",
    kind=Kind.ASSUMPTION,
    source="API prints success for the state, no page for the registration",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def success(bench: Bench) -> None:
    answer = bench.registration()
    if answer.json().get("success") is not True:
        raise answer.deviates("success: true", repr(answer.json().get("success")))


@item(
    "registration-answer/device-id",
    "the answer names the device ID that was registered",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def names_device_id(bench: Bench) -> None:
    device, answer = _registration(bench)
    if answer.json().get("device_id") != device.identity.device_id:
        raise answer.deviates("the device ID that was sent", "another one, or none")


@item(
    "registration-answer/server-time",
    "the answer tells the server's time in whole Unix seconds",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def server_time(bench: Bench) -> None:
    answer = bench.answer(bench.new_device().exchange)
    told, now_s = answer.json().get("server_time"), bench.now_s()
    if not isinstance(told, int) or isinstance(told, bool):
        raise answer.deviates("server_time in Unix seconds", f"{type(told).__name__}")
    # Without a look at the server's own clock, one that is wrong by minutes is what a device would be told.
    if abs(told - now_s) > (_SKEW_S_MAX if CLOCK in bench.needs else bench.server.max_clock_skew_s):
        raise answer.deviates("the server's time", f"{told - now_s:+.0f} s beside it")


@item(
    "registration-answer/content-type",
    "the answer is JSON and says so",
    kind=Kind.ASSUMPTION,
    source="no page says JSON; RFC 9110, 8.3",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def content_type(bench: Bench) -> None:
    answer = bench.registration()
    if answer.media_type != JSON_TYPE:
        raise answer.deviates(JSON_TYPE, repr(answer.headers.get("content-type")))


ITEMS: Final[tuple[Item[Bench], ...]] = (
    token_length,
    token_prefix,
    token_usable,
    token_alphabet,
    tokens_differ,
    token_is_new,
    no_registration_token,
    no_foreign_token,
    success,
    names_device_id,
    server_time,
    content_type,
)
