"""What the dashboard's actions do to tokens and sessions: revoke, regenerate, delete."""

from typing import Final

from oceanhil.conformance.contract.control import DELETE, REGENERATE, REVOKE, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_REVOKE = "TOKEN cause 5"
_NO_PAGE = "no page says what becomes of it"


@item(
    "revoke/permanent-token",
    "a revoked permanent token opens no session, and the refusal says that it was revoked",
    kind=Kind.FACT,
    source=_REVOKE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
    learns=("errors.token_revoked",),
)
def permanent_token(bench: Bench) -> None:
    device = bench.ended(REVOKE).device
    bench.ask(bench.session_request(device)).refused_in_these_words(ErrorReason.TOKEN_REVOKED)


@item(
    "revoke/session",
    "revoking ends the running session at once: the next poll is refused",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
)
def session(bench: Bench) -> None:
    bench.ask(bench.poll_request(bench.ended(REVOKE))).refused_like(ErrorReason.TOKEN_REVOKED)


@item(
    "revoke/report",
    "a revoked device can report nothing more",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
)
def report(bench: Bench) -> None:
    bench.ask(bench.report_request(bench.ended(REVOKE), {"relay1": True})).refused_like(ErrorReason.TOKEN_REVOKED)


@item(
    "revoke/api-read",
    "a revoked permanent token reads no state",
    kind=Kind.FACT,
    source=_REVOKE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
)
def api_read(bench: Bench) -> None:
    headers = {bench.names.token_header: bench.ended(REVOKE).device.permanent_token}
    bench.send("GET", bench.names.state_path, headers=headers).refused(ErrorReason.TOKEN_REVOKED)


@item(
    "revoke/others-stay",
    "revoking one device leaves another one's session alone",
    kind=Kind.FACT,
    source=_REVOKE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
)
def others_stay(bench: Bench) -> None:
    mine = bench.session()
    bench.control.revoke(bench.new_device().id)
    bench.ask(bench.poll_request(mine)).must_have_status(200)


@item(
    "revoke/before-mac",
    "a revoked token from another MAC is refused as revoked: the token is judged first",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(TOKEN, REVOKE),
)
def before_mac(bench: Bench) -> None:
    stranger = bench.identity().mac_text
    answer = bench.ask(bench.session_request(bench.ended(REVOKE).device, mac_address=stranger))
    answer.must_be_refused()
    token, mac = (bench.refusal_of(reason).code for reason in (ErrorReason.TOKEN_REVOKED, ErrorReason.MAC_MISMATCH))
    if answer.told("code") == mac != token:
        raise answer.deviates("the refusal of the token", answer.in_words(), Side.REFUSED)


@item(
    "regenerate/old-permanent-token",
    "regenerating revokes the old permanent token",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    needs=(TOKEN, REGENERATE),
)
def old_permanent_token(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.ended(REGENERATE).device)).should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "regenerate/session",
    "regenerating ends the running session at once",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    needs=(TOKEN, REGENERATE),
)
def regenerate_session(bench: Bench) -> None:
    bench.ask(bench.poll_request(bench.ended(REGENERATE))).should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "regenerate/new-permanent-token",
    "registering again gives another permanent token than before",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REGENERATE),
)
def new_permanent_token(bench: Bench) -> None:
    device = bench.new_device()
    again = bench.register(bench.regenerate(device.id), device.identity)
    if again.permanent_token == device.permanent_token:
        raise bench.last().deviates("another permanent token", "the same one again")


@item(
    "regenerate/old-token-stays-revoked",
    "the old permanent token stays refused when the device has registered again",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE, REGENERATE),
)
def old_token_stays_revoked(bench: Bench) -> None:
    device = bench.new_device()
    bench.control.revoke(device.id)
    bench.register(bench.regenerate(device.id), device.identity)
    bench.ask(bench.session_request(device)).refused_like(ErrorReason.TOKEN_REVOKED)


@item(
    "delete/permanent-token",
    "the permanent token of a deleted device is unknown",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, DELETE),
)
def delete_permanent_token(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.ended(DELETE).device)).refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "delete/session",
    "deleting a device ends its session at once",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(TOKEN, DELETE),
)
def delete_session(bench: Bench) -> None:
    bench.ask(bench.poll_request(bench.ended(DELETE))).refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "delete/starts-afresh",
    "a board that was deleted and added again shows nothing of what it reported before",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN, DELETE),
)
def starts_afresh(bench: Bench) -> None:
    before = bench.open_session(bench.new_device())
    bench.report(before, temperature=47.75)
    bench.control.delete(before.device.id)
    again = bench.open_session(bench.register(bench.pending(), before.device.identity))
    answer = bench.ask(bench.poll_request(again))
    if answer.json().get("temperature") == 47.75:
        raise answer.deviates("the state of a new device", "what the deleted one reported")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    permanent_token,
    session,
    report,
    api_read,
    others_stay,
    before_mac,
    old_permanent_token,
    regenerate_session,
    new_permanent_token,
    old_token_stays_revoked,
    delete_permanent_token,
    delete_session,
    starts_afresh,
)
