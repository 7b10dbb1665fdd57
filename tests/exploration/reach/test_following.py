"""A trace is followed by its signs: what later signs decide, what nobody saw, and what cannot be."""

import pytest

from oceanhil.exploration.reach.following import Followed, Follower
from oceanhil.exploration.reach.moves import HandEvent, Happened, Model
from oceanhil.exploration.reach.signs import Sign
from oceanhil.exploration.reach.situation import NEW, Damage
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import DeviceLife, LifeEvent, PermanentLife, RegistrationLife, SessionLife
from oceanhil.protocol.program_life import ProgramEvent, ProgramLife
from oceanhil.protocol.record import StorePolicy

EMPTY = Sign(ProgramEvent.LOADED, 0, is_valid=False)
VALID = Sign(ProgramEvent.LOADED, 0, is_valid=True)
BOOT = (ProgramEvent.START, EMPTY, ProgramEvent.JOINED)
REGISTERED = (*BOOT, LifeEvent.REGISTER, ProgramEvent.GRANTED)
ONLINE = (*REGISTERED, ProgramEvent.SAVED, LifeEvent.OPEN, ProgramEvent.SESSION, ProgramEvent.ACCEPTED)


def followed(*signs: Happened | Sign, store: StorePolicy = StorePolicy.LEGACY) -> Followed:
    given = (each if isinstance(each, Sign) else Sign(each, number) for number, each in enumerate(signs))
    return Follower(Model(store)).follow(given)


def refused(reason: ErrorReason) -> Sign:
    return Sign(ProgramEvent.REFUSED, 0, reason=reason)


def test_a_first_boot_is_followed_until_the_device_is_online() -> None:
    done = followed(*ONLINE)
    assert done.strayed is None
    assert done.situations[0] == NEW
    assert done.situations[-1].is_online
    assert [each.program for each in done.situations][:4] == [
        ProgramLife.OFF, ProgramLife.STARTING, ProgramLife.JOINING, ProgramLife.ASKING,
    ]  # fmt: skip


def test_what_a_power_cut_left_is_decided_by_the_next_boot() -> None:
    kept = followed(*REGISTERED, ProgramEvent.POWER_CUT, ProgramEvent.START, VALID)
    lost = followed(*REGISTERED, ProgramEvent.POWER_CUT, ProgramEvent.START, EMPTY)
    assert (kept.strayed, lost.strayed) == (None, None)
    (cut,) = [each for each in kept.situations[5:] if each.program is ProgramLife.OFF]
    assert cut.stored is PermanentLife.LIVE
    (cut,) = [each for each in lost.situations[5:] if each.program is ProgramLife.OFF]
    assert cut.stored is Damage.EMPTY


def test_a_refusal_for_its_age_tells_that_a_token_had_become_too_old() -> None:
    done = followed(*BOOT, refused(ErrorReason.TOKEN_EXPIRED))
    assert done.strayed is None
    assert done.situations[-1].flashed is RegistrationLife.EXPIRED
    assert done.situations[-2].program is ProgramLife.ASKING


def test_it_had_become_so_while_time_passed_if_time_has() -> None:
    done = followed(LifeEvent.AGE, *BOOT, refused(ErrorReason.TOKEN_EXPIRED))
    assert {each.flashed for each in done.situations if each.program is not ProgramLife.OFF} == {
        RegistrationLife.EXPIRED
    }


def test_nothing_becomes_too_old_without_need() -> None:
    done = followed(LifeEvent.AGE, *ONLINE, LifeEvent.AGE)
    assert done.situations[-1].session is SessionLife.LIVE


def test_a_token_that_is_refused_as_used_and_was_not_strays() -> None:
    done = followed(*BOOT, refused(ErrorReason.TOKEN_USED))
    assert done.strayed is not None
    assert done.strayed.words == (
        "refused cannot happen where it is: asking, stored empty; record pending, flashed token fresh"
    )


def test_a_token_that_comes_out_of_nothing_strays_and_what_was_before_counts() -> None:
    done = followed(*BOOT, ProgramEvent.GRANTED)
    assert done.strayed is not None
    assert done.strayed.sign.event is ProgramEvent.GRANTED
    assert done.situations[-1] == done.strayed.before
    assert len(done.situations) == 4


def test_a_registration_that_arrives_after_its_device_lost_its_power_is_spent_all_the_same() -> None:
    done = followed(*BOOT, ProgramEvent.POWER_OFF, LifeEvent.REGISTER)
    assert done.strayed is None
    assert (done.situations[-1].program, done.situations[-1].record) == (ProgramLife.OFF, DeviceLife.REGISTERED)


def test_flashing_what_there_was_before_is_told_from_flashing_a_new_token() -> None:
    again = followed(*BOOT, LifeEvent.REGENERATE, HandEvent.FLASH, *BOOT, refused(ErrorReason.TOKEN_REVOKED))
    new = followed(*BOOT, LifeEvent.REGENERATE, HandEvent.FLASH, *BOOT, LifeEvent.REGISTER)
    assert again.situations[-1].flashed is RegistrationLife.REVOKED
    assert new.situations[-1].flashed is RegistrationLife.USED


def test_only_firmware_with_two_copies_asks_for_another_token_when_its_own_is_refused() -> None:
    asked = (ProgramEvent.SESSION_ENDED, ProgramEvent.REFUSED, ProgramEvent.ASKED_REGISTRATION)
    signs = (*ONLINE, LifeEvent.REVOKE, *asked)
    assert followed(*signs, store=StorePolicy.REFERENCE).situations[-1].program is ProgramLife.REPLACING
    assert followed(*signs, store=StorePolicy.LEGACY).strayed is not None


@pytest.mark.long
def test_a_life_of_any_length_is_followed_and_forgotten() -> None:
    # Chains of that length overflow the stack where they are freed by recursion: the whole process would end.
    done = followed(*ONLINE, *(500_000 * (ProgramEvent.ACCEPTED,)))
    assert done.strayed is None
    assert done.situations[-1].is_online
