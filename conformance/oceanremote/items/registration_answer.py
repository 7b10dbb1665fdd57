"""What the answer to a registration holds, and what it must not hold."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.devices import Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.tokens import LONGEST_TOKEN, TokenFault, TokenKind, find_fault, is_usable
from oceanhil.remote.connector.control import CLOCK, TOKEN

_SHORTEST_TOKEN = 32
_SKEW_S_MAX = 5


def _registration(subject: DeviceSubject) -> tuple[Registered, Answer]:
    return subject.device(), subject.registration()


@fact("registration-answer/token-length", Severity.CRITICAL, Style.BOUNDARY, TOKEN, source="TOKEN: 32-64 characters")
def token_length(subject: DeviceSubject) -> None:
    """A permanent token has 32 to 64 characters."""
    device, answer = _registration(subject)
    length = len(device.permanent_token)
    if not _SHORTEST_TOKEN <= length <= LONGEST_TOKEN:
        raise answer.violates(f"{_SHORTEST_TOKEN} to {LONGEST_TOKEN} characters", f"{length}")


@contradiction(
    "registration-answer/token-prefix",
    Style.POSITIVE,
    TOKEN,
    source="API: prefix oc_perm_; TOKEN: 32-64 characters; T31: TOKEN_LEN 32",
    learns=("server.permanent_body_length",),
)
def token_prefix(subject: DeviceSubject) -> None:
    """A permanent token begins with oc_perm_, and the length behind it is the profile's."""
    device, answer = _registration(subject)
    prefix = TokenKind.PERMANENT.value
    if not device.permanent_token.startswith(prefix):
        raise answer.violates(f"a token that begins with {prefix}", f"{device.permanent_token[:3]!r}…")
    subject.reads("permanent_body_length", len(device.permanent_token) - len(prefix), answer)


@fact("registration-answer/token-usable", Severity.CRITICAL, TOKEN, source="API: the token travels in X-Device-Token")
def token_usable(subject: DeviceSubject) -> None:
    """A permanent token can travel in a header: visible ASCII characters only."""
    device, answer = _registration(subject)
    if not is_usable(device.permanent_token[:LONGEST_TOKEN]):
        raise answer.violates("visible ASCII characters", "others")


@assumption(
    "registration-answer/token-alphabet", Style.POSITIVE, TOKEN, source="no page; the registration token's alphabet"
)
def token_alphabet(subject: DeviceSubject) -> None:
    """A permanent token consists of A-Z a-z 0-9 - _."""
    device, answer = _registration(subject)
    fault = find_fault(device.permanent_token, TokenKind.PERMANENT, 0)
    if fault not in {None, TokenFault.LENGTH, TokenFault.PREFIX}:
        raise answer.deviates("A-Z a-z 0-9 - _", f"a token that {fault.value}")


@fact(
    "registration-answer/tokens-differ",
    Severity.CRITICAL,
    TOKEN,
    source="TOKEN fix 4: a permanent token is bound to one MAC",
)
def tokens_differ(subject: DeviceSubject) -> None:
    """Two devices get two permanent tokens."""
    device, answer = _registration(subject)
    if device.permanent_token == subject.other_device().permanent_token:
        raise answer.violates("a token of the device's own", "the one of another device")


@assumption(
    "registration-answer/token-is-new",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="no page; what can be guessed is no secret",
)
def token_is_new(subject: DeviceSubject) -> None:
    """A permanent token is not made of what the device sent."""
    device, answer = _registration(subject)
    sent = {
        "the registration token": device.registration_token.removeprefix(TokenKind.REGISTRATION.value),
        "the MAC": device.identity.mac.hex(),
        "the device ID": device.identity.device_id,
    }
    for name, part in sent.items():
        if part.lower() in device.permanent_token.lower():
            raise answer.violates("a token that nobody can guess", f"one with {name} in it")


@assumption(
    "registration-answer/no-registration-token",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="no page; a secret in an answer ends up in logs",
)
def no_registration_token(subject: DeviceSubject) -> None:
    """The answer to a registration does not repeat the registration token."""
    device, answer = _registration(subject)
    if device.registration_token in f"{answer.text}{dict(answer.headers)}":
        raise answer.violates("an answer without the registration token", "it stands there as a whole")


@assumption(
    "registration-answer/no-foreign-token",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="no page; a secret in an answer to somebody else",
)
def no_foreign_token(subject: DeviceSubject) -> None:
    """The answer to a registration holds nothing of another device."""
    others = subject.other_device()
    answer = subject.registration()
    for foreign in (others.permanent_token, others.registration_token, others.identity.mac_text):
        if foreign in f"{answer.text}{dict(answer.headers)}":
            raise answer.violates("an answer about this device alone", "a token or the MAC of another one")


@assumption(
    "registration-answer/success",
    Severity.MINOR,
    Style.POSITIVE,
    TOKEN,
    source="API prints success for the state, no page for the registration",
)
def success(subject: DeviceSubject) -> None:
    """The answer says success: true."""
    answer = subject.registration()
    if answer.json().get("success") is not True:
        raise answer.deviates("success: true", repr(answer.json().get("success")))


@assumption("registration-answer/device-id", Severity.MINOR, Style.POSITIVE, TOKEN)
def names_device_id(subject: DeviceSubject) -> None:
    """The answer names the device ID that was registered."""
    device, answer = _registration(subject)
    if answer.json().get("device_id") != device.identity.device_id:
        raise answer.deviates("the device ID that was sent", "another one, or none")


@assumption("registration-answer/server-time", Style.POSITIVE, TOKEN)
def server_time(subject: DeviceSubject) -> None:
    """The answer tells the server's time in whole Unix seconds."""
    answer = subject.answer(subject.new_device().exchange)
    told, now_s = answer.server_time_s(), subject.now_s()
    if told is None:
        raise answer.deviates("server_time in Unix seconds", f"{type(answer.json().get('server_time')).__name__}")
    # Without a look at the server's own clock, one that is wrong by minutes is what a device would be told.
    if abs(told - now_s) > (_SKEW_S_MAX if CLOCK in subject.needs else subject.server.max_clock_skew_s):
        raise answer.deviates("the server's time", f"{told - now_s:+.0f} s beside it")


@assumption(
    "registration-answer/content-type", Severity.MINOR, Style.POSITIVE, TOKEN, source="no page says JSON; RFC 9110, 8.3"
)
def content_type(subject: DeviceSubject) -> None:
    """The answer is JSON and says so."""
    answer = subject.registration()
    if answer.media_type != JSON_TYPE:
        raise answer.deviates(JSON_TYPE, repr(answer.headers.get("content-type")))


ITEMS: Final = items_of(globals(), DeviceSubject)
