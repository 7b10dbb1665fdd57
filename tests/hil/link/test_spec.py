import pytest

from hil.link.errors import PortAmbiguousError, PortMissingError, PortSettingsError
from hil.link.spec import PluggedPort, PortSpec, find_port, plugged_in

PORTS = (
    PluggedPort("/dev/ttyUSB0", usb_serial="0001", vid_pid="10c4:ea60", location="1-1.4"),
    PluggedPort("/dev/ttyUSB1", usb_serial="FT9", vid_pid="0403:6010", location="1-1.3:1.0"),
    PluggedPort("/dev/ttyUSB2", usb_serial="FT9", vid_pid="0403:6010", location="1-1.3:1.1"),
    PluggedPort("/dev/ttyS0"),
)


def find(spec: PortSpec) -> str:
    return find_port(spec, lambda: PORTS)


@pytest.mark.parametrize("url", ["/dev/ttyUSB9", "COM3", "socket://host:23", "rfc2217://host:23", "hwgrep://10c4"])
def test_a_stated_url_passes_as_it_is(url: str) -> None:
    assert find(PortSpec(url=url, usb_serial="other")) == url


@pytest.mark.parametrize(
    "spec",
    [PortSpec(usb_serial="0001"), PortSpec(vid_pid="10C4:EA60"), PortSpec(location="1-1.4")],
)
def test_a_port_is_found_by_what_usb_says(spec: PortSpec) -> None:
    assert find(spec) == "/dev/ttyUSB0"


def test_an_interface_of_several_is_found_by_its_location() -> None:
    assert find(PortSpec(usb_serial="FT9", location="1-1.3:1.1")) == "/dev/ttyUSB2"


def test_a_missing_port_names_what_is_plugged_in_instead() -> None:
    with pytest.raises(PortMissingError, match=r"'0002'; plugged in: /dev/ttyUSB0 \(10c4:ea60, serial 0001, 1-1\.4\)"):
        find(PortSpec(usb_serial="0002"))


def test_a_machine_without_ports_is_told_so() -> None:
    with pytest.raises(PortMissingError, match="no serial port at all"):
        find_port(PortSpec(usb_serial="0002"), tuple)


def test_several_fitting_ports_are_named() -> None:
    with pytest.raises(PortAmbiguousError, match=r"2 ports .*ttyUSB1.*ttyUSB2.*add its USB location"):
        find(PortSpec(vid_pid="0403:6010"))


def test_a_spec_that_says_nothing_is_refused() -> None:
    with pytest.raises(PortSettingsError, match="no port given"):
        find(PortSpec())


def test_the_ports_of_this_machine_can_be_listed() -> None:
    assert all(port.device for port in plugged_in())
