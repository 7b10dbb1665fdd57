"""The life of a registration token: fresh, used, expired."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_that_holds, largest_unless_endless
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, TOKEN

_USED = "TOKEN error table, FLASH serial table"
_WINDOW_S = 60
"""How long a registration can be repeated, where it can and nobody can try for how long."""
_DAY_S = 86_400
_TIMES_LONGER = 100


@contradiction("registration-life/used", Severity.CRITICAL, TOKEN, source=_USED, learns=("server.used_token_status",))
def used(subject: DeviceSubject) -> None:
    """A registration token that has registered a device is refused to another one."""
    answer = subject.ask(subject.register_request(subject.device_used_lately().registration_token, subject.identity()))
    answer.must_be_refused()
    subject.reads("used_token_status", answer.status, answer, wanted=Side.REFUSED)


@contradiction("registration-life/used-words", Severity.MINOR, TOKEN, source=_USED, learns=("errors.token_used",))
def used_words(subject: DeviceSubject) -> None:
    """The refusal of a used token has the words of its status."""
    answer = subject.ask(subject.register_request(subject.device_used_lately().registration_token, subject.identity()))
    is_shared = answer.status == subject.profile.errors[ErrorReason.TOKEN_EXPIRED].status
    answer.refused_in_these_words(ErrorReason.TOKEN_EXPIRED if is_shared else ErrorReason.TOKEN_USED)


@contradiction("registration-life/used-again-and-again", Style.ABUSE, TOKEN, source=_USED)
def used_again_and_again(subject: DeviceSubject) -> None:
    """A used token stays used."""
    answers = [
        subject.ask(subject.register_request(subject.device_used_lately().registration_token, subject.identity()))
        for _ in range(3)
    ]
    for answer in answers:
        answer.must_be_refused()
    if len({answer.status for answer in answers}) > 1:
        raise answers[-1].deviates("the same status each time", " ".join(str(answer.status) for answer in answers))


def _window_s(subject: DeviceSubject) -> int:
    """Give for how long a registration can be repeated."""
    return largest_that_holds(lambda age_s: _is_repeated(subject, age_s), _WINDOW_S, _DAY_S)


def _is_repeated(subject: DeviceSubject, age_s: int) -> bool:
    if CLOCK not in subject.needs:
        return age_s <= _WINDOW_S
    with subject.frozen():
        device = subject.new_device()
        subject.advance(age_s)
        return subject.ask(subject.register_request(device.registration_token, device.identity)).status == 200


@assumption("registration-life/lost-reply", TOKEN, learns=("server.idempotent_register_window",))
def lost_reply(subject: DeviceSubject) -> None:
    """A device that lost the answer and asks again is refused: its token is used."""
    device = subject.new_device()
    request = subject.register_request(device.registration_token, device.identity)
    answer = subject.ask(request)
    if answer.status != 200:
        answer.must_be_refused()
        return
    if answer.accepted(GivenToken).permanent_token != device.permanent_token:
        raise answer.violates("a refusal, or the same answer again", "another permanent token")
    window_s = _window_s(subject)
    if window_s == _DAY_S:
        raise answer.violates("an end of the time in which the answer is repeated", "none within a day", Side.REFUSED)
    subject.reads("idempotent_register_window", window_s, answer)


@fact(
    "registration-life/attempt-leaves-owner-alone",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="TOKEN FAQ: registration tokens are one-time use only",
)
def attempt_leaves_owner_alone(subject: DeviceSubject) -> None:
    """Who tries a used token takes nothing from the device that it registered."""
    session = subject.session()
    subject.ask(subject.register_request(session.device.registration_token, subject.identity())).must_be_refused()
    subject.ask(subject.poll_request(session)).must_have_status(200)


@fact("registration-life/before-24-hours", Severity.CRITICAL, Style.BOUNDARY, TOKEN, CLOCK, source="TOKEN cause 1")
def before_24_hours(subject: DeviceSubject) -> None:
    """A token of 23 hours and 59 minutes registers a device."""
    with subject.frozen():
        obtained = subject.pending()
        subject.advance(subject.server.registration_token_ttl_s - 60)
        subject.ask(subject.register_request(obtained.token, subject.identity())).accepted(GivenToken)


@assumption(
    "registration-life/exactly-24-hours",
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source="TOKEN cause 1 gives the lifetime, not its edge",
    learns=("server.registration_token_ttl_s",),
)
def exactly_24_hours(subject: DeviceSubject) -> None:
    """A token of exactly 24 hours still registers a device, and that is the longest."""
    lifetime_s = subject.server.registration_token_ttl_s
    if not _is_accepted(subject, lifetime_s) or _is_accepted(subject, lifetime_s + 1):
        most_s = _TIMES_LONGER * lifetime_s
        found_s = largest_unless_endless(lambda age_s: _is_accepted(subject, age_s), lifetime_s, most_s)
        subject.reads("registration_token_ttl_s", found_s, subject.answer(subject.exchanges()[-1]))


def _is_accepted(subject: DeviceSubject, age_s: int) -> bool:
    """Tell whether this server accepts a token of this age."""
    with subject.frozen():
        obtained = subject.pending()
        subject.advance(age_s)
        answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


@fact(
    "registration-life/after-24-hours",
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source="TOKEN cause 1",
    learns=("errors.token_expired",),
)
def after_24_hours(subject: DeviceSubject) -> None:
    """A token that is a second older than 24 hours is refused in these words."""
    with subject.frozen():
        obtained = subject.pending()
        subject.advance(subject.server.registration_token_ttl_s + 1)
        answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.refused_in_these_words(ErrorReason.TOKEN_EXPIRED)


@assumption("registration-life/used-and-old", Severity.MINOR, TOKEN, CLOCK)
def used_and_old(subject: DeviceSubject) -> None:
    """A used token that is also old is refused as a used one."""
    device = subject.new_device()
    before = subject.ask(subject.register_request(device.registration_token, subject.identity()))
    subject.advance(subject.server.registration_token_ttl_s + 1)
    answer = subject.ask(subject.register_request(device.registration_token, subject.identity()))
    answer.must_be_refused()
    if answer.status != before.status:
        raise answer.deviates(f"{before.status} as before", answer.in_words())


ITEMS: Final = items_of(globals(), DeviceSubject)
