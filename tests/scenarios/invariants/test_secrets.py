"""I1 and I2: where secrets must not turn up."""

import pytest

from scenarios.invariants.secrets import NoSecretShown, NoSessionInFlash
from scenarios.invariants.watch import Watch
from tests.scenarios.fake_world import (
    PERMANENT_TOKEN,
    REGISTRATION_TOKEN,
    SESSION_TOKEN,
    FakeWorld,
    boot,
    fake_world,
    line,
    power,
    requested,
)
from tests.scenarios.invariants.watching import S, seen_by

WHOLE = [PERMANENT_TOKEN, REGISTRATION_TOKEN, SESSION_TOKEN]


def test_the_first_12_characters_of_a_secret_may_be_shown() -> None:
    assert not seen_by(NoSecretShown, line("[REG] Registration token: " + REGISTRATION_TOKEN[:12] + "…"))


def test_a_line_that_the_world_had_to_cut_is_a_leak() -> None:
    found = seen_by(NoSecretShown, line("[REG] token oc_reg_rrrrr…", leak=True))
    assert found == "device printed a whole secret: [REG] token oc_reg_rrrrr…"


@pytest.mark.parametrize("secret", WHOLE)
def test_a_whole_secret_in_any_field_of_any_event_is_a_leak(secret: str) -> None:
    found = seen_by(NoSecretShown, requested("state", 200, note=f"token={secret}"))
    assert found == f"the trace holds the whole secret {secret[:12]}… in a longer text"


def test_the_events_that_hold_a_secret_alone_are_named() -> None:
    found = seen_by(NoSecretShown, requested("state", 200, token=PERMANENT_TOKEN), line("[POLL] HTTP Response: 200"))
    assert found == f"the trace holds the whole secret {PERMANENT_TOKEN[:12]}… in request"


def flash_holding(secret: str) -> str:
    def prepare(world: FakeWorld) -> None:
        world.device().in_flash.add(secret)

    return seen_by(NoSessionInFlash, boot(), prepare=prepare)


def test_tokens_that_belong_into_flash_may_be_there() -> None:
    assert not flash_holding(PERMANENT_TOKEN)


def test_a_session_token_in_flash_is_found_at_the_end() -> None:
    assert flash_holding(SESSION_TOKEN) == "the flash of device holds the session token 5e5510000000…"


@pytest.mark.parametrize("state", ["off", "cut"])
def test_a_session_token_in_flash_is_found_when_power_goes_though_it_is_gone_later(state: str) -> None:
    world = fake_world()
    world.device().in_flash.add(SESSION_TOKEN)
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(power(state, S))
    world.run_for(S)
    world.device().in_flash.clear()
    assert watch.first_violation() is not None
