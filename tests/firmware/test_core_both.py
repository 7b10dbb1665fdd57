"""Rules that both device programs hold, and that no test of the Python program alone shows."""

from collections.abc import Awaitable, Callable

import pytest

from oceanhil.firmware.build import build_host_library
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeProgram
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord, encode_legacy, encode_reference
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.program import run_program
from oceanhil.simulator.program.answers import DEEPEST
from oceanhil.simulator.program.hardware import Hardware
from tests.simulator.answers import NOW_S, answers, opened, refused, reply, state
from tests.simulator.program import fake_hardware
from tests.simulator.program.fake_hardware import FakeHardware, firmware, run

DeviceProgram = Callable[[Hardware, Firmware, DeviceSettings, WireNames], Awaitable[None]]
SKEW = refused(401, "Clock skew too large", "clock_skew", server_time=NOW_S)


@pytest.fixture(params=["python", "core"])
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DeviceProgram:
    """Let `run` run this program."""
    core = NativeProgram(CoreLibrary(build_host_library()))
    chosen: DeviceProgram = core if request.param == "core" else run_program
    monkeypatch.setattr(fake_hardware, "run_program", chosen)
    return chosen


@pytest.mark.usefixtures("program")
def test_an_opened_session_earns_the_next_immediate_retry() -> None:
    script = answers(session=[SKEW, opened(expires_in=20), SKEW, opened()])
    # Wrong, right, wrong again at the renewal's refusal: each correction is worth asking again at once.
    hardware = FakeHardware(script, time_server_s=[NOW_S, NOW_S + 600, NOW_S], until_s=60)
    run(hardware, firmware(sntp=True))
    assert hardware.paths.count("POST /api/device/session/") == 4
    assert 30 not in hardware.waits_s


@pytest.mark.usefixtures("program")
def test_a_token_that_comes_back_the_same_is_not_registered_for_again_before_it_has_rested() -> None:
    hardware = FakeHardware(answers(session=[opened(expires_in=20), refused(401)]), until_s=500)
    run(hardware, firmware())
    assert hardware.paths.count("POST /api/device/register/") == 2


def nested(depth: int) -> bytes:
    return b'{"session_id":"abc","y":"]]}[[","x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("depth", [2, DEEPEST])
def test_an_answer_may_be_nested_in_fields_that_nobody_reads(depth: int) -> None:
    hardware = run(FakeHardware(answers(session=[reply(200, nested(depth))])))
    assert hardware.lines[-1] == "[INFO] Device ONLINE"


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("depth", [DEEPEST + 1, 1000, 100_000])
def test_an_answer_that_is_nested_too_deep_is_unreadable_and_the_next_one_is_read(depth: int) -> None:
    hardware = run(FakeHardware(answers(session=[reply(200, nested(depth)), opened()])))
    assert Line.SESSION_NO_ID.build() in hardware.lines
    assert hardware.lines[-1] == "[INFO] Device ONLINE"


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("token", ["oc_perm_a\r\nx-admin: 1", "oc_perm_\0", "oc_perm_é", " "])
@pytest.mark.parametrize("policy", StorePolicy)
def test_a_stored_token_that_no_header_can_carry_is_damage_and_the_device_registers(
    token: str, policy: StorePolicy
) -> None:
    record, hardware = TokenRecord(token, RecordFlag.REGISTRATION_USED, 1), FakeHardware()
    hardware.storage.eeprom.stored = encode_legacy(record)
    hardware.storage.slots.stored[Slot.A] = encode_reference(record)
    run(hardware, firmware(store=policy))
    assert "[EEPROM] Checksum mismatch" in hardware.lines
    assert hardware.paths[0] == "POST /api/device/register/"
    assert hardware.lines[-1] == "[INFO] Device ONLINE"


@pytest.mark.usefixtures("program")
def test_a_slot_whose_token_no_header_can_carry_leaves_the_other_slot_in_force() -> None:
    hardware = FakeHardware()
    older, newer = TokenRecord("oc_perm_good", sequence=1), TokenRecord("a b", sequence=2)
    hardware.storage.slots.stored = {Slot.A: encode_reference(older), Slot.B: encode_reference(newer)}
    run(hardware)
    assert {each.headers.get("x-device-token") for each in hardware.sent} == {"oc_perm_good"}


@pytest.mark.usefixtures("program")
def test_the_record_in_force_is_programmed_again_at_boot() -> None:
    hardware, record = FakeHardware(), TokenRecord("oc_perm_x", RecordFlag.REGISTRATION_USED, 5)
    hardware.storage.slots.stored[Slot.B] = encode_reference(record)
    run(hardware)
    assert hardware.storage.slots.again == [(Slot.B, encode_reference(record))]
    assert hardware.storage.slots.writes == []


@pytest.mark.usefixtures("program")
def test_the_mac_is_read_before_storage_is_opened() -> None:
    hardware = run(FakeHardware(mac=None))
    assert hardware.halted
    assert hardware.storage.opened == []


@pytest.mark.usefixtures("program")
def test_a_session_that_ends_in_the_rest_behind_a_refused_poll_is_renewed_before_the_next_one() -> None:
    sessions = [opened(), opened(expires_in=240), opened()]
    script = answers(session=sessions, poll=[refused(403, "Forbidden", "forbidden"), state()])
    hardware = run(FakeHardware(script, until_s=620))
    assert 600 in hardware.waits_s
    paths = ["GET /api/device/state/", *["POST /api/device/session/"] * 2, "GET /api/device/state/"]
    assert hardware.paths[2:6] == paths
    assert Line.SESSION_EXPIRED.build() in hardware.lines


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("named", [{}, {"relay1": False}, {"relay2": False}])
def test_a_report_that_is_due_waits_until_it_was_read_what_is_wanted_of_both_relays(named: dict[str, bool]) -> None:
    less = reply(200, {"success": True, **named})
    hardware = run(FakeHardware(answers(poll=[less, less, state(relay2=True)]), until_s=30))
    assert hardware.paths[2:6] == [*["GET /api/device/state/"] * 3, "POST /api/device/state/"]
    assert b'"relay2":true' in hardware.sent[5].body
