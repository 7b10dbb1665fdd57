"""Asking for a session with a token that is none of the device's, or none at all, and as somebody else."""

from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_BINDING = "TOKEN cause 4"
_SHORT_STORE = 32


def _ask_with(bench: Bench, token: str) -> Answer:
    """Ask for a session as the shared device, with another token."""
    bench.secret(token, "OTHER_TOKEN")
    return bench.ask(bench.session_request(bench.device(), headers={bench.names.token_header: token}))


@item(
    "session-token/mac-mismatch",
    "a permanent token from another MAC is refused: it is bound to the one that registered",
    kind=Kind.FACT,
    source=f"{_BINDING}; the answer's form is assumed",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
    learns=("errors.mac_mismatch",),
)
def mac_mismatch(bench: Bench) -> None:
    stranger = bench.identity()
    answer = bench.ask(bench.session_request(bench.device(), mac_address=stranger.mac_text))
    answer.refused_in_these_words(ErrorReason.MAC_MISMATCH)


@item(
    "session-token/stolen",
    "a permanent token is refused to a device that has another MAC and another device ID",
    kind=Kind.FACT,
    source=f"{_BINDING}, FAQ of the stolen token",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def stolen(bench: Bench) -> None:
    thief = bench.other_device().identity
    request = bench.session_request(bench.device(), device_id=thief.device_id, mac_address=thief.mac_text)
    bench.ask(request).refused(ErrorReason.MAC_MISMATCH)


@item(
    "session-token/one-octet-off",
    "a MAC that differs in its last digit only is another MAC",
    kind=Kind.FACT,
    source=_BINDING,
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def one_octet_off(bench: Bench) -> None:
    mac = bench.device().identity.mac_text
    near = mac[:-1] + ("0" if mac[-1] != "0" else "1")
    bench.ask(bench.session_request(bench.device(), mac_address=near)).refused(ErrorReason.MAC_MISMATCH)


def _mac_spelling(name: str, how: str, before: str, after: str) -> Item[Bench]:
    @item(
        f"session-token/mac-{name}",
        f"the right MAC is taken for the right one {how}",
        kind=Kind.ASSUMPTION,
        source="no page",
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def spelt(bench: Bench) -> None:
        text = bench.device().identity.mac_text.replace(before, after)
        mac = text.lower() if name == "lower-case" else text
        bench.ask(bench.session_request(bench.device(), mac_address=mac)).should_be_accepted(GivenSession)

    return spelt


@item(
    "session-token/device-id",
    "a session request with another device ID than the registered one is refused",
    kind=Kind.ASSUMPTION,
    source="FLASH fix 5: if the device ID changed, the permanent token is invalid",
    needs=(TOKEN,),
    learns=("server.check_device_id",),
)
def device_id(bench: Bench) -> None:
    other = bench.identity().device_id
    answer = bench.ask(bench.session_request(bench.device(), device_id=other))
    bench.reads("check_device_id", found=answer.status != 200, answer=answer)
    if answer.status != 200:
        answer.refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/unknown",
    "a permanent token that was never issued opens no session",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def unknown(bench: Bench) -> None:
    _ask_with(bench, bench.unknown_token(TokenKind.PERMANENT)).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/registration-token",
    "a registration token is no permanent token",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def registration_token(bench: Bench) -> None:
    _ask_with(bench, bench.device().registration_token).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/session-id",
    "a session id is no permanent token",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def session_id(bench: Bench) -> None:
    _ask_with(bench, bench.session().session_id).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/missing",
    "a session request without a permanent token is refused",
    kind=Kind.ASSUMPTION,
    source="API: all requests require the token; no page says the answer",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def missing(bench: Bench) -> None:
    request = without_header(bench.session_request(bench.device()), bench.names.token_header)
    bench.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/empty",
    "an empty token is refused as an unknown one",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def empty(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.device(), headers={bench.names.token_header: ""})).refused_like(
        ErrorReason.TOKEN_INVALID
    )


@item(
    "session-token/cut",
    "the first 32 characters of a permanent token, as a short store keeps them, open no session",
    kind=Kind.FACT,
    source="T31: TOKEN_LEN 32; TOKEN cause 3",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def cut(bench: Bench) -> None:
    token = bench.device().permanent_token
    _ask_with(bench, token[: min(_SHORT_STORE, len(token) - 1)]).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/one-bit-off",
    "a permanent token of which one character is wrong opens no session",
    kind=Kind.FACT,
    source="TOKEN cause 3",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def one_bit_off(bench: Bench) -> None:
    token = bench.device().permanent_token
    _ask_with(bench, token[:-1] + ("A" if token[-1] != "A" else "B")).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/other-case",
    "a permanent token in other case is another token",
    kind=Kind.ASSUMPTION,
    source="no page; base64url tells capitals from small letters (RFC 4648, 5)",
    needs=(TOKEN,),
)
def other_case(bench: Bench) -> None:
    prefix = TokenKind.PERMANENT.value
    token = bench.device().permanent_token
    _ask_with(bench, prefix + token.removeprefix(prefix).swapcase()).refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/in-the-body",
    "a permanent token in the body takes the place of none in the header",
    kind=Kind.ASSUMPTION,
    source="API prints the header",
    needs=(TOKEN,),
)
def in_the_body(bench: Bench) -> None:
    request = bench.session_request(bench.device(), token=bench.device().permanent_token)
    bench.ask(without_header(request, bench.names.token_header)).should_be_refused(ErrorReason.TOKEN_INVALID)


@item(
    "session-token/refusal-keeps-session",
    "a session request that is refused for its MAC leaves the running session alone",
    kind=Kind.ASSUMPTION,
    source="no page; else anybody could end a device's session",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def refusal_keeps_session(bench: Bench) -> None:
    session = bench.session()
    stranger = bench.identity()
    bench.ask(bench.session_request(bench.device(), mac_address=stranger.mac_text)).must_be_refused()
    bench.ask(bench.poll_request(session)).must_have_status(200)


ITEMS: Final[tuple[Item[Bench], ...]] = (
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
