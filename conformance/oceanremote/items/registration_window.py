"""A registration that is repeated because its answer was lost: for whom, for how long, and with what answer.

A server may repeat its answer to the same board for a while. Whoever else has seen the token gets nothing by that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Identity, Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import CLOCK, REVOKE, SETTINGS, TOKEN
from oceanhil.remote.wire.need import Lacking

_ONCE: Final = "TOKEN FAQ: registration tokens are one-time use only"
_SETTING: Final = "idempotent_register_window"
_WINDOW_S: Final = 60
_LATER_S: Final = 86_400
_MANY: Final = 6


@contextmanager
def _window(subject: DeviceSubject) -> Iterator[None]:
    """Let the server repeat its answer to a registration for a minute."""
    if _SETTING not in subject.control.settings():
        raise Lacking(SETTINGS, f"the server has no setting {_SETTING}")
    changes: dict[str, Scalar] = {_SETTING: _WINDOW_S}
    with subject.changed_settings(**changes):
        yield


def _repeat(subject: DeviceSubject, device: Registered) -> Answer:
    """Register again as the same board, which has lost the answer."""
    return subject.ask(subject.register_request(device.registration_token, device.identity))


def _steal(subject: DeviceSubject, device: Registered) -> Answer:
    """Register another board with the token."""
    return subject.ask(subject.register_request(device.registration_token, subject.identity()))


def _must_give_nothing(subject: DeviceSubject, device: Registered, answer: Answer) -> None:
    """Demand that another board is refused, is told no token, and takes nothing from the owner."""
    answer.must_be_refused()
    if device.permanent_token in f"{answer.text}{dict(answer.headers)}":
        raise answer.violates("a refusal without the permanent token", "the whole token in it", Side.REFUSED)
    subject.ask(subject.session_request(device)).accepted(GivenSession)


def _must_be_repeated(answer: Answer) -> GivenToken:
    """Give the repeated answer; where none is, nothing can be said about it, and the item about the setting does."""
    if answer.status != 200:
        answer.must_be_refused()
        raise Lacking(SETTINGS, f"the server repeats no answer although {_SETTING} is {_WINDOW_S}")
    return answer.accepted(GivenToken)


@fact("registration-window/other-board-at-once", Severity.CRITICAL, Style.ABUSE, TOKEN, source=_ONCE)
def other_board_at_once(subject: DeviceSubject) -> None:
    """Another board that uses a token just after it has registered a device is refused and gets nothing."""
    device = subject.new_device()
    _must_give_nothing(subject, device, _steal(subject, device))


@fact("registration-window/other-board", Severity.CRITICAL, Style.ABUSE, TOKEN, SETTINGS, source=_ONCE)
def other_board(subject: DeviceSubject) -> None:
    """While the server repeats its answer to a board, another board with the same token is refused and gets nothing."""
    with _window(subject):
        device = subject.new_device()
        _must_give_nothing(subject, device, _steal(subject, device))


@fact("registration-window/other-board-after-repetition", Severity.CRITICAL, Style.ABUSE, TOKEN, SETTINGS, source=_ONCE)
def other_board_after_repetition(subject: DeviceSubject) -> None:
    """After a board was given its answer again, another board with the same token is refused and gets nothing."""
    with _window(subject):
        device = subject.new_device()
        _must_be_repeated(_repeat(subject, device))
        _must_give_nothing(subject, device, _steal(subject, device))


def _steal_as(subject: DeviceSubject, device: Registered) -> Answer:
    """Register another board with the token, which says that it has the same device ID."""
    request = subject.register_request(
        device.registration_token, subject.identity(), device_id=device.identity.device_id
    )
    return subject.ask(request)


@fact("registration-window/same-id-at-once", Severity.CRITICAL, Style.ABUSE, TOKEN, source=_ONCE)
def same_id_at_once(subject: DeviceSubject) -> None:
    """Another board that names the device ID of the one which a token has just registered is refused all the same."""
    device = subject.new_device()
    _must_give_nothing(subject, device, _steal_as(subject, device))


@fact("registration-window/same-id", Severity.CRITICAL, Style.ABUSE, TOKEN, SETTINGS, source=_ONCE)
def same_id(subject: DeviceSubject) -> None:
    """While the server repeats its answer to a board, another MAC with its device ID is refused and gets nothing."""
    with _window(subject):
        device = subject.new_device()
        _must_give_nothing(subject, device, _steal_as(subject, device))


def _other_words(what: str, title: str, change: Callable[[Identity], Mapping[str, object]]) -> Item[DeviceSubject]:
    """Make an item about the same board that says something else than its MAC in another way the second time."""

    @assumption(
        f"registration-window/{what}",
        Style.POSITIVE,
        TOKEN,
        SETTINGS,
        source="no page; it is the MAC that tells a board",
        title=title,
    )
    def other_words(subject: DeviceSubject) -> None:
        with _window(subject):
            device = subject.new_device()
            _must_be_repeated(_repeat(subject, device))
            request = subject.register_request(
                device.registration_token, device.identity, headers=None, **change(device.identity)
            )
            answer = subject.ask(request)
        if answer.should_be_accepted(GivenToken).permanent_token != device.permanent_token:
            raise answer.violates("the permanent token of the first answer", "another one")

    return other_words


other_id = _other_words(
    "other-id",
    "a board that names another device ID when it asks again is given the same answer",
    lambda who: {"device_id": f"{who.device_id}-B"},
)
other_address = _other_words(
    "other-address",
    "a board that has another IP address when it asks again is given the same answer",
    lambda _: {"ip": "10.20.30.40"},
)
other_spelling = _other_words(
    "other-spelling",
    "a board that spells its MAC otherwise when it asks again is given the same answer",
    lambda who: {"mac_address": who.mac.hex()},
)


@assumption(
    "registration-window/same-token",
    Severity.CRITICAL,
    TOKEN,
    SETTINGS,
    source="no page; a board that got both answers has one token stored",
)
def same_token(subject: DeviceSubject) -> None:
    """A board that is given its answer again gets the permanent token of the first one, however often it asks."""
    with _window(subject):
        device = subject.new_device()
        for _ in range(2):
            answer = _repeat(subject, device)
            if _must_be_repeated(answer).permanent_token != device.permanent_token:
                raise answer.violates("the permanent token of the first answer", "another one")


@assumption(
    "registration-window/first-answer-stays-good",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    SETTINGS,
    source="no page; permanent tokens live until they are revoked",
)
def first_answer_stays_good(subject: DeviceSubject) -> None:
    """The permanent token of the first answer opens sessions, also after the answer was given again."""
    with _window(subject):
        device = subject.new_device()
        _must_be_repeated(_repeat(subject, device))
        subject.ask(subject.session_request(device)).accepted(GivenSession)


@assumption(
    "registration-window/ends",
    Severity.CRITICAL,
    Style.BOUNDARY,
    TOKEN,
    SETTINGS,
    CLOCK,
    source="no page; a window without end is a token without end",
)
def ends(subject: DeviceSubject) -> None:
    """The window in which an answer is given again ends after the time that was put, counted from the first answer."""
    with _window(subject), subject.frozen():
        device = subject.new_device()
        subject.advance(_WINDOW_S - 1)
        _must_be_repeated(_repeat(subject, device))
        subject.advance(2)
        _repeat(subject, device).must_be_refused()
        subject.advance(_LATER_S)
        _repeat(subject, device).must_be_refused()


@assumption(
    "registration-window/closed", TOKEN, SETTINGS, source="no page; a setting that is put back is in force no longer"
)
def closed(subject: DeviceSubject) -> None:
    """When the window is put back, a token that was used in it is refused to its own board as well."""
    with _window(subject):
        device = subject.new_device()
        _must_be_repeated(_repeat(subject, device))
    with subject.changed_settings(**{_SETTING: 0}):
        _repeat(subject, device).must_be_refused()


@fact(
    "registration-window/revoked",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    SETTINGS,
    REVOKE,
    source="TOKEN error table: Token revoked",
)
def revoked(subject: DeviceSubject) -> None:
    """A board whose device was revoked gets no answer again."""
    with _window(subject):
        device = subject.new_device()
        subject.control.revoke(device.id)
        _repeat(subject, device).must_be_refused()


@fact("registration-window/race", Severity.CRITICAL, Style.RACE, TOKEN, SETTINGS, source=_ONCE)
def race(subject: DeviceSubject) -> None:
    """Of boards that register at once with one token exactly one succeeds, also where answers are given again."""
    with _window(subject):
        obtained = subject.pending()
        requests = [subject.register_request(obtained.token, subject.identity()) for _ in range(_racers(subject))]
        answers = subject.race(requests)
    won = [answer for answer in answers if answer.status == 200]
    for answer in answers:
        if answer not in won:
            answer.must_be_refused()
    if len(won) != 1:
        raise (won or answers)[-1].violates("exactly one registration", f"{len(won)} of {len(answers)}")


@fact("registration-window/one-board-at-once", Severity.CRITICAL, Style.RACE, TOKEN, SETTINGS, source=_ONCE)
def one_board_at_once(subject: DeviceSubject) -> None:
    """A board that sends its registration several times at once gets one permanent token, also where it is given again."""  # noqa: E501 - the title is one line
    with _window(subject):
        request = subject.register_request(subject.pending().token, subject.identity())
        answers = subject.race([request] * _racers(subject))
    given = _tokens(answers)
    if len(given) != 1:
        raise answers[-1].violates("one permanent token", f"{len(given)}")


def _tokens(answers: Sequence[Answer]) -> set[str]:
    given: set[str] = set()
    for answer in answers:
        if answer.status == 200:
            given.add(answer.accepted(GivenToken).permanent_token)
        else:
            answer.must_be_refused()
    return given


def _racers(subject: DeviceSubject) -> int:
    return subject.at_most(_MANY, subject.post(subject.names.register_path, {}))


ITEMS: Final = items_of(globals(), DeviceSubject)
