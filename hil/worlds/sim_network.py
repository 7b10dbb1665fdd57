"""The network of the simulated world, as scenarios see it."""

from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import Band, Host
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import AccessPoint, Network, RadioBand, RemoteHost


class SimNetwork:
    """Passes what a scenario wants on to the simulated network; implements `oceanhil.scenarios.world.Network`."""

    def __init__(self, kernel: Kernel, network: Network, trace: Trace) -> None:
        self._kernel = kernel
        self._network = network
        self._trace = trace

    def access_point(self, ssid: str, password: str, band: Band) -> None:
        """Replace the access point."""
        self._network.access_point = AccessPoint(ssid, password, RadioBand(band.value))
        self._note(f"access point {ssid!r}, {band.value}")

    def block(self, host: Host) -> None:
        """Keep every device from reaching `host`."""
        self._network.blocked.add(RemoteHost(host.value))
        self._note(f"{host.value} blocked")

    def unblock(self, host: Host) -> None:
        """Undo `block`."""
        self._network.blocked.discard(RemoteHost(host.value))
        self._note(f"{host.value} reachable")

    def set_latency(self, one_way_us: int) -> None:
        """Delay every message."""
        self._network.latency_us = one_way_us
        self._note(f"latency {one_way_us} µs each way")

    def set_loss(self, parts_per_million: int) -> None:
        """Lose exchanges at random."""
        self._network.loss_ppm = parts_per_million
        self._note(f"loss {parts_per_million} ppm")

    def _note(self, change: str) -> None:
        self._trace.add(self._kernel.now_us, Source.HARNESS, EventKind.NETWORK, "", {"change": change})
