"""Which port is the one that went away: a board with USB of its own may come back from a reset under another name.

Device names are given in the order in which devices come; what a device says over USB stays. So that is noted when a
port is first opened, and looked for afterwards, whatever name it was opened by. A port of which USB says nothing is
looked for under its name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from oceanhil.hil.link.port_errors import PortAmbiguousError, PortMissingError
from oceanhil.hil.link.spec import PluggedPort, listed, plugged_in


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A port as it was when it was first opened; `has_own_serial`: no other port of its kind had its serial number.

    Many cheap adapters all have the number `0001`, by which none of them is found again; then the place tells.
    """

    port: PluggedPort
    has_own_serial: bool

    @classmethod
    def of(cls, url: str, ports: Callable[[], Iterable[PluggedPort]] = plugged_in) -> Self | None:
        """Note what USB says about an open port; None where it says nothing by which it could be found again."""
        if "://" in url:
            return None
        there = tuple(ports())
        port = next((each for each in there if each.device in {url, _real(url)}), None)
        if port is None or not (port.usb_serial or port.location):
            return None
        alike = [each for each in there if (each.usb_serial, each.vid_pid) == (port.usb_serial, port.vid_pid)]
        # The interfaces of one device share its number.
        return cls(port, bool(port.usb_serial) and len({_device(each) for each in alike}) == 1)

    def find(self, ports: Callable[[], Iterable[PluggedPort]] = plugged_in) -> str:
        """Give the name that the port has now; raises PortMissingError, PortAmbiguousError."""
        there = tuple(ports())
        fitting = [each for each in there if self._fits(each)]
        if len(fitting) > 1:
            # Several interfaces of one device, or the same device at the place where it was.
            fitting = [each for each in fitting if _interface(each) == _interface(self.port)] or fitting
            fitting = [each for each in fitting if each.location == self.port.location] or fitting
        if not fitting:
            raise PortMissingError(f"no port with {self}; plugged in: {listed(there)}")
        if len(fitting) > 1:
            raise PortAmbiguousError(f"{len(fitting)} ports with {self}: {listed(fitting)}")
        return fitting[0].device

    def __str__(self) -> str:
        """Say it for people."""
        port = self.port
        facts = [("USB id", port.vid_pid)]
        facts += [("USB serial", port.usb_serial)] if self.has_own_serial else [("USB location", port.location)]
        return ", ".join(f"{name} {value!r}" for name, value in facts if value) + f", as {port.device!r} had"

    def _fits(self, port: PluggedPort) -> bool:
        if port.vid_pid != self.port.vid_pid:
            return False
        if self.has_own_serial:
            return port.usb_serial == self.port.usb_serial
        return port.usb_serial == self.port.usb_serial and _device(port) == _device(self.port) != ""


def _device(port: PluggedPort) -> str:
    """Give where the device is plugged in: a location without the interface."""
    return port.location.partition(":")[0]


def _interface(port: PluggedPort) -> str:
    return port.location.partition(":")[2]


def _real(url: str) -> str:
    """Follow links such as those in /dev/serial/by-id."""
    try:
        return str(Path(url).resolve())
    except OSError:
        return url
