"""The network of a bench as scenarios see it: the access point of virtual boards, through their control channels."""

from collections.abc import Callable

from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import Band, Host, WorldError
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import RadioBand, RemoteHost

Change = Callable[[ControlClient], object]


class BenchNetwork:
    """Does to every board's surroundings what the scenario asks for; a board that joins later finds them so.

    Implements `oceanhil.scenarios.world.Network`.
    """

    def __init__(self, kernel: Kernel, trace: Trace) -> None:
        self._kernel = kernel
        self._trace = trace
        self._controls: list[ControlClient] = []
        self._changes: dict[str, Change] = {}

    def surround(self, control: ControlClient) -> None:
        """Let a board come under this network."""
        for change in self._changes.values():
            change(control)
        self._controls.append(control)

    def access_point(self, ssid: str, password: str, band: Band) -> None:
        """Replace the access point."""
        self._do("access point", lambda control: control.access_point(ssid, password, RadioBand(band.value)))
        self._note(f"access point {ssid!r}, {band.value}")

    def block(self, host: Host) -> None:
        """Keep every device from reaching `host`."""
        self._do(host.value, lambda control: control.block(RemoteHost(host.value), blocked=True))
        self._note(f"{host.value} blocked")

    def unblock(self, host: Host) -> None:
        """Undo `block`."""
        self._do(host.value, lambda control: control.block(RemoteHost(host.value), blocked=False))
        self._note(f"{host.value} reachable")

    def set_latency(self, one_way_us: int) -> None:
        """Delay every message."""
        self._do("latency", lambda control: control.latency(one_way_us))
        self._note(f"latency {one_way_us} µs each way")

    def set_loss(self, parts_per_million: int) -> None:
        """Lose exchanges at random."""
        self._do("loss", lambda control: control.loss(parts_per_million))
        self._note(f"loss {parts_per_million} ppm")

    def _do(self, what: str, change: Change) -> None:
        if not self._controls:
            raise WorldError("no board of this bench has an access point that a program can change")
        self._changes[what] = change
        for control in self._controls:
            change(control)

    def _note(self, change: str) -> None:
        self._trace.add(self._kernel.now_us, Source.HARNESS, EventKind.NETWORK, "", {"change": change})
