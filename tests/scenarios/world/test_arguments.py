"""What a test in Python passes to a world is looked at first: a mistake is told where it was made."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import Latency, Loss
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import Generated, WorldRequest
from tests.together import together

MADE = Generated("abc", "oc_reg_secret")
MINUTE = "a whole number of µs from 0 on, such as 60_000_000 for a minute"
Call = Callable[[Any], object]


def world() -> Any:
    return load_world("sim").make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()))


WRONG: Sequence[tuple[Call, type[Exception], str]] = (
    (
        lambda sim: sim.device().set_mac("24:6F:28:AA:BB:CC"),
        TypeError,
        'set_mac: mac is a text, expected six octets, such as bytes.fromhex("246f28aabbcc")',
    ),
    (lambda sim: sim.device().set_mac(b"abc"), ValueError, "set_mac: mac is 3 bytes, expected six octets, such as"),
    (lambda sim: sim.device().reset("pin"), TypeError, "a text, expected a ResetKind: did you mean 'ResetKind.PIN'?"),
    (lambda sim: sim.device().reset(kind="pni"), TypeError, "did you mean 'ResetKind.PIN'?"),
    (
        lambda sim: sim.device().flash(MADE),
        TypeError,
        "firmware is a Generated, expected a Firmware(registration_token=…)",
    ),
    (
        lambda sim: sim.device().flash(Firmware(MADE)),  # type: ignore[arg-type]
        TypeError,
        "firmware.registration_token is a Generated, expected a text, such as its 'id' or 'registration_token'",
    ),
    (lambda sim: sim.device().set_boot_clock(3.5), TypeError, "skew_us is 3.5, expected a whole number of µs or None"),
    (lambda sim: sim.device().set_sensors(23.5, 60), TypeError, "a whole number of tenths, such as 235 for 23.5"),
    (lambda sim: sim.device().storage_contains("a", b"b"), TypeError, "texts is 1 byte, expected a text"),
    (lambda sim: sim.device().copy_storage("twin"), TypeError, "other is a text, expected a Device"),
    (lambda sim: sim.device().cut_power(0, 5), ValueError, "boot is 0, expected the number of a boot, from 1 on"),
    (lambda sim: sim.device().cut_power(1, -5), ValueError, "unit is -5, expected a whole number from 0 on"),
    (lambda sim: sim.device().cut_power(boot=True, unit=5), TypeError, "boot is True"),
    (
        lambda sim: sim.device().put_beside_record(62, b"lamp"),
        ValueError,
        "4 bytes of EEPROM from address 62 on, expected a place in the 64 bytes that the firmware gives EEPROM.begin",
    ),
    (lambda sim: sim.device().read_beside_record(96, 1), ValueError, "1 byte of EEPROM from address 96 on"),
    (lambda sim: sim.device().put_beside_record(-1, b"lamp"), ValueError, "address is -1, expected a whole number"),
    (lambda sim: sim.run_for(60.0), TypeError, f"run_for: duration_us is 60.0, expected {MINUTE}"),
    (lambda sim: sim.run_for(-60), ValueError, f"run_for: duration_us is -60, expected {MINUTE}"),
    (lambda sim: sim.wait_for("ONLINE", 60), TypeError, "wanted is a text, expected a Callable"),
    (lambda sim: sim.server.move_clock(86400.5), TypeError, "delta_us is 86400.5, expected a whole number of µs"),
    (lambda sim: sim.server.generate_firmware("esp31", "x"), TypeError, "a board family, such as Board.ESP32"),
    (lambda sim: sim.server.status(MADE), TypeError, "device_id is a Generated, expected a text, such as its 'id'"),
    (lambda sim: sim.server.set_relay("a", 1, on="off"), TypeError, "on is a text, expected a bool"),
    (lambda sim: sim.network.apply(Loss(0.5)), TypeError, "0.5, expected parts per million"),  # type: ignore[arg-type]
    (lambda sim: sim.network.apply(Loss(1_000_001)), ValueError, "a whole number to 1_000_000, such as 500_000"),
    (lambda sim: sim.network.apply(Latency(-1)), ValueError, "one_way_us is -1, expected a whole number of µs from 0"),
    (lambda sim: sim.network.apply(Latency), TypeError, "the class Latency itself, expected one that was made of it"),
)


@together
@pytest.mark.parametrize(("call", "error", "words"), WRONG)
def test_what_is_wrong_is_told_and_nothing_happens(call: Call, error: type[Exception], words: str) -> None:
    sim = world()
    with pytest.raises(error) as found:
        call(sim)
    assert words in str(found.value)
    assert not sim.trace.events
    assert "oc_reg_secret" not in str(found.value)


def test_what_is_right_passes() -> None:
    sim = world()
    sim.device().set_boot_clock(skew_us=None)
    sim.device().copy_storage(sim.device("twin"))
    sim.network.apply(Loss(0))
    sim.run_for(0)
    assert sim.now_us == 0
