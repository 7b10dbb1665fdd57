"""`X-Device-Time` and the five-minute rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

NOW_S = 1_700_000_000


@pytest.mark.parametrize("offset_s", [-300, -299, 0, 300])
def test_up_to_five_minutes_off_is_accepted(bench: Bench, offset_s: int) -> None:
    bench.wait(0.75)
    headers = {"x-device-time": str(NOW_S + offset_s)}
    assert bench.register(bench.generate().registration_token, headers=headers).status == 200


@pytest.mark.parametrize("offset_s", [-301, 301, -NOW_S, 10**15, 10**400])
def test_further_off_is_refused_with_the_servers_time(bench: Bench, offset_s: int) -> None:
    bench.wait(0.75)
    headers = {"x-device-time": str(NOW_S + offset_s)}
    reply = bench.register(bench.generate().registration_token, headers=headers)
    assert (reply.status, reply.error, reply.code) == (401, "Clock skew too large", "clock_skew")
    assert (reply.body["success"], reply.body["server_time"]) == (False, NOW_S)


def test_a_session_request_is_judged_by_the_same_rule(bench: Bench) -> None:
    device = bench.registered()
    assert bench.open_session(device.token, headers={"x-device-time": str(NOW_S - 301)}).code == "clock_skew"


@pytest.mark.parametrize(
    "text", ["", "now", "nan", "inf", "-inf", "1e9", "0x10", "1_000", "1.", ".5", "1,5", "١٢", "1 2", "--1"]
)
def test_what_is_no_decimal_number_is_a_bad_request(bench: Bench, text: str) -> None:
    token = bench.generate().registration_token
    reply = bench.register(token, headers={"x-device-time": text})
    assert (reply.status, reply.code) == (400, "bad_request")
    assert bench.register(token).status == 200


def test_the_header_may_be_missing(bench: Bench) -> None:
    assert bench.register(bench.generate().registration_token).status == 200


def test_the_header_may_be_required(bench: Bench) -> None:
    bench.change(require_device_time=True)
    token = bench.generate().registration_token
    reply = bench.register(token)
    assert reply.status == 400
    assert "x-device-time" in str(reply.error)
    assert bench.register(token, headers={"x-device-time": str(NOW_S)}).status == 200


def test_the_limit_is_a_setting(bench: Bench) -> None:
    bench.change(max_clock_skew_s=0)
    token = bench.generate().registration_token
    assert bench.register(token, headers={"x-device-time": str(NOW_S + 1)}).code == "clock_skew"


def test_the_token_and_the_mac_are_judged_before_the_clock(bench: Bench) -> None:
    device = bench.registered()
    late = {"x-device-time": "0"}
    assert bench.register("oc_reg_unknown", headers=late).code == "token_invalid"
    assert bench.open_session(device.token, mac="24:6F:28:00:00:01", headers=late).code == "mac_mismatch"
