"""Steps that change what is round a device: the access point, the network and its MAC."""

import msgspec

from oceanhil.protocol import network_change
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.faults import PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.identity import is_local
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.protocol.units import MINUTE_US
from oceanhil.scenarios.bounds import REPEATS_MAX
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, WorldStep
from oceanhil.scenarios.devices.firmware import WifiText
from oceanhil.scenarios.devices.steps.clocks import needs_to_wait
from oceanhil.scenarios.scalars import Count, DurationUs, MacAddress, PartsPerMillion
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

# What a device finds instead of its own access point while that is away.
_NEIGHBOUR = "Neighbour"
_RADIO = frozenset({Capability.RADIO})
_PATH = frozenset({Capability.RADIO, Capability.PATH_FAULTS})
_JOIN_TIME = frozenset({Capability.RADIO, Capability.JOIN_TIME})
_MAC = frozenset({Capability.MAC_OVERRIDE})
_ANY_MAC = frozenset({Capability.ANY_MAC})


class AccessPoint(WorldStep, name="radio.access_point", needs=_RADIO, main="ssid"):
    """Replace the access point; what is left out is as the scenario's firmware expects it."""

    ssid: WifiText | None = None
    password: WifiText | None = None
    band: Band = Band.GHZ_2_4

    def run(self, context: DeviceContext) -> None:
        expected = context.choice.firmware("")
        ssid = expected.wifi_ssid if self.ssid is None else self.ssid
        password = expected.wifi_password if self.password is None else self.password
        context.world.network.apply(network_change.AccessPointChange(ssid, password, self.band))


class ComeAndGo(WorldStep, name="radio.come_and_go", needs=_RADIO, main="for", waits=True):
    """Let the access point go and come back, time and again while `for` passes; in the end it is there.

    How long it is there, and how long it is away, is drawn from `seed` each time, evenly from nothing to twice the
    mean that `there` and `away` say.
    """

    for_us: DurationUs = msgspec.field(name="for")
    there_us: DurationUs = msgspec.field(default=5 * MINUTE_US, name="there")
    away_us: DurationUs = msgspec.field(default=5 * MINUTE_US, name="away")
    seed: Count = 0

    def __post_init__(self) -> None:
        round_us = self.there_us + self.away_us
        if not self.there_us or not self.away_us:
            raise ValueError("radio.come_and_go: 'there' and 'away' are mean times; expected more than 0s each")
        if self.for_us > REPEATS_MAX * round_us:
            times = f"every {format_duration(round_us)} in {format_duration(self.for_us)}"
            raise ValueError(f"radio.come_and_go: {times} is more often than {REPEATS_MAX} times; expected fewer")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: time that nobody waits for, if it is long."""
        return super().all_needs() | needs_to_wait(self.for_us)

    def run(self, context: DeviceContext) -> None:
        """Draw one time after the other until all of `for` has passed."""
        rng = Chance(self.seed)
        world, expected = context.world, context.choice.firmware("")
        left_us, is_there = self.for_us, True
        while left_us:
            span_us = min(left_us, rng.randint(1, 2 * (self.there_us if is_there else self.away_us)))
            world.run_for(span_us)
            left_us -= span_us
            is_there = not is_there or not left_us
            ssid = expected.wifi_ssid if is_there else _NEIGHBOUR
            world.network.apply(network_change.AccessPointChange(ssid, expected.wifi_password))


class Block(WorldStep, name="radio.block", touches=Touch.CLOCK, needs=_RADIO, main="host"):
    """Keep every device from reaching a host."""

    host: Host

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.HostChange(self.host, blocked=True))


class Unblock(WorldStep, name="radio.unblock", needs=_RADIO, main="host"):
    """Let devices reach a host again."""

    host: Host

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.HostChange(self.host, blocked=False))


class BreakPath(WorldStep, name="radio.break_path", needs=_PATH, main="fault"):
    """Break the path to the server below HTTP, for every device."""

    fault: PathTrouble
    alert: TlsAlert | None = None
    mtu_bytes: Count | None = msgspec.field(default=None, name="mtu")

    def __post_init__(self) -> None:
        # Whatever is wrong with it is told while the file is read.
        self._path_fault()

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.PathChange(self._path_fault()))

    def _path_fault(self) -> PathFault:
        return PathFault(self.fault, self.alert, self.mtu_bytes)


class MendPath(WorldStep, name="radio.mend_path", needs=_PATH):
    """Mend the path to the server."""

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.PathChange(None))


class JoinTime(WorldStep, name="radio.join_time", needs=_JOIN_TIME, main="takes"):
    """Let every attempt to join that begins from now on take this long, with DHCP."""

    takes_us: DurationUs = msgspec.field(name="takes")

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.JoinTime(self.takes_us))


class Latency(WorldStep, name="radio.latency", needs=_RADIO, main="one_way"):
    """Delay every message by this much in each direction."""

    one_way_us: DurationUs = msgspec.field(name="one_way")

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.Latency(self.one_way_us))


class Loss(WorldStep, name="radio.loss", needs=_RADIO, main="share"):
    """Lose this share of all exchanges, drawn from the run's seed."""

    share_ppm: PartsPerMillion = msgspec.field(name="share")

    def run(self, context: DeviceContext) -> None:
        context.world.network.apply(network_change.Loss(self.share_ppm))


class SetMac(DeviceStep, name="identity.set_mac", touches=Touch.IDENTITY, needs=_MAC, main="mac"):
    """Give the device another MAC, as replaced hardware has."""

    mac: MacAddress

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a MAC that a manufacturer may have given out may be somebody's."""
        return DeviceStep.all_needs(self) | (frozenset() if is_local(self.mac) else _ANY_MAC)

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_mac(self.mac)


class BreakMac(DeviceStep, name="identity.break_mac", touches=Touch.IDENTITY, needs=_MAC, main="fault"):
    """Break the place where the MAC is burnt."""

    fault: MacFault

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_mac(self.fault)


class MendMac(DeviceStep, name="identity.mend_mac", touches=Touch.IDENTITY, needs=_MAC):
    """Mend the place where the MAC is burnt."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_mac(None)
