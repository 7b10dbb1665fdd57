"""A MAC belongs to one device: taking it over, replacing the hardware, claiming by hand."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLAIM, REGENERATE, TOKEN


@fact(
    "registration-mac/taken-over",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="TOKEN fix 5: the board registers as a new device",
)
def taken_over(subject: DeviceSubject) -> None:
    """A board that has a device registers as another one with that one's fresh token."""
    before = subject.new_device()
    after = subject.register(subject.pending(), before.identity)
    subject.ask(subject.session_request(after)).accepted(GivenSession)


@assumption("registration-mac/old-token-ends", Severity.CRITICAL, TOKEN)
def old_token_ends(subject: DeviceSubject) -> None:
    """The permanent token of the device that lost its MAC ends."""
    before = subject.new_device()
    subject.register(subject.pending(), before.identity)
    subject.ask(subject.session_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@assumption("registration-mac/old-session-ends", TOKEN)
def old_session_ends(subject: DeviceSubject) -> None:
    """The session of the device that lost its MAC ends."""
    before = subject.open_session(subject.new_device())
    subject.register(subject.pending(), before.device.identity)
    subject.ask(subject.poll_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@assumption("registration-mac/spelling", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="no page prints a form")
def spelling(subject: DeviceSubject) -> None:
    """A MAC registered in lower case is the same one in upper case."""
    obtained, who = subject.pending(), subject.identity()
    request = subject.register_request(obtained.token, who, mac_address=who.mac_text.lower())
    device = subject.registered(subject.ask(request), obtained, who)
    subject.ask(subject.session_request(device)).should_be_accepted(GivenSession)


@assumption("registration-mac/other-spelling-takes-over", Style.ABUSE, TOKEN, source="no page prints a form")
def other_spelling_takes_over(subject: DeviceSubject) -> None:
    """A MAC is taken over in whatever spelling: a board is never two devices."""
    before = subject.new_device()
    bare = before.identity.mac.hex()
    subject.ask(subject.register_request(subject.pending().token, before.identity, mac_address=bare)).accepted(
        GivenToken
    )
    subject.ask(subject.session_request(before)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@fact("registration-mac/same-board-again", Severity.CRITICAL, Style.POSITIVE, TOKEN, REGENERATE, source="TOKEN fix 2")
def same_board_again(subject: DeviceSubject) -> None:
    """A regenerated token registers the same board again."""
    before = subject.new_device()
    after = subject.register(subject.regenerate(before.id), before.identity)
    subject.ask(subject.session_request(after)).accepted(GivenSession)


@fact(
    "registration-mac/replaced-board",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    REGENERATE,
    source="TOKEN fix 4: after a change of hardware regenerate the token",
)
def replaced_board(subject: DeviceSubject) -> None:
    """A regenerated token registers another board in the device's place."""
    subject.register(subject.regenerate(subject.new_device().id))


@assumption("registration-mac/freed", Style.POSITIVE, TOKEN, REGENERATE)
def freed(subject: DeviceSubject) -> None:
    """The board that was replaced may register as another device."""
    before = subject.new_device()
    obtained = subject.regenerate(before.id)
    subject.ask(subject.register_request(obtained.token, subject.identity())).should_be_accepted(GivenToken)
    subject.ask(subject.register_request(subject.pending().token, before.identity)).should_be_accepted(GivenToken)


@assumption("registration-mac/claimed-for-another", TOKEN, CLAIM, source="T27 names the claim by hand, not its effect")
def claimed_for_another(subject: DeviceSubject) -> None:
    """A device that was claimed by hand for one board registers from no other."""
    obtained, chosen = subject.pending(), subject.identity()
    subject.control.claim(obtained.id, chosen.mac, chosen.device_id)
    answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.should_be_refused(ErrorReason.MAC_MISMATCH)


@assumption(
    "registration-mac/claimed",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    CLAIM,
    source="T27 names the claim by hand, not its effect",
)
def claimed(subject: DeviceSubject) -> None:
    """A device that was claimed by hand for a board registers from it."""
    obtained, chosen = subject.pending(), subject.identity()
    subject.control.claim(obtained.id, chosen.mac, chosen.device_id)
    subject.ask(subject.register_request(obtained.token, chosen)).should_be_accepted(GivenToken)


@fact(
    "registration-mac/stranger-takes-nothing",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="TOKEN FAQ: registration tokens are one-time use only",
)
def stranger_takes_nothing(subject: DeviceSubject) -> None:
    """A registration that is refused takes no MAC over."""
    victim = subject.session()
    used = subject.other_device().registration_token
    subject.ask(subject.register_request(used, victim.device.identity)).must_be_refused()
    subject.ask(subject.poll_request(victim)).must_have_status(200)


ITEMS: Final = items_of(globals(), DeviceSubject)
