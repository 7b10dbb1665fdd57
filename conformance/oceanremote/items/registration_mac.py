"""A MAC belongs to one device: taking it over, replacing the hardware, claiming by hand."""

from typing import Final

from oceanhil.conformance.contract.control import CLAIM, REGENERATE, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_NO_PAGE = "no page"


@item(
    "registration-mac/taken-over",
    "a board that has a device registers as another one with that one's fresh token",
    kind=Kind.FACT,
    source="TOKEN fix 5: the board registers as a new device",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def taken_over(bench: Bench) -> None:
    before = bench.new_device()
    after = bench.register(bench.pending(), before.identity)
    bench.ask(bench.session_request(after)).accepted(GivenSession)


@item(
    "registration-mac/old-token-ends",
    "the permanent token of the device that lost its MAC ends",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def old_token_ends(bench: Bench) -> None:
    before = bench.new_device()
    bench.register(bench.pending(), before.identity)
    bench.ask(bench.session_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "registration-mac/old-session-ends",
    "the session of the device that lost its MAC ends",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    needs=(TOKEN,),
)
def old_session_ends(bench: Bench) -> None:
    before = bench.open_session(bench.new_device())
    bench.register(bench.pending(), before.device.identity)
    bench.ask(bench.poll_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "registration-mac/spelling",
    "a MAC registered in lower case is the same one in upper case",
    kind=Kind.ASSUMPTION,
    source="no page prints a form",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def spelling(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    request = bench.register_request(obtained.token, who, mac_address=who.mac_text.lower())
    device = bench.registered(bench.ask(request), obtained, who)
    bench.ask(bench.session_request(device)).should_be_accepted(GivenSession)


@item(
    "registration-mac/other-spelling-takes-over",
    "a MAC is taken over in whatever spelling: a board is never two devices",
    kind=Kind.ASSUMPTION,
    source="no page prints a form",
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def other_spelling_takes_over(bench: Bench) -> None:
    before = bench.new_device()
    bare = before.identity.mac.hex()
    bench.ask(bench.register_request(bench.pending().token, before.identity, mac_address=bare)).accepted(GivenToken)
    bench.ask(bench.session_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "registration-mac/same-board-again",
    "a regenerated token registers the same board again",
    kind=Kind.FACT,
    source="TOKEN fix 2",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, REGENERATE),
)
def same_board_again(bench: Bench) -> None:
    before = bench.new_device()
    after = bench.register(bench.regenerate(before.id), before.identity)
    bench.ask(bench.session_request(after)).accepted(GivenSession)


@item(
    "registration-mac/replaced-board",
    "a regenerated token registers another board in the device's place",
    kind=Kind.FACT,
    source="TOKEN fix 4: after a change of hardware regenerate the token",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, REGENERATE),
)
def replaced_board(bench: Bench) -> None:
    bench.register(bench.regenerate(bench.new_device().id))


@item(
    "registration-mac/freed",
    "the board that was replaced may register as another device",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    style=Style.POSITIVE,
    needs=(TOKEN, REGENERATE),
)
def freed(bench: Bench) -> None:
    before = bench.new_device()
    obtained = bench.regenerate(before.id)
    bench.ask(bench.register_request(obtained.token, bench.identity())).should_be_accepted(GivenToken)
    bench.ask(bench.register_request(bench.pending().token, before.identity)).should_be_accepted(GivenToken)


@item(
    "registration-mac/claimed-for-another",
    "a device that was claimed by hand for one board registers from no other",
    kind=Kind.ASSUMPTION,
    source="T27 names the claim by hand, not its effect",
    needs=(TOKEN, CLAIM),
)
def claimed_for_another(bench: Bench) -> None:
    obtained, chosen = bench.pending(), bench.identity()
    bench.control.claim(obtained.id, chosen.mac, chosen.device_id)
    answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    answer.should_be_refused(ErrorReason.MAC_MISMATCH)


@item(
    "registration-mac/claimed",
    "a device that was claimed by hand for a board registers from it",
    kind=Kind.ASSUMPTION,
    source="T27 names the claim by hand, not its effect",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, CLAIM),
)
def claimed(bench: Bench) -> None:
    obtained, chosen = bench.pending(), bench.identity()
    bench.control.claim(obtained.id, chosen.mac, chosen.device_id)
    bench.ask(bench.register_request(obtained.token, chosen)).should_be_accepted(GivenToken)


@item(
    "registration-mac/stranger-takes-nothing",
    "a registration that is refused takes no MAC over",
    kind=Kind.FACT,
    source="TOKEN FAQ: registration tokens are one-time use only",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def stranger_takes_nothing(bench: Bench) -> None:
    victim = bench.session()
    used = bench.other_device().registration_token
    bench.ask(bench.register_request(used, victim.device.identity)).must_be_refused()
    bench.ask(bench.poll_request(victim)).must_have_status(200)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    taken_over,
    old_token_ends,
    old_session_ends,
    spelling,
    other_spelling_takes_over,
    same_board_again,
    replaced_board,
    freed,
    claimed_for_another,
    claimed,
    stranger_takes_nothing,
)
