"""A MAC belongs to one device: taking it over, replacing the hardware, claiming by hand."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Identity
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLAIM, DELETE, REGENERATE, REVOKE, TOKEN, Obtained


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
    obtained, _ = subject.claimed()
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
    obtained, chosen = subject.claimed()
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


_CLAIM: Final = "T27 names the claim by hand, not its effect"


def _from(subject: DeviceSubject, obtained: Obtained, who: Identity) -> Answer:
    return subject.ask(subject.register_request(obtained.token, who))


@assumption(
    "registration-mac/regenerate-ends-claim",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    CLAIM,
    REGENERATE,
    source="TOKEN fix 4: after a change of hardware regenerate the token; no page speaks of claims there",
)
def regenerate_ends_claim(subject: DeviceSubject) -> None:
    """A regenerated token registers another board than the one for which the device was claimed by hand before."""
    obtained, _ = subject.claimed()
    _from(subject, subject.regenerate(obtained.id), subject.identity()).accepted(GivenToken)


@assumption("registration-mac/claim-moved", TOKEN, CLAIM, source=_CLAIM)
def claim_moved(subject: DeviceSubject) -> None:
    """A device that is claimed for a second board registers from that one, and no more from the first."""
    obtained, first = subject.claimed()
    second = subject.identity()
    subject.control.claim(obtained.id, second.mac, second.device_id)
    _from(subject, obtained, first).should_be_refused(ErrorReason.MAC_MISMATCH)
    _from(subject, obtained, second).should_be_accepted(GivenToken)


@assumption("registration-mac/claimed-twice", TOKEN, CLAIM, source=_CLAIM)
def claimed_twice(subject: DeviceSubject) -> None:
    """Of two devices that are claimed for one board the later one registers it, and the earlier one's token ends."""
    earlier, chosen = subject.claimed()
    later = subject.pending()
    subject.control.claim(later.id, chosen.mac, chosen.device_id)
    device = subject.registered(_from(subject, later, chosen), later, chosen)
    _from(subject, earlier, chosen).should_be_refused(ErrorReason.TOKEN_REVOKED)
    subject.ask(subject.session_request(device)).should_be_accepted(GivenSession)


@assumption("registration-mac/claim-lost", TOKEN, CLAIM, source=_CLAIM)
def claim_lost(subject: DeviceSubject) -> None:
    """When the board for which a device was claimed registers as another device, the claimed one's token ends."""
    waiting, chosen = subject.claimed()
    other = subject.pending()
    device = subject.registered(_from(subject, other, chosen), other, chosen)
    _from(subject, waiting, chosen).should_be_refused(ErrorReason.TOKEN_REVOKED)
    subject.ask(subject.session_request(device)).should_be_accepted(GivenSession)


@fact(
    "registration-mac/claimed-and-revoked",
    Severity.CRITICAL,
    TOKEN,
    CLAIM,
    REVOKE,
    source="TOKEN error table: Token revoked",
)
def claimed_and_revoked(subject: DeviceSubject) -> None:
    """A device that was claimed for a board and then revoked does not register, from that board either."""
    obtained, chosen = subject.claimed()
    subject.control.revoke(obtained.id)
    _from(subject, obtained, chosen).refused(ErrorReason.TOKEN_REVOKED)


@assumption("registration-mac/claimed-and-deleted", Severity.CRITICAL, TOKEN, CLAIM, DELETE, source=_CLAIM)
def claimed_and_deleted(subject: DeviceSubject) -> None:
    """A device that was claimed for a board and then deleted does not register, and the board may be another device."""
    obtained, chosen = subject.claimed()
    subject.control.delete(obtained.id)
    _from(subject, obtained, chosen).refused_like(ErrorReason.TOKEN_INVALID)
    _from(subject, subject.pending(), chosen).accepted(GivenToken)


@assumption(
    "registration-mac/there-and-back",
    Severity.CRITICAL,
    TOKEN,
    REGENERATE,
    source="TOKEN fixes 2 and 5; no page says what becomes of the other device",
)
def there_and_back(subject: DeviceSubject) -> None:
    """A board that goes to another device and back again is the first one's: no token from before opens a session."""
    first = subject.new_device()
    second = subject.register(subject.pending(), first.identity)
    again = subject.register(subject.regenerate(first.id), first.identity)
    subject.ask(subject.session_request(again)).accepted(GivenSession)
    for ended in (first, second):
        subject.ask(subject.session_request(ended)).should_be_refused(ErrorReason.TOKEN_REVOKED)


def _must_end_used_or_not(subject: DeviceSubject, answer: Answer) -> None:
    """Demand a refusal of who lost its MAC; accepted where one that had used no token is refused is a Violation.

    That the tokens end is this project's reading; that they end for some only is none that anybody can mean.
    """
    if 200 <= answer.status < 300 and subject.lost_mac().refuses_unused:
        raise answer.violates(
            "a refusal, as that of a device which had not used its token when it lost its MAC",
            answer.in_words(),
            Side.REFUSED,
        )
    answer.should_be_refused_somehow()


@assumption("registration-mac/used-token-ends", Severity.CRITICAL, TOKEN)
def used_token_ends(subject: DeviceSubject) -> None:
    """A token with which a device had sessions, polls and reads opens no session when that device has lost its MAC."""
    lost = subject.lost_mac().session
    _must_end_used_or_not(subject, subject.ask(subject.session_request(lost.device)))


@assumption("registration-mac/used-session-ends", Severity.CRITICAL, TOKEN)
def used_session_ends(subject: DeviceSubject) -> None:
    """A session in which a device had polled is no good when that device has lost its MAC."""
    _must_end_used_or_not(subject, subject.ask(subject.poll_request(subject.lost_mac().session)))


@assumption("registration-mac/used-session-reports-nothing", Severity.CRITICAL, TOKEN)
def used_session_reports_nothing(subject: DeviceSubject) -> None:
    """A session in which a device had polled takes no report when that device has lost its MAC."""
    lost = subject.lost_mac().session
    _must_end_used_or_not(subject, subject.ask(subject.report_request(lost, {"relay1": True})))


@assumption("registration-mac/used-token-reads-nothing", Severity.CRITICAL, TOKEN)
def used_token_reads_nothing(subject: DeviceSubject) -> None:
    """A token with which somebody had read the state reads nothing when its device has lost its MAC."""
    for answer in subject.read_state(subject.lost_mac().session.device):
        _must_end_used_or_not(subject, answer)


ITEMS: Final = items_of(globals(), DeviceSubject)
