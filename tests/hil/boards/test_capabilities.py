"""What an entry of the inventory lets scenarios do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import (
    BoardEntry,
    NetworkBy,
    OthersFirmware,
    PowerBy,
    PowerCommand,
    PowerControl,
    Time,
    key_of,
)
from oceanhil.hil.boards.key_text import former_key
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.world import Capability
from tests.together import together

_BARE = BoardEntry(name="a", kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port="/dev/ttyUSB0")


def test_a_line_alone_can_only_be_listened_to() -> None:
    assert capabilities_of(_BARE) == {Capability.WIFI}
    assert capabilities_of(replace(_BARE, network=NetworkBy.BRIDGE)) == frozenset()


def test_any_power_switch_gives_power() -> None:
    switched = replace(_BARE, power=PowerCommand(("on",), ("off",)))
    assert capabilities_of(switched) == {Capability.POWER, Capability.WIFI}


def test_the_agent_flashes_cuts_and_reaches_storage_clock_and_mac() -> None:
    assert capabilities_of(replace(_BARE, agent=True)) == {
        Capability.FLASHING,
        Capability.STORAGE_READ,
        Capability.STORAGE_WATCH,
        Capability.STORAGE_WRITE,
        Capability.POWER_CUT,
        Capability.CRASH,
        Capability.DEVICE_CLOCK,
        Capability.MAC_OVERRIDE,
        Capability.OUTPUTS,
        Capability.SENSOR,
        Capability.WIFI,
    }


def test_download_mode_reaches_storage_and_flashes_with_an_image_command() -> None:
    wired = replace(_BARE, lines=ModemPolicy.CLASSIC)
    assert capabilities_of(wired) == {Capability.STORAGE_READ, Capability.STORAGE_WRITE, Capability.WIFI}
    assert Capability.FLASHING in capabilities_of(replace(wired, image=("make", "{output}")))


def test_a_pico_has_no_download_mode_on_the_line() -> None:
    assert capabilities_of(replace(_BARE, kind=Board.PICOW, lines=ModemPolicy.PICO_CDC)) == {Capability.WIFI}


def test_a_virtual_board_has_a_radio_a_line_to_disturb_and_time_if_it_is_held() -> None:
    virtual = replace(_BARE, power=PowerControl("unix:/c"))
    assert capabilities_of(virtual) >= {Capability.RADIO, Capability.JOIN_TIME, Capability.SERIAL_FAULTS}
    assert Capability.VIRTUAL_TIME not in capabilities_of(virtual)
    assert Capability.VIRTUAL_TIME in capabilities_of(replace(virtual, time=Time.HELD))


def test_a_board_without_network_has_no_radio() -> None:
    bridged = replace(_BARE, power=PowerControl("unix:/c"), agent=True, network=NetworkBy.BRIDGE)
    assert not {Capability.RADIO, Capability.JOIN_TIME, Capability.WIFI} & capabilities_of(bridged)


def test_a_key_is_the_mac_else_the_usb_serial_else_the_place() -> None:
    mac = bytes.fromhex("5ccf7f123456")
    assert key_of(replace(_BARE, mac=mac, usb_serial="A1")) == "mac-5ccf7f123456"
    assert key_of(replace(_BARE, port="", usb_serial="A1")) == "usb-A1"
    assert key_of(replace(_BARE, port="", location="1-1.4")) == "location-1-1.4"
    assert key_of(_BARE) == "port-dev_ttyUSB0+c0ee77d83e2c"


def test_a_key_is_fit_for_a_file_whatever_the_port_is_called() -> None:
    key = "port-rfc2217_host_4000_ign_set_control+bc08e3cd215b"
    assert key_of(replace(_BARE, port="rfc2217://host:4000?ign_set_control")) == key
    assert key_of(replace(_BARE, port="../../etc")) == "port-.._.._etc+74ccf3c5b4c1"


@together
@pytest.mark.parametrize(
    ("one", "other"), [("/rack/1", "/rack_1"), ("/bank ü/esp32", "/bank ä/esp32"), ("/a/", "/a"), ("/é", "/ü")]
)
def test_two_ports_have_two_keys_however_alike(one: str, other: str) -> None:
    entries = [replace(_BARE, port=port) for port in (one, other)]
    assert len({key_of(entry) for entry in entries}) == 2
    assert len({former_key(key_of(entry)) for entry in entries}) == 1


@pytest.mark.parametrize("length", [181, 4000])
def test_a_port_of_any_length_has_a_key_of_its_own_that_is_fit_for_a_file(length: int) -> None:
    keys = {key_of(replace(_BARE, port=start + "a" * length + end)) for start in ("", "/") for end in ("1", "2")}
    assert len(keys) == 4
    assert max(map(len, keys)) < 230
    assert key_of(replace(_BARE, port="a" * 180)) == "port-" + "a" * 180, "as in former versions"


def test_a_key_that_lost_nothing_is_the_same_as_formerly() -> None:
    assert former_key(key_of(replace(_BARE, port="COM3"))) == ""


def test_a_record_in_a_layout_that_nobody_knows_cannot_be_read() -> None:
    can = capabilities_of(replace(_BARE, agent=True))
    for record, lacks in ((None, {Capability.STORAGE_READ}), (StorePolicy.LEGACY, set[Capability]())):
        theirs = OthersFirmware(name="theirs", record=record)
        assert can - capabilities_of(replace(_BARE, agent=True, firmware=theirs)) == lacks
