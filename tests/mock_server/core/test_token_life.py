"""What the dashboard's actions do to tokens, sessions and MACs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import ConflictError, UnknownNameError, WrongValueError
from oceanhil.mock_server.core.views import DeviceView
from oceanhil.protocol.board import Board

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

MAC, OTHER_MAC = bytes.fromhex("246F28AABBCC"), "24:6F:28:00:00:01"


def test_a_generated_token_has_the_documented_form(bench: Bench) -> None:
    generated = bench.generate()
    assert generated.registration_token.startswith("oc_reg_")
    assert len(generated.registration_token) == 50
    assert generated.expires_at == 1_700_000_000 + 86_400


def test_revoke_ends_session_and_permanent_token_at_once(bench: Bench) -> None:
    device = bench.online()
    bench.core.revoke(device.id, bench.now_us)
    for reply in (device.poll(), bench.open_session(device.token), bench.poll(device.token)):
        assert (reply.status, reply.error, reply.code) == (403, "Token revoked", "token_revoked")
    assert device.status == "REVOKED"


def test_revoke_ends_an_unused_registration_token(bench: Bench) -> None:
    generated = bench.generate()
    bench.core.revoke(generated.id, bench.now_us)
    assert bench.register(generated.registration_token).code == "token_revoked"


def test_a_used_registration_token_stays_used_after_revoke(bench: Bench) -> None:
    device = bench.registered()
    bench.core.revoke(device.id, bench.now_us)
    assert bench.register(device.registration_token).status == 410


def test_revoking_twice_changes_nothing(bench: Bench) -> None:
    device = bench.registered()
    first = bench.core.revoke(device.id, bench.now_us)
    assert bench.core.revoke(device.id, bench.now_us) == first


def test_regenerate_gives_a_new_token_and_revokes_the_permanent_one(bench: Bench) -> None:
    device = bench.online()
    generated = bench.core.regenerate(device.id, bench.now_us)
    assert generated.id == device.id
    assert generated.registration_token != device.registration_token
    assert device.poll().code == "token_revoked"
    assert device.status == "PENDING"


def test_the_regenerated_token_registers_replaced_hardware(bench: Bench) -> None:
    device = bench.registered()
    token = bench.core.regenerate(device.id, bench.now_us).registration_token
    assert bench.register(token, mac=OTHER_MAC).status == 200
    assert bench.view(device.id).mac == OTHER_MAC


def test_no_session_outlives_the_token_it_was_opened_with(bench: Bench) -> None:
    device = bench.online()
    token = bench.core.regenerate(device.id, bench.now_us).registration_token
    permanent = bench.register(token).text("permanent_token")
    assert bench.poll(permanent, device.session).code == "session_unknown"


def test_regenerate_brings_a_revoked_device_back(bench: Bench) -> None:
    device = bench.registered()
    bench.core.revoke(device.id, bench.now_us)
    token = bench.core.regenerate(device.id, bench.now_us).registration_token
    assert bench.register(token).status == 200
    assert device.status == "OFFLINE"


@pytest.mark.parametrize(("is_used", "code"), [(True, "token_used"), (False, "token_revoked")])
def test_the_replaced_registration_token_stays_refused(bench: Bench, is_used: bool, code: str) -> None:
    generated = bench.generate()
    if is_used:
        bench.register(generated.registration_token)
    bench.core.regenerate(generated.id, bench.now_us)
    assert bench.register(generated.registration_token).code == code


def test_a_regenerated_record_gives_its_mac_free(bench: Bench) -> None:
    old = bench.registered()
    token = bench.core.regenerate(old.id, bench.now_us).registration_token
    bench.registered()
    assert bench.register(token, mac=OTHER_MAC).status == 200


def test_delete_makes_every_token_unknown(bench: Bench) -> None:
    device = bench.online()
    bench.core.regenerate(device.id, bench.now_us)
    bench.core.delete(device.id, bench.now_us)
    assert bench.register(device.registration_token).code == "token_invalid"
    assert bench.poll(device.token, device.session).code == "token_invalid"
    with pytest.raises(UnknownNameError, match="no device has the id"):
        bench.view(device.id)


def test_a_deleted_devices_mac_is_free(bench: Bench) -> None:
    device = bench.registered()
    bench.core.delete(device.id, bench.now_us)
    again = bench.online()
    assert again.status == "ONLINE"


def test_a_claim_by_hand_reserves_the_record_for_its_mac(bench: Bench) -> None:
    generated = bench.generate()
    view = bench.core.claim(generated.id, MAC, "ESP32_246F28AABBCC", bench.now_us)
    assert (view.status, view.claimed, view.mac) == ("PENDING", True, "24:6F:28:AA:BB:CC")
    assert bench.register(generated.registration_token, mac=OTHER_MAC).code == "mac_mismatch"
    assert bench.register(generated.registration_token).status == 200


def test_a_claim_takes_the_mac_from_another_record(bench: Bench) -> None:
    old = bench.online()
    bench.core.claim(bench.generate().id, MAC, "ESP32_246F28AABBCC", bench.now_us)
    assert old.poll().code == "token_revoked"


def test_whoever_watches_is_told_of_the_record_that_lost_its_mac(bench: Bench) -> None:
    old, taker = bench.online(), bench.generate()
    told: list[tuple[str, str | None]] = []
    bench.core.subscribe(
        lambda event: told.append((event.data.id, event.data.mac)) if isinstance(event.data, DeviceView) else None
    )
    bench.register(taker.registration_token)
    assert told == [(old.id, None), (taker.id, "24:6F:28:AA:BB:CC")]


def test_only_a_pending_device_can_be_claimed(bench: Bench) -> None:
    device = bench.registered()
    with pytest.raises(ConflictError, match="registered with 24:6F:28:AA:BB:CC"):
        bench.core.claim(device.id, MAC, "x", bench.now_us)


def test_a_name_is_bounded_and_keeps_no_secret(bench: Bench) -> None:
    generated = bench.core.create_device(Board.PICOW, bench.generate().registration_token, bench.now_us)
    assert len(bench.view(generated.id).name) == 13
    with pytest.raises(WrongValueError, match="at most 64"):
        bench.core.create_device(Board.PICOW, "x" * 65, bench.now_us)
