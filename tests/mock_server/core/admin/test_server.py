"""The server as a whole over HTTP: clock, settings, faults, reset, restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

NOW_S = 1_700_000_000


def test_the_clock_is_shown_and_set(bench: Bench) -> None:
    assert bench.admin("GET", "/clock").body == {"now": NOW_S, "offset": 0, "frozen": False}
    assert bench.admin("PUT", "/clock", {"advance": 1.5}).body["now"] == NOW_S + 1.5
    assert bench.admin("PUT", "/clock", {"offset": -60, "freeze": True}).body == {
        "now": NOW_S - 60,
        "offset": -60,
        "frozen": True,
    }
    assert bench.admin("PUT", "/clock", {"freeze": False}).body["frozen"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": 1, "offset": 1},
        {"advance": -1},
        {"advance": "1"},
        {"advance": True},
        {"advance": None},
        {"offset": 4e9},
        {"offset": -4e9},
        {"offset": 10**400},
        {"freeze": 1},
        {"freeze": True, "advance": -1},
        {"advnce": 1},
        {"advance": 1, "now": 0},
        b'{"advance": NaN}',
        b'{"advance": Infinity}',
        b'{"advance": 1e999}',
        [],
    ],
)
def test_a_wrong_clock_is_refused_and_nothing_moves(bench: Bench, body: object) -> None:
    assert bench.admin("PUT", "/clock", body).status == 400
    assert bench.admin("GET", "/clock").body == {"now": NOW_S, "offset": 0, "frozen": False}


def test_settings_are_one_flat_object(bench: Bench) -> None:
    assert bench.admin("GET", "/settings").body == bench.core.settings()
    changed = bench.admin("PUT", "/settings", {"used_token_status": 401, "maintenance": True}).body
    assert (changed["used_token_status"], changed["maintenance"], changed["session_ttl_s"]) == (401, True, 3600)


def test_a_wrong_setting_is_named_without_secrets(bench: Bench) -> None:
    secret = "oc_reg_" + "x" * 43
    reply = bench.admin("PUT", "/settings", {secret: secret, "maintenance": True})
    assert reply.status == 400
    assert "oc_reg_xxxxx…" in str(reply.error)
    assert secret not in str(reply.error)
    assert bench.core.settings()["maintenance"] is False


def test_faults_are_added_listed_and_removed(bench: Bench) -> None:
    rule = {
        "match": {"path": "/x*"},
        "fault": {"kind": "truncate", "bytes": 3},
        "times": 2,
        "probability": 1,
        "seed": 5,
    }
    rule |= {"after": 1, "duration": None}
    added = bench.admin("POST", "/faults", rule)
    assert added.status == 201
    assert bench.admin("GET", "/faults").body == {
        "faults": [{"id": added.body["id"], "fired": 0, "until": None, "name": None, **rule}]
    }
    assert bench.admin("DELETE", f"/faults/{added.body['id']}").status == 200
    assert bench.admin("DELETE", f"/faults/{added.body['id']}").status == 404
    bench.admin("POST", "/faults", rule)
    bench.admin("DELETE", "/faults")
    assert bench.admin("GET", "/faults").body == {"faults": []}


def test_a_wrong_fault_is_named(bench: Bench) -> None:
    reply = bench.admin("POST", "/faults", {"fault": {"kind": "delay", "seconds": "1"}})
    assert reply.status == 400
    assert "seconds" in str(reply.error)


@pytest.mark.parametrize(
    ("fault", "known"),
    [({"kind": "drop"}, "known: status, delay, "), ({"kind": "malformed", "how": "x"}, "known: status_line, header")],
)
def test_a_wrong_word_in_a_fault_is_told_with_the_right_ones(bench: Bench, fault: dict[str, str], known: str) -> None:
    assert known in str(bench.admin("POST", "/faults", {"fault": fault}).error)


def test_faults_never_touch_the_admin_side(bench: Bench) -> None:
    bench.admin("POST", "/faults", {"fault": {"kind": "drop_request"}})
    assert bench.admin("GET", "/health").status == 200


def test_reset_takes_a_seed_or_the_first_one(bench: Bench) -> None:
    assert bench.admin("POST", "/reset", {"seed": 7}).body == {"success": True, "seed": 7}
    token = bench.generate().registration_token
    bench.admin("POST", "/reset", {"seed": 7})
    assert bench.generate().registration_token == token
    assert bench.admin("POST", "/reset").body["seed"] == 1


@pytest.mark.parametrize("seed", ["7", 7.5, True, 1 << 300])
def test_a_wrong_seed_is_refused_and_nothing_is_reset(bench: Bench, seed: object) -> None:
    device = bench.registered()
    assert bench.admin("POST", "/reset", {"seed": seed}).status == 400
    assert device.status == "OFFLINE"


def test_restart_ends_sessions(bench: Bench) -> None:
    device = bench.online()
    assert bench.admin("POST", "/restart").status == 200
    assert device.poll().code == "session_unknown"


def test_health_says_that_the_server_is_there(bench: Bench) -> None:
    bench.generate()
    body = bench.admin("GET", "/health").body
    assert (body["status"], body["profile"], body["devices"]) == ("ok", "oceanremote", 1)


@pytest.mark.parametrize("number", ["2", "0", "-1", "1.0", "52e6b438", "9" * 40, "%00"])
def test_a_request_that_is_in_no_journal_is_not_found_whatever_it_is_called(bench: Bench, number: str) -> None:
    bench.poll("no token")
    assert bench.admin("GET", "/journal/1").status == 200
    reply = bench.admin("GET", f"/journal/{number}")
    assert (reply.status, reply.code) == (404, "not_found")
    assert "list them with GET /_admin/journal" in str(reply.error)
