"""The lives of devices, tokens and sessions: what the tables say holds together."""

from enum import Enum

import pytest

from oceanhil.protocol.life import (
    DEVICE,
    PERMANENT,
    REFUSALS,
    REGISTRATION,
    SESSION,
    DeviceLife,
    Life,
    LifeEvent,
    PermanentLife,
    RegistrationLife,
    SessionLife,
    Transition,
)

LIVES: list[tuple[Life[DeviceLife] | Life[RegistrationLife] | Life[PermanentLife] | Life[SessionLife], type[Enum]]] = [
    (DEVICE, DeviceLife), (REGISTRATION, RegistrationLife), (PERMANENT, PermanentLife), (SESSION, SessionLife),
]  # fmt: skip
each_life = pytest.mark.parametrize(("life", "states"), LIVES, ids=["device", "registration", "permanent", "session"])
TOKENS = [*RegistrationLife, *PermanentLife, *SessionLife]
ENDING = (LifeEvent.LOSE_MAC, LifeEvent.REVOKE, LifeEvent.REGENERATE)


@each_life
def test_every_state_can_be_reached_from_the_first(life: Life[DeviceLife], states: type[Enum]) -> None:
    reached: set[Enum] = {life.start}
    for _ in states:
        reached |= {each.after for each in life if each.before in reached}
    assert reached == set(states)


@each_life
def test_no_way_leads_back_to_a_token_s_first_state(life: Life[DeviceLife], states: type[Enum]) -> None:
    back = {each.before for each in life if each.after is life.start and each.before is not life.start}
    # Only a record begins anew, with another token.
    assert back == (set() if states is not DeviceLife else set(DeviceLife) - {DeviceLife.PENDING, DeviceLife.DELETED})


@pytest.mark.parametrize("state", TOKENS, ids=lambda state: f"{type(state).__name__}-{state.value}")
def test_a_token_is_refused_in_every_state_but_its_first(state: Enum) -> None:
    assert (state in REFUSALS) is (state not in {REGISTRATION.start, PERMANENT.start, SESSION.start})


def test_nothing_happens_to_what_is_deleted() -> None:
    gone = {DeviceLife.DELETED, RegistrationLife.UNKNOWN, PermanentLife.UNKNOWN, SessionLife.ENDED}
    assert {each.before for life, _ in LIVES for each in life} & gone == set()


@pytest.mark.parametrize("event", ENDING, ids=lambda event: str(event.value))
def test_what_ends_a_record_s_tokens_ends_each_of_them(event: LifeEvent) -> None:
    for life in (REGISTRATION, PERMANENT, SESSION):
        (after,) = [each.after for each in life if each.before is life.start and each.event is event]
        assert after in REFUSALS


def test_a_transition_can_be_asked_for_and_one_that_is_not_listed_cannot_happen() -> None:
    assert Transition(DeviceLife.PENDING, LifeEvent.CLAIM, DeviceLife.RESERVED) in list(DEVICE)
    assert DEVICE.after(DeviceLife.PENDING, LifeEvent.CLAIM) is DeviceLife.RESERVED
    assert DEVICE.after(DeviceLife.REVOKED, LifeEvent.CLAIM) is None
    assert DEVICE.after(DeviceLife.DELETED, LifeEvent.REGENERATE) is None
