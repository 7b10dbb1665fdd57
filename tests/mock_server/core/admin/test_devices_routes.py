"""The dashboard's actions over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


@pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])
def test_generating_firmware_makes_a_pending_device(bench: Bench, board: str) -> None:
    reply = bench.admin("POST", "/devices", {"board": board, "name": "pump"})
    assert reply.status == 201
    assert reply.body["expires_at"] == 1_700_086_400
    shown = bench.admin("GET", f"/devices/{reply.text('id')}").body
    assert (shown["board"], shown["name"], shown["status"], shown["mac"]) == (board, "pump", "PENDING", None)
    assert bench.register(reply.text("registration_token")).status == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [({}, "board"), ({"board": "esp99"}, "board"), ({"board": 1}, "board"), ({"board": "esp32", "name": 1}, "name")],
)
def test_a_wrong_field_is_named(bench: Bench, body: object, named: str) -> None:
    reply = bench.admin("POST", "/devices", body)
    assert reply.status == 400
    assert named in str(reply.error)
    assert bench.admin("GET", "/devices").body == {"devices": []}


def test_the_list_is_inside_an_object(bench: Bench) -> None:
    ids = [bench.generate().id for _ in range(3)]
    devices = bench.admin("GET", "/devices").body["devices"]
    assert isinstance(devices, list)
    assert [device["id"] for device in devices] == ids


def test_the_list_can_be_read_page_by_page(bench: Bench) -> None:
    ids = [bench.generate().id for _ in range(5)]
    pages = [
        listed(bench, "limit=2"),
        listed(bench, f"after={ids[1]}&limit=2"),
        listed(bench, f"limit=2&after={ids[3]}"),
    ]
    assert pages == [ids[:2], ids[2:4], ids[4:]]
    assert listed(bench, f"after={ids[2]}") == ids[3:]
    assert listed(bench, f"after={ids[4]}&limit=9") == listed(bench, "limit=0") == []


@pytest.mark.parametrize(("query", "status"), [("limit=-1", 400), ("limit=many", 400), ("after=00000000", 404)])
def test_a_page_that_cannot_be_is_refused(bench: Bench, query: str, status: int) -> None:
    bench.generate()
    assert bench.admin("GET", "/devices", query=query).status == status


def listed(bench: Bench, query: str) -> list[str]:
    devices = bench.admin("GET", "/devices", query=query).body["devices"]
    assert isinstance(devices, list)
    return [device["id"] for device in devices]


def test_regenerate_revoke_and_delete_answer_what_they_did(bench: Bench) -> None:
    device = bench.registered()
    regenerated = bench.admin("POST", f"/devices/{device.id}/regenerate")
    assert regenerated.text("registration_token").startswith("oc_reg_")
    assert bench.admin("POST", f"/devices/{device.id}/revoke").body["status"] == "REVOKED"
    assert bench.admin("DELETE", f"/devices/{device.id}").body == {"success": True, "id": device.id}
    assert bench.admin("GET", f"/devices/{device.id}").status == 404


def test_a_device_can_be_claimed_by_hand(bench: Bench) -> None:
    identity = bench.generate().id
    hardware = {"mac_address": "246f28aabbcc", "device_id": "ESP32_246F28AABBCC"}
    assert bench.admin("POST", f"/devices/{identity}/claim", hardware).body["mac"] == "24:6F:28:AA:BB:CC"
    assert bench.admin("POST", f"/devices/{identity}/claim", {"device_id": "x"}).status == 400
    registered = bench.registered()
    assert bench.admin("POST", f"/devices/{registered.id}/claim", hardware).status == 409


def test_the_dashboard_switches_relays(bench: Bench) -> None:
    device = bench.online()
    reply = bench.admin("PUT", f"/devices/{device.id}/state", {"relay1": True})
    assert reply.body["state"] == {"relay1": True, "relay2": False, "temperature": None, "humidity": None}
    assert device.poll().body["relay1"] is True


@pytest.mark.parametrize("state", [{"relay1": 1}, {"relay9": True}, {"temperature": "warm"}, {"relay1": True, "x": 1}])
def test_a_wrong_state_is_refused_whole(bench: Bench, state: dict[str, object]) -> None:
    device = bench.online()
    reply = bench.admin("PUT", f"/devices/{device.id}/state", state)
    assert reply.status == 400
    assert list(state)[-1] in str(reply.error)
    assert device.poll().body["relay1"] is False


def test_tags_replace_those_before_and_stay_when_the_token_is_regenerated(bench: Bench) -> None:
    made = bench.admin("POST", "/devices", {"board": "esp32", "tags": ["rack-3", "Gewächshaus", "rack-3"]})
    path = f"/devices/{made.text('id')}"
    assert bench.admin("GET", path).body["tags"] == ["Gewächshaus", "rack-3"]
    assert bench.admin("PUT", f"{path}/tags", {"tags": ["attic"]}).body["tags"] == ["attic"]
    bench.admin("POST", f"{path}/regenerate")
    assert bench.admin("GET", path).body["tags"] == ["attic"]


def test_the_list_shows_those_with_a_tag_page_by_page(bench: Bench) -> None:
    ids = [bench.generate().id for _ in range(5)]
    for identity in ids[::2]:
        bench.admin("PUT", f"/devices/{identity}/tags", {"tags": ["attic", "rack-3"]})
    assert listed(bench, "tag=rack-3") == ids[::2]
    assert listed(bench, f"tag=rack-3&limit=1&after={ids[1]}") == [ids[2]]
    assert listed(bench, "tag=rack") == []
    assert listed(bench, "tag=") == ids


@pytest.mark.parametrize(
    "name", ["", "  ", "\u3000", "a\n", "\x1b[31mred", "a\u202e", "\u200b", "\ufeffa", "\x85", "\u2028"]
)
def test_a_name_that_cannot_be_seen_as_it_is_is_refused_with_what_it_is(bench: Bench, name: str) -> None:
    reply = bench.admin("POST", "/devices", {"board": "esp32", "name": name})
    expected = "expected 1 to 64 characters that can be seen; leave it out for one that is made up"
    assert (reply.status, reply.error) == (400, f"name is {name!r}, {expected}")
    assert listed(bench, "") == []


@pytest.mark.parametrize("name", ["bench", "Gewächshaus 3, links", "温室", "خيمة", ("roof " * 13)[:64].strip(), "🌊"])
def test_a_name_is_what_people_call_it(bench: Bench, name: str) -> None:
    made = bench.admin("POST", "/devices", {"board": "esp32", "name": name})
    assert (made.status, bench.admin("GET", f"/devices/{made.text('id')}").body["name"]) == (201, name)


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["two words"], "tags has 'two words', expected words of 1 to 32 characters without blanks and commas"),
        ([""], "tags has ''"),
        (["x" * 33], "tags has 'xxx"),
        (["a,b"], "tags has 'a,b'"),
        (["a\n"], "tags has 'a\\n'"),
        (["a\u202eb"], "tags has 'a\\u202eb'"),
        ([f"rack-{each}" for each in range(17)], "tags has 17 words, expected at most 16"),
        ([7], "tags is not a list of texts, expected a list of words"),
        ("rack-3", "tags is not a list of texts, expected a list of words"),
    ],
)
def test_what_is_no_tag_is_named_and_nothing_changes(bench: Bench, tags: object, said: str) -> None:
    path = f"/devices/{bench.generate().id}"
    bench.admin("PUT", f"{path}/tags", {"tags": ["attic"]})
    reply = bench.admin("PUT", f"{path}/tags", {"tags": tags})
    assert reply.status == 400
    assert str(reply.error).startswith(said)
    assert bench.admin("POST", "/devices", {"board": "esp32", "tags": tags}).error == reply.error
    assert [bench.admin("GET", path).body["tags"], len(listed(bench, ""))] == [["attic"], 1]


def test_a_token_among_the_tags_is_cut(bench: Bench) -> None:
    device = bench.online()
    shown = bench.admin("PUT", f"/devices/{device.id}/tags", {"tags": [device.session]})
    assert device.session[13:] not in repr(shown.body)
    assert shown.body["tags"] != []


def test_no_token_is_shown_after_it_was_generated(bench: Bench) -> None:
    device = bench.online()
    shown = repr([bench.admin("GET", "/devices").body, bench.admin("GET", "/journal").body])
    for secret in (device.registration_token, device.token, device.session):
        assert secret[13:] not in shown
