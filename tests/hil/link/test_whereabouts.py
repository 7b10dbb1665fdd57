"""A port that went away is found again by what USB said of it, under whatever name it comes back."""

import threading
from pathlib import Path

import pytest

from oceanhil.hil.link.events import Plugged
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import PortAmbiguousError, PortMissingError
from oceanhil.hil.link.spec import PluggedPort, PortSpec
from oceanhil.hil.link.whereabouts import Whereabouts
from tests.hil.link.peers import PtyPeer

PICO = PluggedPort("/dev/ttyACM0", usb_serial="E660", vid_pid="2e8a:f00a", location="1-1.2:1.0")
CHEAP = PluggedPort("/dev/ttyUSB0", usb_serial="0001", vid_pid="10c4:ea60", location="1-1.3")
ALIKE = PluggedPort("/dev/ttyUSB1", usb_serial="0001", vid_pid="10c4:ea60", location="1-1.4")


def noted(port: PluggedPort, *others: PluggedPort) -> Whereabouts:
    seen = Whereabouts.of(port.device, lambda: (port, *others))
    assert seen is not None
    return seen


def moved(port: PluggedPort, device: str, location: str = "") -> PluggedPort:
    return PluggedPort(device, port.usb_serial, port.vid_pid, location or port.location)


def test_a_board_comes_back_under_another_name() -> None:
    assert noted(PICO).find(lambda: (CHEAP, moved(PICO, "/dev/ttyACM7"))) == "/dev/ttyACM7"


def test_a_board_with_a_number_of_its_own_is_found_at_another_place() -> None:
    assert noted(PICO, CHEAP).find(lambda: (moved(PICO, "/dev/ttyACM1", "2-4:1.0"),)) == "/dev/ttyACM1"


def test_the_stated_name_is_not_taken_when_another_board_has_it_now() -> None:
    with pytest.raises(PortMissingError, match=r"USB id '2e8a:f00a', USB serial 'E660', as '/dev/ttyACM0' had"):
        noted(PICO).find(lambda: (moved(CHEAP, PICO.device),))


def test_of_adapters_with_one_number_that_at_its_place_is_the_same() -> None:
    seen = noted(CHEAP, ALIKE)
    assert seen.find(lambda: (moved(CHEAP, "/dev/ttyUSB5"), ALIKE)) == "/dev/ttyUSB5"
    with pytest.raises(PortMissingError, match=r"USB location '1-1\.3'"):
        seen.find(lambda: (ALIKE,))


def test_of_several_interfaces_the_same_is_taken() -> None:
    second = PluggedPort("/dev/ttyACM1", PICO.usb_serial, PICO.vid_pid, "1-1.2:1.2")
    back = (moved(PICO, "/dev/ttyACM2", "1-1.7:1.0"), moved(second, "/dev/ttyACM3", "1-1.7:1.2"))
    assert noted(second, PICO).find(lambda: back) == "/dev/ttyACM3"


def test_two_that_are_the_same_by_all_that_is_known_are_named() -> None:
    twins = (moved(PICO, "/dev/ttyACM1", "2-1:1.0"), moved(PICO, "/dev/ttyACM2", "2-2:1.0"))
    with pytest.raises(PortAmbiguousError, match=r"2 ports with .*ttyACM1.*ttyACM2"):
        noted(PICO).find(lambda: twins)


@pytest.mark.parametrize("url", ["socket://host:23", "/dev/ttyS0", "/dev/pts/7"])
def test_of_what_is_not_on_usb_nothing_is_noted(url: str) -> None:
    assert Whereabouts.of(url, lambda: (PluggedPort("/dev/ttyS0"), PICO)) is None


def test_a_link_to_a_device_is_that_device(tmp_path: Path) -> None:
    (tmp_path / "device").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "device")
    port = moved(PICO, str(tmp_path / "device"))
    assert Whereabouts.of(str(tmp_path / "by-id"), lambda: (port,)) == Whereabouts(port, has_own_serial=True)


def test_a_link_reads_on_under_the_new_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[PluggedPort] = []
    found, plugged = Whereabouts.find, threading.Event()
    monkeypatch.setattr(Whereabouts, "find", lambda self: found(self, lambda: tuple(there)))
    monkeypatch.setattr(Whereabouts, "of", lambda url: Whereabouts(moved(PICO, url), has_own_serial=True))
    first, second = tmp_path / "ttyACM0", tmp_path / "ttyACM1"
    with PtyPeer(first) as before, SerialLink(PortSpec(url=str(first))) as link:
        link.subscribe(lambda event: plugged.set() if isinstance(event, Plugged) else None)
        before.close()
        with PtyPeer(first), PtyPeer(second) as after:
            # Another board has its name, and it is not the one.
            there += [moved(CHEAP, str(first)), moved(PICO, str(second))]
            assert plugged.wait(10)
            after.send(b"again\n")
            assert link.wait_line("again", 10).text == "again"
            assert link.url == str(second)
