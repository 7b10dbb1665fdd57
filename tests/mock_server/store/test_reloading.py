"""What devices and people notice of a restart of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock_server.declared_operations import LASTING, do, examples, shown
from tests.together import together

if TYPE_CHECKING:
    from oceanhil.mock_server.core.operation import Json
    from tests.mock_server.conftest import Registered
    from tests.mock_server.declared_operations import DeviceOperation
    from tests.mock_server.store.conftest import Kept


def after_restart(kept: Kept, device: Registered) -> Registered:
    kept.restart()
    device.bench = kept.bench
    return device


def test_a_device_opens_a_session_with_its_old_token(kept: Kept) -> None:
    device = after_restart(kept, kept.bench.online())
    assert device.poll().code == "session_unknown"
    device.renew()
    assert device.poll().status == 200


def test_a_pending_device_registers_with_its_token(kept: Kept) -> None:
    token = kept.bench.generate().registration_token
    kept.restart()
    assert kept.bench.register(token).status == 200


def test_tokens_that_ended_are_still_told_apart(kept: Kept) -> None:
    used, revoked = kept.bench.registered(), kept.bench.registered("24:6F:28:00:00:02", "ESP32_246F28000002")
    kept.bench.admin("POST", f"/devices/{revoked.id}/revoke")
    kept.restart()
    assert kept.bench.register(used.registration_token).code == "token_used"
    assert kept.bench.open_session(revoked.token, revoked.mac, revoked.device_id).code == "token_revoked"


def test_clock_and_settings_are_as_they_were(kept: Kept) -> None:
    kept.bench.change(session_ttl_s=7, accept_query_token=False)
    kept.bench.admin("PUT", "/clock", {"offset": 86_400, "freeze": True})
    kept.restart()
    clock = kept.bench.core.clock(kept.bench.now_us)
    assert (clock.offset, clock.frozen, kept.bench.core.settings()["session_ttl_s"]) == (86_400, True, 7)


@together
@pytest.mark.parametrize(("each", "body"), [(each, body) for each in LASTING for body in examples(each)])
def test_what_an_operation_did_is_shown_after_a_restart(kept: Kept, each: DeviceOperation, body: Json | None) -> None:
    identity = kept.bench.generate().id
    assert do(kept.bench, each, body, identity).status < 300
    before = shown(kept.bench)
    kept.restart()
    assert shown(kept.bench) == before


def test_sessions_and_fault_rules_end(kept: Kept) -> None:
    device = kept.bench.online()
    kept.bench.admin("POST", "/faults", {"fault": {"kind": "reset"}})
    kept.restart()
    assert kept.bench.core.faults() == []
    assert kept.bench.view(device.id).session_expires_at is None


def test_a_restarted_server_with_a_seed_gives_out_nothing_twice(kept: Kept) -> None:
    given = []
    for _ in range(3):
        made = kept.bench.generate()
        given += [made.id, made.registration_token]
        kept.bench.admin("DELETE", f"/devices/{made.id}")
        kept.restart()
    assert len(set(given)) == 6


@pytest.mark.slow
def test_a_seed_and_a_number_of_starts_give_the_same_tokens_again(kept: Kept) -> None:
    kept.restart()
    first = kept.bench.generate()
    kept.bench.core.reset(None, kept.bench.now_us)
    kept.bench.core.restart_numbers(1)
    assert kept.bench.generate() == first


def test_a_repeated_registration_gets_the_same_answer_before_a_restart(kept: Kept) -> None:
    kept.bench.change(idempotent_register_window=600)
    device = kept.bench.registered()
    assert kept.bench.register(device.registration_token).body["permanent_token"] == device.token


def test_after_a_restart_it_gets_a_new_token_and_the_old_one_ends(kept: Kept) -> None:
    kept.bench.change(idempotent_register_window=600)
    device = after_restart(kept, kept.bench.registered())
    fresh = kept.bench.register(device.registration_token).text("permanent_token")
    assert kept.bench.open_session(device.token).code == "token_revoked"
    assert kept.bench.open_session(fresh).status == 200
    kept.restart()
    assert kept.bench.open_session(fresh).status == 200


def test_a_device_that_was_back_meanwhile_gets_the_token_it_has(kept: Kept) -> None:
    kept.bench.change(idempotent_register_window=600)
    device = after_restart(kept, kept.bench.registered())
    device.renew()
    assert kept.bench.register(device.registration_token).body["permanent_token"] == device.token


def test_the_journal_goes_on_with_its_numbers(kept: Kept) -> None:
    device = kept.bench.online()
    device.poll()
    shown = kept.bench.journal()
    kept.restart()
    assert kept.bench.journal() == shown
    kept.bench.send("GET", "/")
    assert kept.bench.journal()[-1].seq == shown[-1].seq + 1


def test_the_last_contact_is_known_from_polls_alone(kept: Kept) -> None:
    device = kept.bench.online()
    kept.save()
    kept.bench.wait(5)
    device.poll()
    kept.restart()
    assert kept.bench.view(device.id).last_contact == kept.bench.now_us / 1_000_000
