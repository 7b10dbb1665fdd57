"""What the program makes of an answer: its body within bounds, its status, why a server refused, fit for the console.

Pure: text and bytes in, values out. Whatever a server sends, the device goes on.
"""

import re
import string
from typing import Annotated, Final, TypeVar
from unicodedata import category

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.tokens import SHOWN_CHARACTERS

DEEPEST: Final = 64
# A string that nothing closes reaches to the end: no place is looked at twice, however hostile the body.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_STEPS: Final = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
_MESSAGE_CHARACTERS = 80
_MESSAGE_CONSIDERED = 5 * _MESSAGE_CHARACTERS
# What tokens are made of, plain or encoded.
_TOKEN_CHARACTERS = f"{string.ascii_letters}{string.digits}_-%\\"
_RUN = re.compile(r"[A-Za-z0-9_%\\-]+")
# A word of 32 letters is none: a token without its prefix may be drawn without a digit.
_WORD = re.compile(r"[A-Za-z]{0,31}")
# By its look, however little of it stands before what was pasted into it.
_BEGINS_TOKEN = re.compile(r"oc_|.*[%\\]")
# Controls, format characters, separators of lines (docs/protocol.md), and what this Python does not know.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cn"})
_SPECIAL_PLANES = "\U000e0000"
# An integer of more digits is none that a device reads as a time.
_NO_TIME = 10**18
T = TypeVar("T")


class _Refusal(msgspec.Struct, frozen=True):
    """What a device looks for in a refusal; all of it may be missing."""

    error: str = "unreadable answer"
    code: str = ""
    server_time: Annotated[int, msgspec.Meta(gt=-_NO_TIME, lt=_NO_TIME)] | None = None


_REFUSAL = msgspec.json.Decoder(_Refusal)


def is_too_deep(body: bytes) -> bool:
    """Tell whether objects and arrays stand more than `DEEPEST` deep in each other; a body that is no JSON may be."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += _STEPS[bracket]
        if depth > DEEPEST:
            return True
    return False


def read_body(decoder: msgspec.json.Decoder[T], response: HttpResponse) -> T | None:
    """Decode a body; None for one that is anything else. Whatever a server sends, the device goes on."""
    if is_too_deep(response.body):
        return None
    try:
        return decoder.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def refusal(response: HttpResponse) -> ErrorReply:
    """Read why the server refused; the message is fit for the console, an unreadable body says so."""
    found = read_body(_REFUSAL, response) or _Refusal()
    return ErrorReply(success=False, error=_fit_to_print(found.error), code=found.code, server_time=found.server_time)


def _fit_to_print(message: str) -> str:
    """Make a server's text one short line without secrets: programs read the console, and the text is not ours."""
    if len(message) >= _MESSAGE_CONSIDERED:
        # A run at its end may be a piece of a token, too short to look like one.
        message = message[:_MESSAGE_CONSIDERED].rstrip(_TOKEN_CHARACTERS)
    return fit_for_terminal(_without_tokens(message)[:_MESSAGE_CHARACTERS]) or "no message"


def _without_tokens(text: str) -> str:
    """Cut each run of more than 12 characters of which tokens are made, unless it is a word.

    Of the first one 12 characters stay, of the next ones, which may be pieces of the same token, none.
    """
    begun = False

    def cut(found: re.Match[str]) -> str:
        nonlocal begun
        run, before = found.group(), begun
        is_cut = len(run) > SHOWN_CHARACTERS and (before or _WORD.fullmatch(run) is None)
        begun = before or is_cut or _BEGINS_TOKEN.match(run) is not None
        return run if not is_cut else "…" if before else run[:SHOWN_CHARACTERS] + "…"

    return _RUN.sub(cut, text)


def fit_for_terminal(text: str) -> str:
    """Give a text with "?" in place of what moves a terminal, and of tags, which stand for nothing to read.

    So for "$" too: a server could put a sentence into its message, which a bench would take for the agent's.
    """
    # What Python calls printable is of none of these kinds, but for some of the special planes.
    if text.isprintable() and "$" not in text and max(text, default="") < _SPECIAL_PLANES:
        return text
    return "".join(
        "?" if each == "$" or each >= _SPECIAL_PLANES or category(each) in _HIDDEN else each for each in text
    )


def status_of(outcome: Exchanged) -> int:
    """Give the number that the firmware prints after `HTTP Response:`."""
    return outcome.code if isinstance(outcome, HttpFailure) else outcome.status


def is_skew(reply: ErrorReply) -> bool:
    """Tell whether the clock was the reason."""
    return reply.code == ErrorReason.CLOCK_SKEW.value
