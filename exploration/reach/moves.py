"""What can happen next in a situation, by the tables of the program's life and of the server's lives together.

Who makes a move: the device and its server *themselves*, as they are meant to; *time*; a *person*, in the dashboard or
with the board in his hand; *trouble*: power cuts, lost answers, refusals without a reason, damage. A law about what
comes by itself looks at the first kind only (`oceanhil.exploration.reach.laws`).

What differs from one layout of the record to the other: what a power cut or a failed save leaves. Two copies keep the
older one; one copy may read as damaged, or as empty (docs/finding-nvs-blob-loss.md), and cuts a token that is too long.

What is left out: other boards (a token that is used twice, a MAC that is taken over), and a clock that is wrong, which
is a refusal without a reason here.
"""

from collections.abc import Iterator
from enum import Enum

import msgspec

from oceanhil.exploration.reach.situation import Damage, Situation
from oceanhil.protocol.life import (
    DEVICE,
    PERMANENT,
    REGISTRATION,
    SESSION,
    DeviceLife,
    LifeEvent,
    PermanentLife,
    RegistrationLife,
    SessionLife,
)
from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife
from oceanhil.protocol.record import StorePolicy


class Who(Enum):
    """Who makes a move."""

    ITSELF = "itself"
    TIME = "time"
    PERSON = "person"
    TROUBLE = "trouble"


class HandEvent(Enum):
    """What is done to a device from outside, beside its power."""

    GENERATE = "generate firmware"
    FLASH = "flash"
    FLASH_WRONG = "flash a token pasted wrongly"
    CLEAR = "clear storage"
    DAMAGE = "damage storage"


Happened = ProgramEvent | LifeEvent | HandEvent


class Move(msgspec.Struct, frozen=True):
    """One thing that happens, and what everything is then."""

    event: Happened
    who: Who
    after: Situation
    note: str = ""
    """In which way, where an event has several."""

    @property
    def words(self) -> str:
        """What happens."""
        return f"{self.event.value}: {self.note}" if self.note else self.event.value


class Model(msgspec.Struct, frozen=True):
    """What can happen to a device that keeps its record in this way.

    `repeats`: the server repeats the answer to a registration that the same device repeats, as in a profile with an
    `idempotent_register_window` that is not over.
    """

    store: StorePolicy = StorePolicy.REFERENCE
    repeats: bool = False

    def moves(self, now: Situation) -> Iterator[Move]:
        """Give all that can happen, in a fixed order."""
        yield from _power(now)
        yield from _network(now)
        yield from self._exchanges(now)
        yield from _polls(now)
        yield from self._saves(now)
        yield from _server(now)
        yield from _hands(now)

    def accepts(self, now: Situation) -> bool:
        """Tell whether the server grants what the device asks for now, or would ask for."""
        return any(True for _ in self._granted(now))

    def _granted(self, now: Situation) -> Iterator[Move]:
        return (each for each in _grants(now) if self.repeats or each.event is not LifeEvent.REPEAT)

    def _exchanges(self, now: Situation) -> Iterator[Move]:
        """Give what comes of asking for a token or a session."""
        yield from _answers(now)
        if now.session is None and (refused := _program(now, ProgramEvent.REFUSED)) is not None:
            is_earned = now.coming is None and not self.accepts(now)
            who, note = (Who.ITSELF, "") if is_earned else (Who.TROUBLE, "without a reason")
            yield Move(ProgramEvent.REFUSED, who, _but(refused, coming=None), note)
        if now.coming is None and now.session is None:
            yield from self._granted(now)
        yield from _asked_again(now, self.store)

    def _saves(self, now: Situation) -> Iterator[Move]:
        if now.held is None:
            return
        left = _left_by_a_save(now, self.store)
        if (after := _program(now, ProgramEvent.SAVED)) is not None:
            yield Move(ProgramEvent.SAVED, Who.ITSELF, _but(after, stored=now.held, is_saved=True))
            if self.store is StorePolicy.LEGACY:
                cut = PermanentLife.UNKNOWN
                cut_off = _but(after, stored=cut, held=cut, is_saved=True)
                yield Move(ProgramEvent.SAVED, Who.TROUBLE, cut_off, "the token was too long and is cut")
            for stored in left:
                failed = _but(after, stored=stored, is_saved=False)
                yield Move(ProgramEvent.SAVE_FAILED, Who.TROUBLE, failed, f"stored is {stored.value}")
        if PROGRAM[now.program].get(ProgramEvent.POWER_CUT) is not None:
            for stored in dict.fromkeys((now.stored, now.held, *left)):
                cut_short = _without_power(now, ProgramLife.OFF, stored)
                yield Move(ProgramEvent.POWER_CUT, Who.TROUBLE, cut_short, f"stored is {stored.value}")


def _left_by_a_save(now: Situation, store: StorePolicy) -> tuple[PermanentLife | Damage, ...]:
    """Give what a save that went wrong can leave."""
    return (now.stored,) if store is StorePolicy.REFERENCE else (now.stored, Damage.NOTICED, Damage.EMPTY)


def _but(now: Situation, **changes: object) -> Situation:
    return msgspec.structs.replace(now, **changes)


def _program(now: Situation, event: ProgramEvent) -> Situation | None:
    """Give what the program is after an event, all else as it was; None where that cannot happen."""
    after = PROGRAM[now.program].get(event)
    return None if after is None else _but(now, program=after)


def _without_power(now: Situation, program: ProgramLife, stored: PermanentLife | Damage) -> Situation:
    """Forget all that is in RAM or on its way."""
    return _but(now, program=program, stored=stored, held=None, is_saved=True, session=None, coming=None)


def _power(now: Situation) -> Iterator[Move]:
    program = PROGRAM[now.program]
    if (starting := program.get(ProgramEvent.START)) is not None:
        # Somebody sees to it that a device has power; a reset is nobody's wish.
        who = Who.ITSELF if now.program is ProgramLife.OFF else Who.TROUBLE
        yield Move(ProgramEvent.START, who, _without_power(now, starting, now.stored))
    if (off := program.get(ProgramEvent.POWER_OFF)) is not None:
        yield Move(ProgramEvent.POWER_OFF, Who.TROUBLE, _without_power(now, off, now.stored))
    if (after := _program(now, ProgramEvent.LOADED)) is not None:
        if isinstance(now.stored, PermanentLife):
            yield Move(ProgramEvent.LOADED, Who.ITSELF, _but(after, held=now.stored))
            yield Move(ProgramEvent.LOADED, Who.TROUBLE, after, "storage cannot be read and counts as empty")
        else:
            yield Move(ProgramEvent.LOADED, Who.ITSELF, after)
    if (halted := _program(now, ProgramEvent.HALT)) is not None:
        yield Move(ProgramEvent.HALT, Who.TROUBLE, halted, "its MAC cannot be read")


def _network(now: Situation) -> Iterator[Move]:
    if (joined := _program(now, ProgramEvent.JOINED)) is not None:
        yield Move(ProgramEvent.JOINED, Who.ITSELF, joined)
    if (lost := _program(now, ProgramEvent.NETWORK_LOST)) is not None:
        yield Move(ProgramEvent.NETWORK_LOST, Who.TROUBLE, _but(lost, coming=None))


def _asks_for_token(now: Situation) -> bool:
    return now.program is ProgramLife.REPLACING or (now.program is ProgramLife.ASKING and now.held is None)


def _may_repeat(now: Situation) -> bool:
    return now.record is DeviceLife.REGISTERED and now.flashed is RegistrationLife.USED


def _grants(now: Situation) -> Iterator[Move]:
    """Give what the server grants where it is asked; a repetition is up to it."""
    if _asks_for_token(now):
        record = DEVICE.after(now.record, LifeEvent.REGISTER)
        flashed = REGISTRATION.after(now.flashed, LifeEvent.REGISTER)
        if record is not None and flashed is not None:
            granted = _but(now, record=record, flashed=flashed, coming=PermanentLife.LIVE)
            yield Move(LifeEvent.REGISTER, Who.ITSELF, granted)
        elif _may_repeat(now):
            ended = _ended(now, LifeEvent.REPEAT)
            yield Move(LifeEvent.REPEAT, Who.ITSELF, _but(ended, coming=PermanentLife.LIVE))
    elif now.program is ProgramLife.ASKING and now.is_known:
        yield Move(LifeEvent.OPEN, Who.ITSELF, _but(now, coming=SessionLife.LIVE))


def _answers(now: Situation) -> Iterator[Move]:
    """Give what becomes of an answer that is on its way, or of a request that never got one."""
    coming = now.coming
    if now.session is None and (lost := _program(now, ProgramEvent.ANSWER_LOST)) is not None:
        yield Move(ProgramEvent.ANSWER_LOST, Who.TROUBLE, _but(lost, coming=None))
    if isinstance(coming, PermanentLife):
        if (known := _program(now, ProgramEvent.GRANTED)) is not None:
            got = _but(known, held=coming, is_saved=False, session=None, coming=None)
            yield Move(ProgramEvent.GRANTED, Who.ITSELF, got)
            changed = _but(got, held=PermanentLife.UNKNOWN)
            yield Move(ProgramEvent.GRANTED, Who.TROUBLE, changed, "another one than was given")
    elif coming is not None and (opened := _program(now, ProgramEvent.SESSION)) is not None:
        yield Move(ProgramEvent.SESSION, Who.ITSELF, _but(opened, session=coming, coming=None))


def _asked_again(now: Situation, store: StorePolicy) -> Iterator[Move]:
    if now.coming is not None:
        return
    if now.held is None:
        if now.program in {ProgramLife.REFUSED, ProgramLife.ASKING}:
            yield Move(ProgramEvent.ASKED_REGISTRATION, Who.ITSELF, _but(now, program=ProgramLife.ASKING))
        return
    able = {ProgramLife.REFUSED, ProgramLife.REPLACING} if store is StorePolicy.REFERENCE else set()
    if now.program in able and (replacing := _program(now, ProgramEvent.ASKED_REGISTRATION)) is not None:
        yield Move(ProgramEvent.ASKED_REGISTRATION, Who.ITSELF, replacing)
    if now.session is None and (asking := _program(now, ProgramEvent.ASKED_SESSION)) is not None:
        yield Move(ProgramEvent.ASKED_SESSION, Who.ITSELF, asking)


def _polls(now: Situation) -> Iterator[Move]:
    if now.session is None:
        return
    is_good = now.session is SessionLife.LIVE and now.is_known
    if is_good and (after := _program(now, ProgramEvent.ACCEPTED)) is not None:
        yield Move(ProgramEvent.ACCEPTED, Who.ITSELF, after)
    if (failed := _program(now, ProgramEvent.POLL_FAILED)) is not None:
        yield Move(ProgramEvent.POLL_FAILED, Who.TROUBLE, failed)
        dropped = _but(failed, session=None)
        yield Move(ProgramEvent.POLL_FAILED, Who.TROUBLE if is_good else Who.ITSELF, dropped, "its token is doubted")
    if (ended := _program(now, ProgramEvent.SESSION_ENDED)) is not None:
        who = Who.TIME if is_good else Who.ITSELF
        yield Move(ProgramEvent.SESSION_ENDED, who, _but(ended, session=None), "in time" if is_good else "")


def _server(now: Situation) -> Iterator[Move]:
    """Give what happens on the server's side without the device."""
    if (aged := SESSION.after(now.session, LifeEvent.AGE)) if now.session else None:
        yield Move(LifeEvent.AGE, Who.TIME, _but(now, session=aged), "the session")
    if (old := REGISTRATION.after(now.flashed, LifeEvent.AGE)) is not None:
        yield Move(LifeEvent.AGE, Who.TIME, _but(now, flashed=old), "the registration token")
    for event in (LifeEvent.CLAIM, LifeEvent.REVOKE, LifeEvent.REGENERATE, LifeEvent.DELETE):
        record = DEVICE.after(now.record, event)
        if record is not None:
            yield Move(event, Who.PERSON, _but(_ended(now, event), record=record))
    yield Move(LifeEvent.RESTART, Who.TROUBLE, _ended(now, LifeEvent.RESTART))


def _ended(now: Situation, event: LifeEvent) -> Situation:
    """Let an event happen to every token and session there is."""
    coming = now.coming
    if isinstance(coming, PermanentLife):
        coming = PERMANENT.after(coming, event) or coming
    elif coming is not None:
        coming = SESSION.after(coming, event) or coming
    return _but(
        now,
        flashed=REGISTRATION.after(now.flashed, event) or now.flashed,
        stored=PERMANENT.after(now.stored, event) or now.stored
        if isinstance(now.stored, PermanentLife)
        else now.stored,
        held=now.held and (PERMANENT.after(now.held, event) or now.held),
        session=now.session and (SESSION.after(now.session, event) or now.session),
        coming=coming,
    )


def _hands(now: Situation) -> Iterator[Move]:
    if now.record is DeviceLife.DELETED:
        yield Move(HandEvent.GENERATE, Who.PERSON, _but(now, record=DEVICE.start))
    program = ProgramLife.OFF if now.program is ProgramLife.OFF else ProgramLife.STARTING
    flashed = _without_power(now, program, now.stored)
    if now.has_newer_token:
        yield Move(HandEvent.FLASH, Who.PERSON, _but(flashed, flashed=REGISTRATION.start))
    yield Move(HandEvent.FLASH, Who.PERSON, flashed, "the same again")
    if now.has_newer_token or now.can_register:
        yield Move(HandEvent.FLASH_WRONG, Who.TROUBLE, _but(flashed, flashed=RegistrationLife.UNKNOWN))
    is_saved = now.held is None
    yield Move(HandEvent.CLEAR, Who.PERSON, _but(now, stored=Damage.EMPTY, is_saved=is_saved))
    for left in Damage:
        yield Move(
            HandEvent.DAMAGE, Who.TROUBLE, _but(now, stored=left, is_saved=is_saved), f"it reads as {left.value}"
        )
