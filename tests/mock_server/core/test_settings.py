"""Settings: changed all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import WrongValueError

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

DOCUMENTED = {
    "used_token_status": 410,
    "idempotent_register_window": 0,
    "require_device_time": False,
    "rate_limit_enabled": False,
    "rate_limit_api_per_s": 20,
    "rate_limit_register_per_min": 2,
    "rate_limit_connections": 10,
    "max_clock_skew_s": 300,
    "registration_token_ttl_s": 86_400,
    "session_ttl_s": 3600,
    "online_below_s": 10,
    "offline_above_s": 300,
    "maintenance": False,
}


def test_the_documented_settings_have_their_defaults(bench: Bench) -> None:
    assert bench.core.settings().items() >= DOCUMENTED.items()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sesion_ttl_s", 1),
        ("session_ttl_s", "60"),
        ("session_ttl_s", 60.5),
        ("session_ttl_s", True),
        ("session_ttl_s", None),
        ("session_ttl_s", 0),
        ("session_ttl_s", -1),
        ("session_ttl_s", 10**30),
        ("maintenance", 1),
        ("used_token_status", 404),
        ("registration_body_length", 10**6),
        ("max_body_bytes", 2**40),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_applied(bench: Bench, name: str, value: object) -> None:
    before = bench.core.settings()
    with pytest.raises(WrongValueError, match=name) as refused:
        bench.core.put_settings({"maintenance": True, name: value, "rate_limit_enabled": True}, bench.now_us)
    assert "server." not in str(refused.value), "settings are sent without the name of the profile's table"
    assert bench.core.settings() == before


def test_the_nearest_name_is_suggested(bench: Bench) -> None:
    with pytest.raises(WrongValueError, match="did you mean 'session_ttl_s'"):
        bench.core.put_settings({"sesion_ttl": 1}, bench.now_us)


def test_settings_hold_at_once(bench: Bench) -> None:
    device = bench.online()
    bench.wait(50)
    bench.change(session_ttl_s=49)
    assert device.poll().code == "session_expired"
    bench.change(session_ttl_s=50)
    assert device.poll().status == 200


def test_the_profile_gives_the_first_values(make_bench: type[Bench]) -> None:
    assert make_bench(session_ttl_s=7).core.settings()["session_ttl_s"] == 7
