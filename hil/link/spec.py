"""Which port is meant, and finding it among those that are plugged in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import PortAmbiguousError, PortMissingError, PortSettingsError


@dataclass(frozen=True, slots=True)
class PortSpec:
    """A port by URL (a device name or anything pyserial knows), or by what USB says about it; empty texts say nothing.

    `vid_pid` is `10c4:ea60` in hex, `location` is the hub path `1-1.4`, `baud` bits per second.
    """

    url: str = ""
    usb_serial: str = ""
    vid_pid: str = ""
    location: str = ""
    baud: int = 115_200
    lines: ModemPolicy = ModemPolicy.NONE

    def __str__(self) -> str:
        """Say it for people."""
        parts = [repr(self.url)] if self.url else []
        named = (("USB serial", self.usb_serial), ("USB id", self.vid_pid), ("USB location", self.location))
        return ", ".join(parts + [f"{name} {value!r}" for name, value in named if value]) or "any port"


@dataclass(frozen=True, slots=True)
class PluggedPort:
    """A port of this machine, with what USB says about it; empty for what is not on USB."""

    device: str
    usb_serial: str = ""
    vid_pid: str = ""
    location: str = ""
    description: str = ""

    def __str__(self) -> str:
        """Say it for people."""
        facts = [self.vid_pid, f"serial {self.usb_serial}" * bool(self.usb_serial), self.location]
        shown = ", ".join(fact for fact in facts if fact)
        return f"{self.device} ({shown})" if shown else self.device


def plugged_in() -> tuple[PluggedPort, ...]:
    """List this machine's serial ports, by device name."""
    from serial.tools.list_ports import comports

    found = (
        PluggedPort(
            port.device,
            port.serial_number or "",
            "" if port.vid is None or port.pid is None else f"{port.vid:04x}:{port.pid:04x}",
            port.location or "",
            port.description or "",
        )
        for port in comports()
    )
    return tuple(sorted(found, key=lambda port: port.device))


def find_port(spec: PortSpec, ports: Callable[[], Iterable[PluggedPort]] = plugged_in) -> str:
    """Give the URL to open; one that is stated passes as it is.

    Raises PortMissingError that says what is plugged in instead, PortAmbiguousError that names the candidates, and
    PortSettingsError when the spec says nothing.
    """
    if spec.url:
        return spec.url
    if not (spec.usb_serial or spec.vid_pid or spec.location):
        raise PortSettingsError("no port given, expected a URL, a USB serial number, a USB id or a USB location")
    there = tuple(ports())
    fitting = [port for port in there if _fits(spec, port)]
    if not fitting:
        raise PortMissingError(f"no port with {spec}; plugged in: {listed(there)}")
    if len(fitting) > 1:
        raise PortAmbiguousError(f"{len(fitting)} ports with {spec}: {listed(fitting)}; add its USB location")
    return fitting[0].device


def listed(ports: Iterable[PluggedPort]) -> str:
    """Name ports in a row for a message."""
    return ", ".join(map(str, ports)) or "no serial port at all"


def _fits(spec: PortSpec, port: PluggedPort) -> bool:
    # The location of one interface of several is that of its device, a colon and more.
    places = (port.location, port.location.partition(":")[0])
    return (
        spec.usb_serial in {"", port.usb_serial}
        and spec.vid_pid.lower() in {"", port.vid_pid}
        and (not spec.location or spec.location in places)
    )
