import pytest

from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import PortAmbiguousError, PortMissingError, PortSettingsError
from oceanhil.hil.link.spec import PluggedPort, PortSpec, find_port, plugged_in

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


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (PortSpec(), "any port"),
        (PortSpec(url="loop://"), "'loop://'"),
        (PortSpec(usb_serial="S"), "USB serial 'S'"),
        (
            PortSpec(url="x", usb_serial="S", vid_pid="10c4:ea60", location="1-1"),
            "'x', USB serial 'S', USB id '10c4:ea60', USB location '1-1'",
        ),
    ],
)
def test_a_description_is_said_with_all_that_it_states(spec: PortSpec, said: str) -> None:
    assert str(spec) == said


@pytest.mark.parametrize(
    ("port", "said"),
    [
        (PluggedPort("/dev/ttyS0"), "/dev/ttyS0"),
        (PluggedPort("COM3", description="CP2102"), "COM3"),
        (PluggedPort("COM3", usb_serial="S"), "COM3 (serial S)"),
        (PluggedPort("COM3", vid_pid="10c4:ea60"), "COM3 (10c4:ea60)"),
        (PluggedPort("COM3", location="1-1"), "COM3 (1-1)"),
        (PluggedPort("COM3", "S", "10c4:ea60", "1-1", "CP2102"), "COM3 (10c4:ea60, serial S, 1-1)"),
    ],
)
def test_a_port_is_said_with_what_usb_knows_of_it(port: PluggedPort, said: str) -> None:
    assert str(port) == said


def test_an_unstated_description_has_the_usual_speed_and_no_lines() -> None:
    assert PortSpec() == PortSpec("", "", "", "", 115_200, ModemPolicy.NONE)
    assert PluggedPort("x") == PluggedPort("x", "", "", "", "")


@pytest.mark.parametrize("stated", ["usb_serial", "vid_pid", "location"])
def test_any_one_fact_is_enough_and_none_may_be_wrong(stated: str) -> None:
    facts = {"usb_serial": "0001", "vid_pid": "10c4:ea60", "location": "1-1.4"}
    assert find(PortSpec(**{stated: facts[stated]})) == "/dev/ttyUSB0"  # type: ignore[arg-type]
    with pytest.raises(PortMissingError):
        find(PortSpec(**{**facts, stated: "other"}))  # type: ignore[arg-type]


def test_an_interface_fits_the_location_of_its_device_and_its_own() -> None:
    with pytest.raises(PortAmbiguousError, match=r"^2 ports with USB location '1-1\.3': .*; add its USB location$"):
        find(PortSpec(location="1-1.3"))
    with pytest.raises(PortMissingError, match=r"^no port with USB location '1\.0'; plugged in: "):
        find(PortSpec(location="1.0"))
    two_colons = PluggedPort("/dev/ttyX", location="1-1:1.0:2")
    assert find_port(PortSpec(location="1-1"), lambda: [two_colons]) == "/dev/ttyX"


def test_what_usb_does_not_say_of_a_port_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools import list_ports
    from serial.tools.list_ports_common import ListPortInfo

    def port(device: str, vid: int | None, pid: int | None) -> ListPortInfo:
        made = ListPortInfo(device)
        made.vid, made.pid = vid, pid
        made.__dict__["description"] = None
        return made

    there = [port("c", 1, None), port("b", None, 1), port("a", 0x1A, 0xBCD)]
    monkeypatch.setattr(list_ports, "comports", lambda: there)
    assert plugged_in() == (PluggedPort("a", vid_pid="001a:0bcd"), PluggedPort("b"), PluggedPort("c"))
