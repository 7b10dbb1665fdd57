"""What the dashboard's actions do to tokens and sessions: revoke, regenerate, delete."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.attempts import must_be_apart
from oceanhil.conformance.oceanremote.devices import Session
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import DELETE, REGENERATE, REVOKE, TOKEN

_REVOKE = "TOKEN cause 5"
_NO_PAGE = "no page says what becomes of it"


@fact("revoke/permanent-token", Severity.CRITICAL, TOKEN, REVOKE, source=_REVOKE, learns=("errors.token_revoked",))
def permanent_token(subject: DeviceSubject) -> None:
    """A revoked permanent token opens no session, and the refusal says that it was revoked."""
    subject.ask_as_ended(REVOKE).refused_in_these_words(ErrorReason.TOKEN_REVOKED)


@assumption("revoke/session", Severity.CRITICAL, TOKEN, REVOKE, source=_NO_PAGE)
def session(subject: DeviceSubject) -> None:
    """Revoking ends the running session at once: the next poll is refused."""
    subject.ask(subject.poll_request(subject.ended(REVOKE))).refused_like(ErrorReason.TOKEN_REVOKED)


@assumption("revoke/report", Severity.CRITICAL, TOKEN, REVOKE, source=_NO_PAGE)
def report(subject: DeviceSubject) -> None:
    """A revoked device can report nothing more."""
    subject.ask(subject.report_request(subject.ended(REVOKE), {"relay1": True})).refused_like(ErrorReason.TOKEN_REVOKED)


@fact("revoke/api-read", Severity.CRITICAL, TOKEN, REVOKE, source=_REVOKE)
def api_read(subject: DeviceSubject) -> None:
    """A revoked permanent token reads no state."""
    subject.read_with(subject.ended(REVOKE).device.permanent_token).refused(ErrorReason.TOKEN_REVOKED)


@assumption("revoke/query-read", Severity.CRITICAL, TOKEN, REVOKE, source=_NO_PAGE)
def query_read(subject: DeviceSubject) -> None:
    """A revoked permanent token reads no state in the query either, where it had read it before."""
    subject.read_state(subject.ended(REVOKE).device)[1].must_be_refused()


@fact("revoke/body-is-read", Severity.CRITICAL, Style.POSITIVE, TOKEN, REVOKE, source="RFC 9112, 9.3")
def revoked_body_is_read(subject: DeviceSubject) -> None:
    """The report of a revoked device has its body read, or ends the connection: another request may come behind it."""
    report = subject.report_request(subject.ended(REVOKE), {"temperature": 21.5})
    must_be_apart(subject, report, subject.poll_request(subject.session()))


@fact("revoke/others-stay", Severity.CRITICAL, TOKEN, REVOKE, source=_REVOKE)
def others_stay(subject: DeviceSubject) -> None:
    """Revoking one device leaves another one's session alone."""
    mine = subject.session()
    subject.control.revoke(subject.new_device().id)
    subject.ask(subject.poll_request(mine)).must_have_status(200)


@assumption("revoke/before-mac", Severity.MINOR, TOKEN, REVOKE)
def before_mac(subject: DeviceSubject) -> None:
    """A revoked token from another MAC is refused as revoked: the token is judged first."""
    answer = subject.ask_as_ended(REVOKE, mac_text=subject.identity().mac_text)
    answer.must_be_refused()
    token, mac = (subject.refusal_of(reason).code for reason in (ErrorReason.TOKEN_REVOKED, ErrorReason.MAC_MISMATCH))
    if answer.told("code") == mac != token:
        raise answer.deviates("the refusal of the token", answer.in_words(), Side.REFUSED)


@assumption("regenerate/old-permanent-token", TOKEN, REGENERATE, source=_NO_PAGE)
def old_permanent_token(subject: DeviceSubject) -> None:
    """Regenerating revokes the old permanent token."""
    subject.ask_as_ended(REGENERATE).should_be_refused(ErrorReason.TOKEN_REVOKED)


@assumption("regenerate/session", TOKEN, REGENERATE, source=_NO_PAGE)
def regenerate_session(subject: DeviceSubject) -> None:
    """Regenerating ends the running session at once."""
    subject.ask(subject.poll_request(subject.ended(REGENERATE))).should_be_refused(ErrorReason.TOKEN_REVOKED)


@assumption("regenerate/read", Severity.CRITICAL, TOKEN, REGENERATE, source=_NO_PAGE)
def regenerate_read(subject: DeviceSubject) -> None:
    """The old permanent token reads no state any more, where it had read it before."""
    in_header, in_query = subject.read_state(subject.ended(REGENERATE).device)
    in_header.should_be_refused(ErrorReason.TOKEN_REVOKED)
    in_query.should_be_refused_somehow()


@assumption("regenerate/report", Severity.CRITICAL, TOKEN, REGENERATE, source=_NO_PAGE)
def regenerate_report(subject: DeviceSubject) -> None:
    """A device whose token was regenerated reports nothing more in its old session."""
    request = subject.report_request(subject.ended(REGENERATE), {"relay1": True})
    subject.ask(request).should_be_refused(ErrorReason.TOKEN_REVOKED)


@fact(
    "regenerate/used-token-stays-revoked",
    Severity.CRITICAL,
    TOKEN,
    REGENERATE,
    source="TOKEN FAQ: regenerate a token that was stolen; its table of storage: that clears a permanent token",
)
def used_token_stays_revoked(subject: DeviceSubject) -> None:
    """What the board was known by before it registered again is refused: its old token, its old session."""
    old = subject.well_used()
    again = subject.register(subject.regenerate(old.device.id), old.device.identity)
    subject.open_session(again)
    if again.permanent_token == old.device.permanent_token:
        raise subject.answer(again.exchange).deviates("another permanent token", "the same one again")
    _must_be_good_for_nothing(subject, old)


@assumption("regenerate/new-permanent-token", Severity.CRITICAL, TOKEN, REGENERATE, source=_NO_PAGE)
def new_permanent_token(subject: DeviceSubject) -> None:
    """Registering again gives another permanent token than before."""
    device = subject.new_device()
    again = subject.register(subject.regenerate(device.id), device.identity)
    if again.permanent_token == device.permanent_token:
        raise subject.last().deviates("another permanent token", "the same one again")


@assumption("regenerate/old-token-stays-revoked", Severity.CRITICAL, TOKEN, REVOKE, REGENERATE, source=_NO_PAGE)
def old_token_stays_revoked(subject: DeviceSubject) -> None:
    """The old permanent token stays refused when the device has registered again."""
    device = subject.new_device()
    subject.control.revoke(device.id)
    subject.register(subject.regenerate(device.id), device.identity)
    subject.ask(subject.session_request(device)).refused_like(ErrorReason.TOKEN_REVOKED)


@assumption("delete/permanent-token", Severity.CRITICAL, TOKEN, DELETE, source=_NO_PAGE)
def delete_permanent_token(subject: DeviceSubject) -> None:
    """The permanent token of a deleted device is unknown."""
    subject.ask_as_ended(DELETE).refused_like(ErrorReason.TOKEN_INVALID)


@assumption("delete/session", Severity.CRITICAL, TOKEN, DELETE, source=_NO_PAGE)
def delete_session(subject: DeviceSubject) -> None:
    """Deleting a device ends its session at once."""
    subject.ask(subject.poll_request(subject.ended(DELETE))).refused_like(ErrorReason.TOKEN_INVALID)


@assumption("delete/read", Severity.CRITICAL, TOKEN, DELETE, source=_NO_PAGE)
def delete_read(subject: DeviceSubject) -> None:
    """The permanent token of a deleted device reads no state, where it had read it before."""
    in_header, in_query = subject.read_state(subject.ended(DELETE).device)
    in_header.refused_like(ErrorReason.TOKEN_INVALID)
    in_query.must_be_refused()


@assumption("delete/report", Severity.CRITICAL, TOKEN, DELETE, source=_NO_PAGE)
def delete_report(subject: DeviceSubject) -> None:
    """A device that was deleted reports nothing more."""
    request = subject.report_request(subject.ended(DELETE), {"relay1": True})
    subject.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@assumption("delete/revoked-token", Severity.CRITICAL, TOKEN, REVOKE, DELETE, source=_NO_PAGE)
def revoked_token(subject: DeviceSubject) -> None:
    """The permanent token of a device that was revoked and then deleted opens no session."""
    device = subject.new_device()
    subject.control.revoke(device.id)
    subject.control.delete(device.id)
    subject.ask(subject.session_request(device)).refused_like(ErrorReason.TOKEN_INVALID)


@assumption("delete/stays-unknown", Severity.CRITICAL, TOKEN, DELETE, source=_NO_PAGE)
def stays_unknown(subject: DeviceSubject) -> None:
    """What a deleted device had is good for nothing when its board has registered as a new device: token, session."""
    old = subject.well_used()
    subject.control.delete(old.device.id)
    subject.open_session(subject.register(subject.pending(), old.device.identity))
    _must_be_good_for_nothing(subject, old)


def _must_be_good_for_nothing(subject: DeviceSubject, old: Session) -> None:
    """Demand that token and session of `old` open nothing, read nothing and are no poll."""
    subject.ask(subject.session_request(old.device)).must_be_refused()
    subject.read_with(old.device.permanent_token).must_be_refused()
    subject.ask(subject.poll_request(old)).must_be_refused()


@assumption("delete/starts-afresh", TOKEN, DELETE)
def starts_afresh(subject: DeviceSubject) -> None:
    """A board that was deleted and added again shows nothing of what it reported before."""
    before = subject.open_session(subject.new_device())
    subject.report(before, temperature=47.75)
    subject.control.delete(before.device.id)
    again = subject.open_session(subject.register(subject.pending(), before.device.identity))
    answer = subject.ask(subject.poll_request(again))
    if answer.json().get("temperature") == 47.75:
        raise answer.deviates("the state of a new device", "what the deleted one reported")


ITEMS: Final = items_of(globals(), DeviceSubject)
