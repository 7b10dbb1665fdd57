"""`POST /api/device/register/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

DAY_S = 86_400
MAC, OTHER_MAC = "24:6F:28:AA:BB:CC", "24:6F:28:00:00:01"


def test_a_fresh_token_gives_a_permanent_token(bench: Bench) -> None:
    reply = bench.register(bench.generate().registration_token)
    assert reply.status == 200
    assert reply.body["success"] is True
    assert reply.body["device_id"] == "ESP32_246F28AABBCC"
    assert reply.text("permanent_token").startswith("oc_perm_")
    assert len(reply.text("permanent_token")) == 51
    assert reply.body["server_time"] == 1_700_000_000


def test_registration_binds_the_record_to_the_mac(bench: Bench) -> None:
    generated = bench.generate()
    bench.register(generated.registration_token, mac="246f28aabbcc")
    view = bench.view(generated.id)
    assert (view.mac, view.device_id, view.ip, view.claimed) == (MAC, "ESP32_246F28AABBCC", "192.168.1.100", True)


def test_a_token_exactly_24_hours_old_is_valid(bench: Bench) -> None:
    token = bench.generate().registration_token
    bench.wait(DAY_S)
    assert bench.register(token).status == 200


@pytest.mark.parametrize("excess_s", [0.000001, 1])
def test_an_older_token_is_expired(bench: Bench, excess_s: float) -> None:
    token = bench.generate().registration_token
    bench.wait(DAY_S + excess_s)
    reply = bench.register(token)
    assert (reply.status, reply.error, reply.code) == (401, "Token already used or expired", "token_expired")


def test_a_used_token_is_gone(bench: Bench) -> None:
    device = bench.registered()
    reply = bench.register(device.registration_token)
    assert (reply.status, reply.error, reply.code) == (410, "Registration token already used", "token_used")


def test_a_used_token_is_unauthorized_in_the_other_reading(bench: Bench) -> None:
    bench.change(used_token_status=401)
    reply = bench.register(bench.registered().registration_token)
    assert (reply.status, reply.error) == (401, "Token already used or expired")


def test_a_used_token_that_is_also_old_is_gone(bench: Bench) -> None:
    device = bench.registered()
    bench.wait(DAY_S + 1)
    assert bench.register(device.registration_token).status == 410


@pytest.mark.parametrize("spoil", [" {}", "{} ", "{}\n", "{}x", "x{}", "oc_reg_", "?"])
def test_a_token_pasted_wrongly_is_invalid(bench: Bench, spoil: str) -> None:
    token = bench.generate().registration_token
    reply = bench.register(spoil.replace("{}", token))
    assert (reply.status, reply.error, reply.code) == (401, "Invalid token", "token_invalid")


def test_a_cut_token_is_invalid(bench: Bench) -> None:
    assert bench.register(bench.generate().registration_token[:-1]).code == "token_invalid"


def test_a_permanent_token_registers_nothing(bench: Bench) -> None:
    assert bench.register(bench.registered().token).code == "token_invalid"


def test_what_is_wrong_with_a_token_is_in_the_journal(bench: Bench) -> None:
    bench.register(bench.generate().registration_token + "\n")
    assert bench.journal()[-1].note == "the registration token contains a line break"


def test_a_refused_registration_consumes_nothing(bench: Bench) -> None:
    token = bench.generate().registration_token
    assert bench.register(token, mac="no mac").status == 400
    assert bench.register(token, headers={"x-device-time": "0"}).code == "clock_skew"
    assert bench.register(token).status == 200


def test_one_of_many_registrations_with_one_token_succeeds(bench: Bench) -> None:
    token = bench.generate().registration_token
    macs = [f"24:6F:28:00:00:{number:02X}" for number in range(20)]
    assert sorted(bench.register(token, mac=mac).status for mac in macs) == [200] + [410] * 19


def test_without_a_window_a_retry_after_a_lost_reply_is_stuck(bench: Bench) -> None:
    device = bench.registered()
    assert bench.register(device.registration_token).status == 410


def test_inside_the_window_a_retry_gets_the_same_answer(bench: Bench) -> None:
    bench.change(idempotent_register_window=60)
    token = bench.generate().registration_token
    first = bench.register(token)
    bench.wait(60)
    assert bench.register(token) == first


def test_the_window_ends(bench: Bench) -> None:
    bench.change(idempotent_register_window=60)
    device = bench.registered()
    bench.wait(60.000001)
    assert bench.register(device.registration_token).status == 410


def test_the_window_is_for_the_same_mac_only(bench: Bench) -> None:
    bench.change(idempotent_register_window=60)
    device = bench.registered()
    assert bench.register(device.registration_token, mac=OTHER_MAC).status == 410


def test_the_window_does_not_give_back_a_revoked_token(bench: Bench) -> None:
    bench.change(idempotent_register_window=60)
    device = bench.registered()
    bench.core.revoke(device.id, bench.now_us)
    assert bench.register(device.registration_token).status == 410


def test_a_new_record_takes_the_mac_over(bench: Bench) -> None:
    old = bench.online()
    new = bench.registered()
    assert old.poll().code == "token_revoked"
    assert (bench.view(old.id).status, bench.view(old.id).mac) == ("REVOKED", None)
    assert bench.view(new.id).mac == MAC


def test_a_takeover_that_is_refused_leaves_the_holder_alone(bench: Bench) -> None:
    old = bench.online()
    bench.register(bench.generate().registration_token, headers={"x-device-time": "0"})
    assert old.poll().status == 200


def test_the_other_permanent_length_is_a_setting(bench: Bench) -> None:
    bench.change(permanent_body_length=24)
    assert len(bench.registered().token) == 32


def test_tokens_do_not_run_out_at_very_short_lengths(bench: Bench) -> None:
    bench.change(registration_body_length=1)
    tokens = {bench.generate().registration_token for _ in range(300)}
    assert len(tokens) == 300
