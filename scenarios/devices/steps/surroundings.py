"""Steps that change what is round a device: the access point, the network and its MAC."""

import msgspec

from oceanhil.protocol.faults import PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.identity import is_local
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, WorldStep
from oceanhil.scenarios.devices.firmware import WifiText
from oceanhil.scenarios.scalars import Count, DurationUs, MacAddress, PartsPerMillion
from oceanhil.scenarios.world import Band, Capability, Host, MacFault

_RADIO = frozenset({Capability.RADIO})
_PATH = frozenset({Capability.RADIO, Capability.PATH_FAULTS})
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
        context.world.network.access_point(ssid, password, self.band)


class Block(WorldStep, name="radio.block", needs=_RADIO, main="host"):
    """Keep every device from reaching a host."""

    host: Host

    def run(self, context: DeviceContext) -> None:
        context.world.network.block(self.host)


class Unblock(WorldStep, name="radio.unblock", needs=_RADIO, main="host"):
    """Let devices reach a host again."""

    host: Host

    def run(self, context: DeviceContext) -> None:
        context.world.network.unblock(self.host)


class BreakPath(WorldStep, name="radio.break_path", needs=_PATH, main="fault"):
    """Break the path to the server below HTTP, for every device."""

    fault: PathTrouble
    alert: TlsAlert | None = None
    mtu_bytes: Count | None = msgspec.field(default=None, name="mtu")

    def __post_init__(self) -> None:
        # Whatever is wrong with it is told while the file is read.
        self._path_fault()

    def run(self, context: DeviceContext) -> None:
        context.world.network.break_path(self._path_fault())

    def _path_fault(self) -> PathFault:
        return PathFault(self.fault, self.alert, self.mtu_bytes)


class MendPath(WorldStep, name="radio.mend_path", needs=_PATH):
    """Mend the path to the server."""

    def run(self, context: DeviceContext) -> None:
        context.world.network.break_path(None)


class Latency(WorldStep, name="radio.latency", needs=_RADIO, main="one_way"):
    """Delay every message by this much in each direction."""

    one_way_us: DurationUs = msgspec.field(name="one_way")

    def run(self, context: DeviceContext) -> None:
        context.world.network.set_latency(self.one_way_us)


class Loss(WorldStep, name="radio.loss", needs=_RADIO, main="share"):
    """Lose this share of all exchanges, drawn from the run's seed."""

    share_ppm: PartsPerMillion = msgspec.field(name="share")

    def run(self, context: DeviceContext) -> None:
        context.world.network.set_loss(self.share_ppm)


class SetMac(DeviceStep, name="identity.set_mac", needs=_MAC, main="mac"):
    """Give the device another MAC, as replaced hardware has."""

    mac: MacAddress

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a MAC that a manufacturer may have given out may be somebody's."""
        return DeviceStep.all_needs(self) | (frozenset() if is_local(self.mac) else _ANY_MAC)

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_mac(self.mac)


class BreakMac(DeviceStep, name="identity.break_mac", needs=_MAC, main="fault"):
    """Break the place where the MAC is burnt."""

    fault: MacFault

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_mac(self.fault)


class MendMac(DeviceStep, name="identity.mend_mac", needs=_MAC):
    """Mend the place where the MAC is burnt."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_mac(None)
