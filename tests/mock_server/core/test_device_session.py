"""`POST /api/device/session/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

OTHER_MAC = "24:6F:28:00:00:01"


def test_a_permanent_token_opens_a_session(bench: Bench) -> None:
    reply = bench.open_session(bench.registered().token)
    assert reply.status == 200
    assert len(reply.text("session_id")) == 32
    assert (reply.body["success"], reply.body["expires_in"], reply.body["server_time"]) == (True, 3600, 1_700_000_000)


def test_opening_a_session_is_a_contact(bench: Bench) -> None:
    device = bench.registered()
    assert device.status == "OFFLINE"
    device.renew()
    assert device.status == "ONLINE"


@pytest.mark.parametrize("headers", [{}, {"x-device-token": ""}, {"x-device-token": "oc_perm_unknown"}])
def test_a_missing_or_unknown_token_is_invalid(bench: Bench, headers: dict[str, str]) -> None:
    body = {"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}
    reply = bench.send("POST", "/api/device/session/", body, headers)
    assert (reply.status, reply.error) == (401, "Invalid token")


def test_a_registration_token_opens_no_session(bench: Bench) -> None:
    assert bench.open_session(bench.registered().registration_token).code == "token_invalid"


def test_another_mac_is_a_mismatch(bench: Bench) -> None:
    device = bench.registered()
    reply = bench.open_session(device.token, mac=OTHER_MAC)
    assert (reply.status, reply.error, reply.code) == (403, "MAC address mismatch", "mac_mismatch")


def test_a_mismatch_is_no_contact_and_leaves_the_session_alone(bench: Bench) -> None:
    device = bench.online()
    bench.wait(20)
    bench.open_session(device.token, mac=OTHER_MAC)
    assert device.status == "AWAY"
    assert device.poll().status == 200


def test_the_mac_is_judged_before_the_device_id(bench: Bench) -> None:
    device = bench.registered()
    assert bench.open_session(device.token, mac=OTHER_MAC, device_id="other").code == "mac_mismatch"
    assert bench.open_session(device.token, device_id="other").code == "token_invalid"


def test_the_device_id_may_be_ignored(bench: Bench) -> None:
    bench.change(check_device_id=False)
    assert bench.open_session(bench.registered().token, device_id="other").status == 200


def test_a_new_session_ends_the_old_one(bench: Bench) -> None:
    device = bench.online()
    old = device.session
    device.renew()
    reply = bench.poll(device.token, old)
    assert (reply.status, reply.error, reply.code) == (401, "Session not found", "session_unknown")
    assert device.poll().status == 200


def test_a_refused_session_request_leaves_the_session_alone(bench: Bench) -> None:
    device = bench.online()
    bench.open_session(device.token, headers={"x-device-time": "0"})
    assert device.poll().status == 200


def test_a_restart_of_the_server_ends_sessions_and_keeps_tokens(bench: Bench) -> None:
    device = bench.online()
    bench.core.restart(bench.now_us)
    assert device.poll().code == "session_unknown"
    assert device.status != "ONLINE"
    device.renew()
    assert device.poll().status == 200


def test_the_journal_says_what_the_answer_keeps_to_itself(bench: Bench) -> None:
    """Both are answered as any token that is wrong."""
    device = bench.registered()
    bench.open_session(device.token, device_id="other")
    bench.send("POST", "/api/device/session/", {"device_id": device.device_id, "mac_address": device.mac})
    assert [(row.code, row.note) for row in bench.journal()[-2:]] == [
        ("token_invalid", "the device ID is not the one that was registered"),
        ("token_invalid", "no permanent token was sent"),
    ]


def test_two_remarks_about_one_request_stand_beside_each_other(bench: Bench) -> None:
    device = bench.online()
    bench.change(accept_query_token=False)
    assert bench.send("GET", "/api/device/state/", query=f"token={device.token}").code == "token_invalid"
    first, _, second = bench.journal()[-1].note.partition("; ")
    assert (first, second.partition(" in the query")[0]) == (
        "no permanent token was sent",
        "the permanent token travels",
    )


def test_the_journal_says_when_a_mac_changes_hands(bench: Bench) -> None:
    bench.registered()
    assert bench.journal()[-1].note == ""
    bench.register(bench.generate().registration_token)
    assert bench.journal()[-1].note == "took the MAC over from another record, whose tokens end"
