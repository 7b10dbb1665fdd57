"""I1 and I2: where secrets must not turn up."""

from collections.abc import Sequence

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.acts import Act, Sought, TellsActs
from oceanhil.scenarios.devices.invariants.secrets import NoSecretShown, NoSessionInFlash
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.strangers import MeetsStrangers
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.world import Capability
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import (
    PERMANENT_TOKEN,
    REGISTRATION_TOKEN,
    SESSION_TOKEN,
    FakeDevice,
    FakeWorld,
    Planned,
    boot,
    fake_world,
    line,
    power,
    requested,
)


class GivingDevice(FakeDevice, MeetsStrangers):
    """Has given these to a stranger."""

    def __init__(self, world: FakeWorld, *given: str) -> None:
        super().__init__(world, "device", Board.ESP32)
        self._given = given

    def given_away(self) -> Sequence[str]:
        return self._given


WHOLE = [PERMANENT_TOKEN, REGISTRATION_TOKEN, SESSION_TOKEN]


def test_the_first_12_characters_of_a_secret_may_be_shown() -> None:
    assert not seen_by(NoSecretShown, line("[REG] Registration token: " + REGISTRATION_TOKEN[:12] + "…"))


def test_a_line_that_the_world_had_to_cut_is_a_leak() -> None:
    found = seen_by(NoSecretShown, line("[REG] token oc_reg_rrrrr…", leak=True))
    assert found == "device printed a whole secret: [REG] token oc_reg_rrrrr…"
    own = seen_by(NoSecretShown, line("[EEPROM] Token loaded", leak=True, own="cfg: token oc_perm_pp…"))
    assert own == "device printed a whole secret: cfg: token oc_perm_pp…  (means: [EEPROM] Token loaded)"


def test_a_token_that_a_stranger_got_is_told_with_its_request() -> None:
    given = ("its registration token with POST /api/device/register/", "another")
    found = seen_by(NoSecretShown, boot(), prepare=lambda world: world.put("device", GivingDevice(world, *given)))
    assert found == f"device gave {given[0]} to another machine, whose certificate it did not check"
    assert not seen_by(NoSecretShown, boot(), prepare=lambda world: world.put("device", GivingDevice(world)))


@pytest.mark.parametrize("secret", WHOLE)
def test_a_whole_secret_in_any_field_of_any_event_is_a_leak(secret: str) -> None:
    found = seen_by(NoSecretShown, requested("state", 200, note=f"token={secret}"))
    assert found == f"the trace holds the whole secret {secret[:12]}… in a longer text"


def test_the_events_that_hold_a_secret_alone_are_named() -> None:
    found = seen_by(NoSecretShown, requested("state", 200, token=PERMANENT_TOKEN), line("[POLL] HTTP Response: 200"))
    assert found == f"the trace holds the whole secret {PERMANENT_TOKEN[:12]}… in request"


def test_kinds_of_events_that_hold_a_secret_are_told_together() -> None:
    found = seen_by(NoSecretShown, requested("state", 200, token=PERMANENT_TOKEN), line(PERMANENT_TOKEN))
    assert found == f"the trace holds the whole secret {PERMANENT_TOKEN[:12]}… in request, serial"


@pytest.mark.parametrize("secret", WHOLE)
@pytest.mark.parametrize("characters", [1, 5])
def test_a_secret_that_is_spread_over_lines_is_found(secret: str, characters: int) -> None:
    pieces = [secret[begin : begin + characters] for begin in range(0, len(secret), characters)]
    lines = [line(f"{piece}\r", number * S) for number, piece in enumerate(pieces)]
    found = seen_by(NoSecretShown, *lines, requested("state", 200, 2 * S))
    assert found == f"device printed the whole secret {secret[:12]}… in several lines"


def test_lines_of_two_devices_are_not_one_secret() -> None:
    half = len(SESSION_TOKEN) // 2
    assert not seen_by(NoSecretShown, line(SESSION_TOKEN[:half]), line(SESSION_TOKEN[half:], S, "twin"))


@pytest.mark.parametrize("place", range(3))
def test_a_secret_is_found_in_whichever_event_it_stands_and_told_once(place: int) -> None:
    world = fake_world()
    watch = Watch(world, [NoSecretShown], frozenset())
    for number in range(3):
        world.plan(line(f"[A] {SESSION_TOKEN if number == place else 'x'}", number * S))
    world.run_for(3 * S)
    told = [watch.first_violation(at_end=True) for _ in range(2)]
    assert told[0] is not None
    assert told[0].found == "the trace holds the whole secret 5e5510000000… in a longer text"
    world.server.known_secrets = {PERMANENT_TOKEN}
    world.plan(line(f"[B] {PERMANENT_TOKEN}"))
    world.run_for(S)
    assert watch.first_violation(at_end=True) == told[1] == told[0]


def test_a_secret_that_is_issued_steps_after_its_event_is_found_all_the_same() -> None:
    world = fake_world()
    watch = Watch(world, [NoSecretShown], frozenset())
    world.server.known_secrets = set()
    world.plan(line(f"[A] {SESSION_TOKEN}"))
    world.run_for(S)
    assert watch.first_violation() is None
    world.server.known_secrets = {SESSION_TOKEN}
    world.plan(line("[B] x"))
    world.run_for(S)
    found = watch.first_violation(at_end=True)
    assert found is not None
    assert found.found == "the trace holds the whole secret 5e5510000000… in a longer text"


def test_a_text_in_which_one_run_found_nothing_is_searched_for_the_secrets_of_another() -> None:
    found: list[bool] = []
    for secrets in ({PERMANENT_TOKEN}, {PERMANENT_TOKEN, SESSION_TOKEN}, {PERMANENT_TOKEN}):
        world = fake_world()
        world.server.known_secrets = secrets
        watch = Watch(world, [NoSecretShown], frozenset())
        world.plan(line(f"[A] {SESSION_TOKEN}"))
        world.run_for(S)
        found.append(watch.first_violation(at_end=True) is not None)
    assert found == [False, True, False]


def flash_holding(secret: str) -> str:
    def prepare(world: FakeWorld) -> None:
        world.device().in_flash.add(secret)

    return seen_by(NoSessionInFlash, boot(), prepare=prepare)


def test_tokens_that_belong_into_flash_may_be_there() -> None:
    assert not flash_holding(PERMANENT_TOKEN)


def test_what_was_granted_as_a_permanent_token_may_be_in_flash_whatever_it_looks_like() -> None:
    def prepare(world: FakeWorld) -> None:
        world.server.permanent = {SESSION_TOKEN}
        world.device().in_flash.add(SESSION_TOKEN)

    assert not seen_by(NoSessionInFlash, boot(), prepare=prepare)


REGISTERED = requested("register", 200, token=REGISTRATION_TOKEN[:12] + "…")


@pytest.mark.parametrize(
    ("request_", "is_seen"),
    [
        (REGISTERED, True),
        (requested("register", 500, token=REGISTRATION_TOKEN[:12] + "…"), False),
        (requested("register", 200, token=REGISTRATION_TOKEN[:12] + "…", fault="status"), False),
        (requested("register", 200, token="oc_reg_other…"), False),
        (requested("session", 200, token=REGISTRATION_TOKEN[:12] + "…"), False),
    ],
)
def test_a_registration_token_in_flash_is_found_once_it_is_consumed(request_: Planned, *, is_seen: bool) -> None:
    def prepare(world: FakeWorld) -> None:
        world.device().in_flash.add(REGISTRATION_TOKEN)

    found = seen_by(NoSessionInFlash, power("on"), request_, prepare=prepare)
    assert found == ("the flash of device holds the consumed registration token oc_reg_rrrrr…" if is_seen else "")


def test_a_token_that_was_there_at_the_first_start_was_uploaded_with_the_image() -> None:
    world = fake_world()
    device = world.device()
    device.in_flash.add(REGISTRATION_TOKEN)
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(boot())
    world.plan(requested("register", 200, S, token=REGISTRATION_TOKEN[:12] + "…"))
    world.run_for(S)
    assert watch.first_violation(at_end=True) is None
    # What comes there later the program has stored.
    later = "oc_reg_" + "s" * 43
    world.server.known_secrets = {REGISTRATION_TOKEN, later}
    world.plan(boot(2 * S))
    world.run_for(2 * S)
    device.in_flash.add(later)
    world.plan(requested("register", 200, S, token=later[:12] + "…"))
    world.run_for(2 * S)
    found = watch.first_violation(at_end=True)
    assert found is not None
    assert found.found == "the flash of device holds the consumed registration token oc_reg_sssss…"


@pytest.mark.parametrize(
    ("lever", "stood_before", "is_seen"),
    [("device.flash", False, False), ("device.flash", True, True), ("device.reset", False, True)],
)
def test_so_was_one_that_came_with_other_firmware(lever: str, *, stood_before: bool, is_seen: bool) -> None:
    world = fake_world()
    device = world.device()
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(boot())
    world.run_for(1)
    if stood_before:
        device.in_flash.add(REGISTRATION_TOKEN)
    world.plan(Planned(S, EventKind.STEP, {"lever": lever}, "", Source.HARNESS))
    world.run_for(S)
    device.in_flash.add(REGISTRATION_TOKEN)
    world.plan(boot(S))
    world.plan(requested("register", 200, 2 * S, token=REGISTRATION_TOKEN[:12] + "…"))
    world.run_for(2 * S)
    assert (watch.first_violation(at_end=True) is not None) is is_seen


@pytest.mark.parametrize(
    ("kept", "is_seen"),
    [(slice(24), True), (slice(23), False), (slice(12), False), (slice(20, 43), True), (slice(30, 50), True)],
)
def test_so_is_a_large_part_of_one(kept: slice, *, is_seen: bool) -> None:
    token = "oc_reg_" + "".join(chr(ord("0") + number) for number in range(43))

    def prepare(world: FakeWorld) -> None:
        world.server.known_secrets = {token}
        world.device().in_flash.add(token[kept])

    found = seen_by(NoSessionInFlash, boot(), requested("register", 200, token=token[:12] + "…"), prepare=prepare)
    assert found == ("the flash of device holds a part of the consumed registration token oc_reg_01234…" * is_seen)


def test_what_was_granted_in_place_of_a_permanent_token_may_be_a_consumed_one() -> None:
    def prepare(world: FakeWorld) -> None:
        world.server.permanent = {REGISTRATION_TOKEN}
        world.device().in_flash.add(REGISTRATION_TOKEN)

    assert not seen_by(NoSessionInFlash, boot(), REGISTERED, prepare=prepare)


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


@pytest.mark.parametrize("has_power", [False, True])
def test_what_a_moved_cut_has_left_is_searched_too(*, has_power: bool) -> None:
    world = fake_world()
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(power("cut", S))
    world.run_for(S)
    world.device().has_power = has_power
    world.device().in_flash.add(SESSION_TOKEN)
    watch.cut_moved()
    assert (watch.first_violation() is None) is has_power


@pytest.mark.parametrize(("capability", "is_seen"), [(Capability.STORAGE_WATCH, True), (Capability.POWER, False)])
def test_flash_is_searched_where_it_can_be_read_beside_the_program(capability: Capability, *, is_seen: bool) -> None:
    def prepare(world: FakeWorld) -> None:
        world.capabilities = frozenset({capability})
        world.device().in_flash.add(SESSION_TOKEN)

    assert bool(seen_by(NoSessionInFlash, boot(), power("off", S), prepare=prepare)) is is_seen


def test_a_device_that_still_has_power_is_looked_at_in_the_end_only() -> None:
    world = fake_world()
    world.device().in_flash.add(SESSION_TOKEN)
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(power("on"))
    world.run_for(S)
    assert watch.first_violation() is None
    assert watch.first_violation(at_end=True) is not None


def test_the_act_is_sought_that_wrote_the_token() -> None:
    sought: list[Sought] = []

    class Telling(FakeWorld, TellsActs):
        def acts_behind(self, sought_: Sought) -> tuple[Act, ...]:
            sought.append(sought_)
            return ()

    world = Telling(fake_world().made_for, {}, frozenset(Capability))
    world.device().in_flash.add(SESSION_TOKEN)
    watch = Watch(world, [NoSessionInFlash], frozenset())
    world.plan(boot())
    world.run_for(S)
    assert watch.first_violation(at_end=True) is not None
    (found,) = sought
    assert found.stored
    assert all(piece in SESSION_TOKEN for piece in found.stored)
