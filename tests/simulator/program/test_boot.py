"""From reset to the network: who the device is, what it remembers, how it joins."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.http import HttpFailure
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import (
    RecordFlag,
    RecordVerdict,
    StorePolicy,
    TokenRecord,
    encode_legacy,
    encode_reference,
)
from oceanhil.simulator.eeprom.slots import Slot
from tests.simulator.answers import PERMANENT, answers, state
from tests.simulator.fake_storage import FakeStorage
from tests.simulator.program.fake_hardware import FakeHardware, firmware, run


def test_a_first_boot_prints_the_guides_good_flow() -> None:
    assert run(FakeHardware()).lines == [
        "[SYSTEM] Device ID: ESP32_246F28AABBCC",
        "[EEPROM] Empty",
        "[WiFi] Connecting... Connected!",
        "[WiFi] IP Address: 192.168.1.100",
        "[REG] Registering device...",
        "[REG] Registration token: oc_reg_RRRRR…",
        "[REG] HTTP Response: 200",
        "[REG]  Registration successful!",
        "[EEPROM] Token saved",
        "[SESSION] Got session ID: a1b2c3d4",
        "[INFO] Device ONLINE",
    ]


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_the_device_id_has_the_prefix_of_its_board(board: Board) -> None:
    assert run(FakeHardware(board=board)).lines[0] == f"[SYSTEM] Device ID: {board.device_id_prefix}246F28AABBCC"


def test_firmware_may_derive_the_device_id_wrongly() -> None:
    image = firmware()
    wrong = type(image)(image.registration_token, derivation=Derivation.REVERSED)
    assert run(FakeHardware(), wrong).lines[0] == "[SYSTEM] Device ID: ESP32_CCBBAA286F24"


def test_without_a_mac_the_device_halts_before_it_does_anything_else() -> None:
    hardware = run(FakeHardware(mac=None))
    assert hardware.halted
    assert hardware.lines == [
        "[SYSTEM] Device ID generation failed",
        "[SYSTEM] Halted: fuse CRC is 0x12, computed 0xac",
    ]
    assert hardware.sent == []


def storage_with(slot_a: bytes = b"", slot_b: bytes = b"", eeprom: bytes = b"") -> FakeStorage:
    storage = FakeStorage()
    storage.slots.stored = {Slot.A: slot_a, Slot.B: slot_b}
    storage.eeprom.stored = eeprom
    return storage


RECORD = TokenRecord(PERMANENT, RecordFlag.REGISTRATION_USED, 7)


@pytest.mark.parametrize(
    ("slot_a", "slot_b", "line"),
    [
        (b"", b"", "[EEPROM] Empty"),
        (encode_reference(RECORD), b"", "[EEPROM] Token loaded (slot A, seq 7)"),
        (b"", encode_reference(RECORD), "[EEPROM] Token loaded (slot B, seq 7)"),
        (encode_reference(RECORD)[:50], b"", "[EEPROM] Checksum mismatch"),
    ],
)
def test_the_reference_store_names_slot_and_sequence(slot_a: bytes, slot_b: bytes, line: str) -> None:
    # Made here: the firmware in C++ passes these tests too, and what it saves in a storage stays there.
    assert run(FakeHardware(storage=storage_with(slot_a, slot_b))).lines[1] == line


@pytest.mark.parametrize(
    ("eeprom", "line"),
    [
        (b"\xff" * 64, "[EEPROM] Empty"),
        (bytes(64), "[EEPROM] Empty"),
        (encode_legacy(RECORD), "[EEPROM] Token loaded"),
        (b"\x00" + encode_legacy(RECORD)[1:], "[EEPROM] Checksum mismatch"),
        (encode_legacy(RECORD)[:-1] + b"\x00", "[EEPROM] Checksum mismatch"),
    ],
)
def test_the_legacy_store_says_only_whether_it_could_read(eeprom: bytes, line: str) -> None:
    hardware = FakeHardware(storage=storage_with(eeprom=eeprom))
    assert run(hardware, firmware(store=StorePolicy.LEGACY)).lines[1] == line


def test_a_device_with_a_token_does_not_register() -> None:
    hardware = run(FakeHardware(storage=storage_with(slot_a=encode_reference(RECORD))))
    assert hardware.paths[0] == "POST /api/device/session/"
    assert hardware.sent[0].headers["x-device-token"] == PERMANENT
    assert hardware.waits_s[0] < 5
    assert hardware.lines[-1] == Line.ONLINE.build()


def test_the_bench_is_told_what_was_read() -> None:
    assert [reading.verdict for reading in run(FakeHardware()).loads] == [RecordVerdict.EMPTY]


def test_a_failed_join_is_repeated_with_a_doubling_wait() -> None:
    hardware = run(FakeHardware(joins=[False] * 7, until_s=500))
    failed = [line for line in hardware.lines if line == Line.WIFI_FAILED.build()]
    assert len(failed) == 7
    assert hardware.waits_s[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert Line.ONLINE.build() in hardware.lines


def test_after_joining_the_doubling_starts_over() -> None:
    hardware = run(FakeHardware(answers(register=[HttpFailure.TIMEOUT]), joins=[False, False], until_s=60))
    assert hardware.waits_s[:4] == [2, 4, 2, 4]


def test_joining_requests_and_the_time_server_have_the_profiles_time_limits() -> None:
    hardware = run(FakeHardware(), firmware(sntp=True))
    assert hardware.timeouts_ms == {"join": 20_000, "POST": 10_000, "GET": 10_000, "time": 5_000}


def test_the_device_waits_for_its_flash_after_reading_and_after_each_save() -> None:
    hardware = run(FakeHardware(answers(poll=[state(relay1=True)])))
    assert hardware.settled == ["[EEPROM] Empty", "[EEPROM] Token saved", "[EEPROM] Token saved"]


def test_each_wait_is_announced_in_whole_seconds() -> None:
    hardware = run(FakeHardware(joins=[False], random=500_000))
    assert hardware.waits_s[0] == 2.1
    assert "[SYSTEM] Next attempt in 3 s" in hardware.lines


def test_a_lost_network_is_joined_again_and_the_session_goes_on() -> None:
    hardware = FakeHardware()

    def drop_once() -> HttpFailure:
        hardware.connected = False
        return HttpFailure.NOT_CONNECTED

    granted, polls = answers(), iter([True, False])

    hardware.answer = lambda sent: granted(sent) if sent.method == "POST" or next(polls, True) else drop_once()
    lines = run(hardware).lines
    assert lines[-5:] == [
        "[POLL] HTTP Response: -4",
        "[WiFi] Connection lost",
        "[WiFi] Connecting... Connected!",
        "[WiFi] IP Address: 192.168.1.100",
        "[INFO] Device ONLINE",
    ]
    assert hardware.paths.count("POST /api/device/session/") == 1
