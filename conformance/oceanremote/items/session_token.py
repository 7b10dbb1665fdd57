"""Asking for a session with a token that is none of the device's, or none at all, and as somebody else."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.conformance.oceanremote.subject import OTHER_SECRETS, DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import TOKEN

_BINDING = "TOKEN cause 4"
_SHORT_STORE = 32


def _ask_with(subject: DeviceSubject, token: str) -> Answer:
    """Ask for a session as the shared device, with another token."""
    subject.secret(token, OTHER_SECRETS[TokenKind.PERMANENT])
    return subject.ask(subject.session_request(subject.device(), headers={subject.names.token_header: token}))


@fact(
    "session-token/mac-mismatch",
    Severity.CRITICAL,
    TOKEN,
    source=f"{_BINDING}; the answer's form is assumed",
    learns=("errors.mac_mismatch",),
)
def mac_mismatch(subject: DeviceSubject) -> None:
    """A permanent token from another MAC is refused: it is bound to the one that registered."""
    stranger = subject.identity()
    answer = subject.ask(subject.session_request(subject.device(), mac_address=stranger.mac_text))
    answer.refused_in_these_words(ErrorReason.MAC_MISMATCH)


@fact("session-token/stolen", Severity.CRITICAL, TOKEN, source=f"{_BINDING}, FAQ of the stolen token")
def stolen(subject: DeviceSubject) -> None:
    """A permanent token is refused to a device that has another MAC and another device ID."""
    thief = subject.other_device().identity
    request = subject.session_request(subject.device(), device_id=thief.device_id, mac_address=thief.mac_text)
    subject.ask(request).refused(ErrorReason.MAC_MISMATCH)


@fact("session-token/one-octet-off", Severity.CRITICAL, Style.BOUNDARY, TOKEN, source=_BINDING)
def one_octet_off(subject: DeviceSubject) -> None:
    """A MAC that differs in its last digit only is another MAC."""
    mac = subject.device().identity.mac_text
    near = mac[:-1] + ("0" if mac[-1] != "0" else "1")
    subject.ask(subject.session_request(subject.device(), mac_address=near)).refused(ErrorReason.MAC_MISMATCH)


def _mac_spelling(name: str, how: str, before: str, after: str) -> Item[DeviceSubject]:
    @assumption(
        f"session-token/mac-{name}", Style.POSITIVE, TOKEN, title=f"the right MAC is taken for the right one {how}"
    )
    def spelt(subject: DeviceSubject) -> None:
        text = subject.device().identity.mac_text.replace(before, after)
        mac = text.lower() if name == "lower-case" else text
        subject.ask(subject.session_request(subject.device(), mac_address=mac)).should_be_accepted(GivenSession)

    return spelt


@assumption(
    "session-token/device-id",
    TOKEN,
    source="FLASH fix 5: if the device ID changed, the permanent token is invalid",
    learns=("server.check_device_id",),
)
def device_id(subject: DeviceSubject) -> None:
    """A session request with another device ID than the registered one is refused."""
    other = subject.identity().device_id
    answer = subject.ask(subject.session_request(subject.device(), device_id=other))
    subject.reads("check_device_id", found=answer.status != 200, answer=answer)
    if answer.status != 200:
        answer.refused_like(ErrorReason.TOKEN_INVALID)


@fact("session-token/unknown", Severity.CRITICAL, TOKEN, source="TOKEN")
def unknown(subject: DeviceSubject) -> None:
    """A permanent token that was never issued opens no session."""
    _ask_with(subject, subject.unknown_token(TokenKind.PERMANENT)).refused(ErrorReason.TOKEN_INVALID)


@fact("session-token/registration-token", Severity.CRITICAL, TOKEN, source="TOKEN")
def registration_token(subject: DeviceSubject) -> None:
    """A registration token is no permanent token."""
    _ask_with(subject, subject.device().registration_token).refused(ErrorReason.TOKEN_INVALID)


@fact("session-token/session-id", Severity.CRITICAL, TOKEN, source="TOKEN")
def session_id(subject: DeviceSubject) -> None:
    """A session id is no permanent token."""
    _ask_with(subject, subject.session().session_id).refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "session-token/missing",
    Severity.CRITICAL,
    TOKEN,
    source="API: all requests require the token; no page says the answer",
)
def missing(subject: DeviceSubject) -> None:
    """A session request without a permanent token is refused."""
    request = without_header(subject.session_request(subject.device()), subject.names.token_header)
    subject.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@assumption("session-token/empty", Severity.CRITICAL, Style.BOUNDARY, TOKEN)
def empty(subject: DeviceSubject) -> None:
    """An empty token is refused as an unknown one."""
    subject.ask(subject.session_request(subject.device(), headers={subject.names.token_header: ""})).refused_like(
        ErrorReason.TOKEN_INVALID
    )


@fact("session-token/cut", Severity.CRITICAL, Style.BOUNDARY, TOKEN, source="T31: TOKEN_LEN 32; TOKEN cause 3")
def cut(subject: DeviceSubject) -> None:
    """The first 32 characters of a permanent token, as a short store keeps them, open no session."""
    token = subject.device().permanent_token
    _ask_with(subject, token[: min(_SHORT_STORE, len(token) - 1)]).refused(ErrorReason.TOKEN_INVALID)


@fact("session-token/one-bit-off", Severity.CRITICAL, Style.BOUNDARY, TOKEN, source="TOKEN cause 3")
def one_bit_off(subject: DeviceSubject) -> None:
    """A permanent token of which one character is wrong opens no session."""
    token = subject.device().permanent_token
    _ask_with(subject, token[:-1] + ("A" if token[-1] != "A" else "B")).refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "session-token/other-case", TOKEN, source="no page; base64url tells capitals from small letters (RFC 4648, 5)"
)
def other_case(subject: DeviceSubject) -> None:
    """A permanent token in other case is another token."""
    prefix = TokenKind.PERMANENT.value
    token = subject.device().permanent_token
    _ask_with(subject, prefix + token.removeprefix(prefix).swapcase()).refused(ErrorReason.TOKEN_INVALID)


@assumption("session-token/in-the-body", TOKEN, source="API prints the header")
def in_the_body(subject: DeviceSubject) -> None:
    """A permanent token in the body takes the place of none in the header."""
    request = subject.session_request(subject.device(), token=subject.device().permanent_token)
    subject.ask(without_header(request, subject.names.token_header)).should_be_refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "session-token/refusal-keeps-session",
    Severity.CRITICAL,
    TOKEN,
    source="no page; else anybody could end a device's session",
)
def refusal_keeps_session(subject: DeviceSubject) -> None:
    """A session request that is refused for its MAC leaves the running session alone."""
    session = subject.session()
    stranger = subject.identity()
    subject.ask(subject.session_request(subject.device(), mac_address=stranger.mac_text)).must_be_refused()
    subject.ask(subject.poll_request(session)).must_have_status(200)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    mac_mismatch,
    stolen,
    one_octet_off,
    _mac_spelling("lower-case", "in lower case", ":", ":"),
    _mac_spelling("dashes", "with '-' between the pairs", ":", "-"),
    _mac_spelling("bare", "with nothing between the pairs", ":", ""),
    device_id,
    unknown,
    registration_token,
    session_id,
    missing,
    empty,
    cut,
    one_bit_off,
    other_case,
    in_the_body,
    refusal_keeps_session,
)
