"""What a device does when its permanent token is refused, and that every way round holds a wait."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import StorePolicy, TokenRecord, encode_reference
from oceanhil.simulator.eeprom.slots import Slot
from tests.simulator.answers import PERMANENT, Sent, answers, opened, refused, registered, state
from tests.simulator.program.fake_hardware import LATENCY_US, FakeHardware, firmware, run

REGISTER, SESSION = "POST /api/device/register/", "POST /api/device/session/"
ONLINE = Line.ONLINE.build()
REVOKED = refused(403, "Token revoked", "token_revoked")
USED = refused(410, "Registration token already used", "token_used")


def life(
    register: Sequence[Exchanged],
    session: Sequence[Exchanged],
    *,
    store: StorePolicy = StorePolicy.REFERENCE,
    until_s: int = 3600,
) -> FakeHardware:
    hardware = FakeHardware(answers(register=register, session=session, poll=[state()]), until_s=until_s)
    return run(hardware, firmware(store=store))


def with_served_token(refusal: Exchanged, register: Exchanged) -> FakeHardware:
    """A device whose token opened a session of half a minute before it is refused."""
    return life([registered(), register], [opened(expires_in=30), refusal])


@pytest.mark.parametrize("refusal", [refused(401), REVOKED])
def test_reference_firmware_tries_its_registration_token_at_once(refusal: Exchanged) -> None:
    hardware = with_served_token(refusal, USED)
    index = hardware.paths.index(REGISTER, 1)
    assert hardware.paths[index - 1] == SESSION
    assert hardware.sent[index].at_s - hardware.sent[index - 1].at_s < 1


def test_a_token_from_the_record_that_is_refused_makes_it_register_as_well() -> None:
    hardware = FakeHardware(answers(session=[REVOKED, opened()]), until_s=10)
    hardware.storage.slots.stored[Slot.A] = encode_reference(TokenRecord("oc_perm_old", sequence=1))
    run(hardware)
    assert hardware.paths[:3] == [SESSION, REGISTER, SESSION]
    assert hardware.lines[-1] == ONLINE


def test_a_clock_that_is_refused_on_the_way_to_a_new_token_is_mended_first() -> None:
    skewed = refused(401, "Clock skew too large", "clock_skew")
    script = [registered(), skewed, registered("oc_perm_new")]
    assert life(script, [opened(expires_in=30), REVOKED, opened()], until_s=100).lines[-1] == ONLINE


def test_a_registration_that_is_refused_too_is_waited_out_before_both_are_tried_again() -> None:
    hardware = with_served_token(REVOKED, USED)
    assert hardware.paths.count(REGISTER) == 1 + 6
    assert hardware.waits_s[-2:] == [600, 600]


def test_a_token_that_has_rested_for_exactly_its_time_is_shown_again_at_once() -> None:
    hardware = FakeHardware(until_s=610)
    script = answers(register=[USED], session=[REVOKED, opened()])

    def at_once(sent: Sent) -> Exchanged:
        hardware.now_us -= LATENCY_US
        return script(sent)

    hardware.answer = at_once
    hardware.storage.slots.stored[Slot.A] = encode_reference(TokenRecord("oc_perm_old", sequence=1))
    assert run(hardware).paths[:3] == [SESSION, REGISTER, SESSION]
    assert [line for line in hardware.lines if "Next attempt" in line] == ["[SYSTEM] Next attempt in 600 s"]


@pytest.mark.parametrize(("late_us", "rests_s"), [(999_000, [0.001]), (1_000_000, [])])
def test_a_refused_token_that_is_given_out_again_rests_to_the_last_millisecond(
    late_us: int, rests_s: list[float]
) -> None:
    hardware = FakeHardware(until_s=603)
    script = answers([HttpResponse(429, b"", {"retry-after": "599"}), registered("oc_perm_old")], [REVOKED, opened()])

    def answer(sent: Sent) -> Exchanged:
        found = script(sent)
        hardware.now_us += (late_us if found == registered("oc_perm_old") else 0) - LATENCY_US
        return found

    hardware.answer = answer
    hardware.storage.slots.stored[Slot.A] = encode_reference(TokenRecord("oc_perm_old", sequence=1))
    assert run(hardware).paths[:4] == [SESSION, REGISTER, REGISTER, SESSION]
    assert hardware.waits_s[:2] == [599, *rests_s, 5][:2]


def test_a_registration_that_gets_no_answer_is_repeated_and_the_refused_token_rests_all_the_while() -> None:
    hardware = life([registered(), HttpFailure.TIMEOUT], [opened(expires_in=30), REVOKED], until_s=1800)
    asked_s = [sent.at_s for sent in hardware.sent if sent.path.endswith("session/")]
    assert all(later - earlier >= 600 for earlier, later in pairwise(asked_s[1:]))
    assert hardware.waits_s.count(2) == hardware.waits_s.count(32) == 1


def test_while_the_refused_token_rests_a_lost_network_is_joined_again() -> None:
    hardware = FakeHardware(until_s=300)
    script = answers(
        [registered(), HttpResponse(500), registered("oc_perm_new")], [opened(expires_in=30), REVOKED, opened()]
    )

    def answer(sent: Sent) -> Exchanged:
        found = script(sent)
        hardware.connected = found.status != 500 if isinstance(found, HttpResponse) else True
        return found

    hardware.answer = answer
    lines = run(hardware).lines
    assert Line.WIFI_LOST.build() in lines
    assert lines[-1] == ONLINE


def test_legacy_firmware_keeps_asking_with_the_same_token_every_ten_minutes() -> None:
    hardware = life([registered()], [REVOKED], store=StorePolicy.LEGACY)
    assert hardware.paths.count(REGISTER) == 1
    assert {sent.headers["x-device-token"] for sent in hardware.sent[1:]} == {PERMANENT[:32]}
    assert hardware.waits_s == [600] * 6


def test_a_token_refused_right_after_it_was_granted_is_not_registered_for_again() -> None:
    hardware = life([registered()], [refused(401)])
    assert hardware.paths.count(REGISTER) == 1
    assert hardware.waits_s == [600] * 6


def test_a_server_that_grants_the_refused_token_again_is_not_asked_again_at_once() -> None:
    hardware = life([registered()], [opened(expires_in=30), refused(401)])
    asked_s = [sent.at_s for sent in hardware.sent if sent.path.endswith("session/")]
    assert all(later - earlier >= 25 for earlier, later in pairwise(asked_s))


def test_a_new_token_that_works_makes_the_device_online() -> None:
    new = "oc_perm_" + "N" * 43
    script = [opened(expires_in=30), refused(401), opened()]
    hardware = life([registered(), registered(new)], script, until_s=600)
    assert hardware.lines[-1] == ONLINE
    assert hardware.sent[-1].headers["x-device-token"] == new


def test_a_token_that_was_refused_by_mistake_comes_back_by_itself() -> None:
    assert life([registered()], [refused(401), opened()]).lines[-1] == ONLINE


def test_after_a_renewal_that_failed_the_device_says_again_that_it_is_online() -> None:
    lines = life([registered()], [opened(expires_in=30), HttpResponse(500), opened()], until_s=60).lines
    assert lines[-5:] == [
        "[SESSION] HTTP Response: 500",
        "[SESSION] Refused: unreadable answer",
        "[SYSTEM] Next attempt in 2 s",
        "[SESSION] Got session ID: a1b2c3d4",
        ONLINE,
    ]


@pytest.mark.parametrize("answer", [HttpFailure.TIMEOUT, HttpResponse(500), HttpResponse(429), HttpResponse(410)])
def test_other_failures_of_the_session_never_touch_the_registration_token(answer: Exchanged) -> None:
    assert life([registered()], [answer]).paths.count(REGISTER) == 1
