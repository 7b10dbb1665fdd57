"""Registration tokens as a text: how they are issued, and every way in which one is pasted wrongly."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, contradiction, fact
from oceanhil.conformance.oceanremote.attempts import attempt
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.tokens import SHOWN_CHARACTERS, TokenDamage, TokenFault, TokenKind, damaged, find_fault
from oceanhil.remote.connector.control import REGENERATE, TOKEN

_SPOILT_TOKEN: Final = "SPOILT_TOKEN"  # noqa: S105 - the name of the shell's variable
_PREFIX: Final = TokenKind.REGISTRATION.value


@fact("registration-token/prefix", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="TOKEN fix 6")
def prefix(subject: DeviceSubject) -> None:
    """A registration token is oc_reg_ and characters of A-Z a-z 0-9 - _."""
    fault = find_fault(subject.unused().token, TokenKind.REGISTRATION, subject.server.registration_body_length)
    if fault not in {None, TokenFault.LENGTH}:
        raise Violation("oc_reg_ and A-Z a-z 0-9 - _", f"a token that {fault.value}")


@contradiction(
    "registration-token/length",
    Style.BOUNDARY,
    TOKEN,
    source="TOKEN fix 6: 43 behind oc_reg_, yet exactly 51 in all",
    learns=("server.registration_body_length",),
)
def length(subject: DeviceSubject) -> None:
    """A registration token has 43 characters behind its prefix."""
    found = len(subject.unused().token.removeprefix(_PREFIX))
    row = subject.profile.document.server["registration_body_length"]
    if found == row.value:
        return
    if found not in row.readings:
        raise Violation(f"{' or '.join(map(str, row.readings))} characters behind {_PREFIX}", f"{found}")
    readings: dict[str, Scalar] = {"server.registration_body_length": found}
    raise Deviation(f"{row.value} characters behind {_PREFIX}", f"{found}", readings=readings)


@fact(
    "registration-token/differ", Severity.CRITICAL, TOKEN, source="TOKEN FAQ: registration tokens are one-time use only"
)
def differ(subject: DeviceSubject) -> None:
    """Two pending devices have two registration tokens."""
    if subject.unused().token == subject.pending().token:
        raise Violation("a token of the device's own", "the one of another device")


@fact(
    "registration-token/regenerated-differs",
    Severity.CRITICAL,
    TOKEN,
    REGENERATE,
    source="TOKEN fix 2: new firmware, new token",
)
def regenerated_differs(subject: DeviceSubject) -> None:
    """A regenerated registration token is another one."""
    before = subject.pending()
    if subject.regenerate(before.id).token == before.token:
        raise Violation("another token", "the same one again")


def _damaged(
    what: str, title: str, damage: Callable[[str], str], *, style: Style = Style.NEGATIVE
) -> Item[DeviceSubject]:
    """Make an item of a good token that is damaged by `damage`."""

    @fact(f"registration-token/{what}", style, TOKEN, source="TOKEN fix 6, error table: Invalid token", title=title)
    def refused(subject: DeviceSubject) -> None:
        good = subject.unused().token
        spoilt = damage(good)
        if good not in spoilt and len(spoilt) > SHOWN_CHARACTERS:
            subject.secret(spoilt, _SPOILT_TOKEN)
        attempt(subject, {"token": spoilt}).refused(ErrorReason.TOKEN_INVALID)

    return refused


@fact("registration-token/permanent", Severity.CRITICAL, Style.ABUSE, TOKEN, source="TOKEN: the three kinds of token")
def permanent(subject: DeviceSubject) -> None:
    """A permanent token does not register its device again."""
    device = subject.device()
    answer = subject.ask(subject.register_request(device.permanent_token, device.identity))
    answer.refused(ErrorReason.TOKEN_INVALID)


@fact("registration-token/session", Severity.CRITICAL, Style.ABUSE, TOKEN, source="TOKEN: the three kinds of token")
def session_token(subject: DeviceSubject) -> None:
    """A session token does not register a device."""
    session = subject.session()
    answer = subject.ask(subject.register_request(session.session_id, session.device.identity))
    answer.refused(ErrorReason.TOKEN_INVALID)


@fact("registration-token/header", Style.ABUSE, TOKEN, source="FLASH: the token stands in the body")
def header(subject: DeviceSubject) -> None:
    """A registration token counts in the body only, not in the header of the permanent token."""
    headers = {subject.names.token_header: subject.unused().token}
    wrong = subject.unknown_token(TokenKind.REGISTRATION)
    attempt(subject, {"token": wrong}, headers).refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "registration-token/no-echo",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="no page; a secret in an answer ends up in logs",
)
def no_echo(subject: DeviceSubject) -> None:
    """The refusal of a token does not repeat it."""
    token = subject.unused().token
    answer = attempt(subject, {"token": f"{token}x"})
    answer.must_be_refused()
    if token in f"{answer.text}{dict(answer.headers)}":
        raise answer.violates("an answer without the token", "the whole token")


def _last_changed(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    prefix,
    length,
    differ,
    regenerated_differs,
    _damaged("space-before", "a token with a space before it is refused", lambda token: f" {token}"),
    _damaged("space-behind", "a token with a space behind it is refused", lambda token: f"{token} "),
    _damaged("space-inside", "a token with a space inside is refused", lambda token: f"{token[:20]} {token[20:]}"),
    _damaged("line-break", "a token with a line break behind it is refused", lambda token: f"{token}\n"),
    _damaged("line-break-inside", "a token of two lines is refused", lambda token: f"{token[:20]}\r\n{token[20:]}"),
    _damaged(
        "shorter", "a token without its last character is refused", lambda token: token[:-1], style=Style.BOUNDARY
    ),
    _damaged("longer", "a token with one character more is refused", lambda token: f"{token}A", style=Style.BOUNDARY),
    _damaged("cut", "a token that was cut off is refused", lambda token: damaged(token, TokenDamage.CUT)),
    _damaged(
        "typo", "a token with one other character is refused", lambda token: damaged(token, TokenDamage.CHARACTER)
    ),
    _damaged("last-character", "the last character of a token counts", _last_changed, style=Style.BOUNDARY),
    _damaged("quoted", "a token in quotes is refused", lambda token: damaged(token, TokenDamage.QUOTED)),
    _damaged("alphabet", "a token with a character of another alphabet is refused", lambda token: f"{token[:-1]}!"),
    _damaged("prefix-case", "a token with its prefix in upper case is refused", lambda token: f"OC_REG_{token[7:]}"),
    _damaged("case", "upper and lower case of a token are two things", lambda token: _PREFIX + token[7:].swapcase()),
    _damaged("no-prefix", "a token without its prefix is refused", lambda token: token[7:]),
    _damaged(
        "other-prefix", "a token with the prefix of another kind is refused", lambda token: f"oc_perm_{token[7:]}"
    ),
    _damaged("prefix-only", "the prefix alone is refused", lambda _: _PREFIX, style=Style.BOUNDARY),
    _damaged("nul", "a token with a NUL behind it is refused", lambda token: f"{token}\0", style=Style.ABUSE),
    _damaged(
        "wildcard", "a token that is a pattern matches nothing", lambda token: f"{token[:20]}%", style=Style.ABUSE
    ),
    _damaged("long", "a token of 10,000 characters is refused", lambda token: token * 200, style=Style.ABUSE),
    permanent,
    session_token,
    header,
    no_echo,
)
