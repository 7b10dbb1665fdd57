"""Registering with a good token."""

from typing import Final

from hil.conform.control import TOKEN
from hil.conform.item import Item, Severity, Style, item
from hil.conform.oceanremote.bench import Bench
from protocol.errors import ErrorReason
from protocol.messages import RegisterReply
from protocol.profile import Kind
from protocol.tokens import TokenKind


@item(
    "registration/accepted",
    "a fresh registration token registers a device and gives it a permanent token",
    kind=Kind.FACT,
    source="FLASH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def accepted(bench: Bench) -> None:
    who = bench.identity()
    answer = bench.ask(bench.register_request(bench.pending().token, who))
    reply = answer.accepted(RegisterReply)
    if not reply.permanent_token:
        raise answer.violates("a permanent token", "an empty one")


@item(
    "registration/unknown-token",
    "a token that was never issued is refused as invalid",
    kind=Kind.FACT,
    source="TOKEN",
    learns=("errors.token_invalid",),
)
def unknown_token(bench: Bench) -> None:
    token = bench.unknown_token(TokenKind.REGISTRATION)
    bench.ask(bench.register_request(token, bench.identity())).refused_in_these_words(ErrorReason.TOKEN_INVALID)


@item(
    "registration/used-token",
    "a registration token that has registered a device is refused",
    kind=Kind.CONTRADICTION,
    source="TOKEN error table, FLASH serial table",
    needs=(TOKEN,),
    learns=("server.used_token_status",),
)
def used_token(bench: Bench) -> None:
    device = bench.device()
    answer = bench.ask(bench.register_request(device.registration_token, device.identity))
    answer.must_be_refused()
    bench.reads("used_token_status", answer.status, answer)


ITEMS: Final[tuple[Item[Bench], ...]] = (accepted, unknown_token, used_token)
