"""The life of a registration token: fresh, used, expired."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_USED = "TOKEN error table, FLASH serial table"
_WINDOW_S = 60
"""How long a registration can be repeated, where it can and nobody can try for how long."""
_DAY_S = 86_400
_TIMES_LONGER = 100


@item(
    "registration-life/used",
    "a registration token that has registered a device is refused to another one",
    kind=Kind.CONTRADICTION,
    source=_USED,
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
    learns=("server.used_token_status",),
)
def used(bench: Bench) -> None:
    answer = bench.ask(bench.register_request(bench.device().registration_token, bench.identity()))
    answer.must_be_refused()
    bench.reads("used_token_status", answer.status, answer, wanted=Side.REFUSED)


@item(
    "registration-life/used-words",
    "the refusal of a used token has the words of its status",
    kind=Kind.CONTRADICTION,
    source=_USED,
    severity=Severity.MINOR,
    needs=(TOKEN,),
    learns=("errors.token_used",),
)
def used_words(bench: Bench) -> None:
    answer = bench.ask(bench.register_request(bench.device().registration_token, bench.identity()))
    is_shared = answer.status == bench.profile.errors[ErrorReason.TOKEN_EXPIRED].status
    answer.refused_in_these_words(ErrorReason.TOKEN_EXPIRED if is_shared else ErrorReason.TOKEN_USED)


@item(
    "registration-life/lost-reply",
    "a device that lost the answer and asks again is refused: its token is used",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
    learns=("server.idempotent_register_window",),
)
def lost_reply(bench: Bench) -> None:
    device = bench.new_device()
    request = bench.register_request(device.registration_token, device.identity)
    answer = bench.ask(request)
    if answer.status != 200:
        answer.must_be_refused()
        return
    if answer.accepted(GivenToken).permanent_token != device.permanent_token:
        raise answer.violates("a refusal, or the same answer again", "another permanent token")
    window_s = _window_s(bench)
    if window_s == _DAY_S:
        raise answer.violates("an end of the time in which the answer is repeated", "none within a day", Side.REFUSED)
    bench.reads("idempotent_register_window", window_s, answer)


def _window_s(bench: Bench) -> int:
    """Give for how long a registration can be repeated."""
    return largest_that_holds(lambda age_s: _is_repeated(bench, age_s), _WINDOW_S, _DAY_S)


def _is_repeated(bench: Bench, age_s: int) -> bool:
    if CLOCK not in bench.needs:
        return age_s <= _WINDOW_S
    with bench.frozen():
        device = bench.new_device()
        bench.advance(age_s)
        return bench.ask(bench.register_request(device.registration_token, device.identity)).status == 200


@item(
    "registration-life/used-again-and-again",
    "a used token stays used",
    kind=Kind.CONTRADICTION,
    source=_USED,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def used_again_and_again(bench: Bench) -> None:
    answers = [bench.ask(bench.register_request(bench.device().registration_token, bench.identity())) for _ in range(3)]
    for answer in answers:
        answer.must_be_refused()
    if len({answer.status for answer in answers}) > 1:
        raise answers[-1].deviates("the same status each time", " ".join(str(answer.status) for answer in answers))


@item(
    "registration-life/attempt-leaves-owner-alone",
    "who tries a used token takes nothing from the device that it registered",
    kind=Kind.FACT,
    source="TOKEN FAQ: registration tokens are one-time use only",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def attempt_leaves_owner_alone(bench: Bench) -> None:
    session = bench.session()
    bench.ask(bench.register_request(session.device.registration_token, bench.identity())).must_be_refused()
    bench.ask(bench.poll_request(session)).must_have_status(200)


@item(
    "registration-life/before-24-hours",
    "a token of 23 hours and 59 minutes registers a device",
    kind=Kind.FACT,
    source="TOKEN cause 1",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
)
def before_24_hours(bench: Bench) -> None:
    with bench.frozen():
        obtained = bench.pending()
        bench.advance(bench.server.registration_token_ttl_s - 60)
        bench.ask(bench.register_request(obtained.token, bench.identity())).accepted(GivenToken)


@item(
    "registration-life/exactly-24-hours",
    "a token of exactly 24 hours still registers a device, and that is the longest",
    kind=Kind.ASSUMPTION,
    source="TOKEN cause 1 gives the lifetime, not its edge",
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
    learns=("server.registration_token_ttl_s",),
)
def exactly_24_hours(bench: Bench) -> None:
    lifetime_s = bench.server.registration_token_ttl_s
    if not _is_accepted(bench, lifetime_s) or _is_accepted(bench, lifetime_s + 1):
        found_s = largest_that_holds(lambda age_s: _is_accepted(bench, age_s), lifetime_s, _TIMES_LONGER * lifetime_s)
        bench.reads("registration_token_ttl_s", found_s, bench.answer(bench.exchanges()[-1]))


def _is_accepted(bench: Bench, age_s: int) -> bool:
    """Tell whether this server accepts a token of this age."""
    with bench.frozen():
        obtained = bench.pending()
        bench.advance(age_s)
        answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


@item(
    "registration-life/after-24-hours",
    "a token that is a second older than 24 hours is refused in these words",
    kind=Kind.FACT,
    source="TOKEN cause 1",
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
    learns=("errors.token_expired",),
)
def after_24_hours(bench: Bench) -> None:
    with bench.frozen():
        obtained = bench.pending()
        bench.advance(bench.server.registration_token_ttl_s + 1)
        answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    answer.refused_in_these_words(ErrorReason.TOKEN_EXPIRED)


@item(
    "registration-life/used-and-old",
    "a used token that is also old is refused as a used one",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(TOKEN, CLOCK),
)
def used_and_old(bench: Bench) -> None:
    device = bench.new_device()
    before = bench.ask(bench.register_request(device.registration_token, bench.identity()))
    bench.advance(bench.server.registration_token_ttl_s + 1)
    answer = bench.ask(bench.register_request(device.registration_token, bench.identity()))
    answer.must_be_refused()
    if answer.status != before.status:
        raise answer.deviates(f"{before.status} as before", answer.in_words())


ITEMS: Final[tuple[Item[Bench], ...]] = (
    used,
    used_words,
    used_again_and_again,
    lost_reply,
    attempt_leaves_owner_alone,
    before_24_hours,
    exactly_24_hours,
    after_24_hours,
    used_and_old,
)
