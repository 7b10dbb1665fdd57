"""Steps that change what is round a device: the access point, the network and its MAC."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.identity import is_local
from oceanhil.scenarios.context import Context
from oceanhil.scenarios.firmware_choice import WifiText
from oceanhil.scenarios.levers.base import DeviceLever, Lever
from oceanhil.scenarios.scalars import DurationUs, MacAddress, PartsPerMillion
from oceanhil.scenarios.world import Band, Capability, Host, MacFault

_RADIO = frozenset({Capability.RADIO})
_MAC = frozenset({Capability.MAC_OVERRIDE})
_ANY_MAC = frozenset({Capability.ANY_MAC})


class AccessPoint(Lever, frozen=True, kw_only=True):
    """Replace the access point; what is left out is as the scenario's firmware expects it."""

    name: ClassVar[str] = "radio.access_point"
    needs: ClassVar[frozenset[Capability]] = _RADIO
    main: ClassVar[str] = "ssid"

    ssid: WifiText | None = None
    password: WifiText | None = None
    band: Band = Band.GHZ_2_4

    def run(self, context: Context) -> None:
        """Do it."""
        expected = context.choice.firmware("")
        ssid = expected.wifi_ssid if self.ssid is None else self.ssid
        password = expected.wifi_password if self.password is None else self.password
        context.world.network.access_point(ssid, password, self.band)


class Block(Lever, frozen=True, kw_only=True):
    """Keep every device from reaching a host."""

    name: ClassVar[str] = "radio.block"
    needs: ClassVar[frozenset[Capability]] = _RADIO
    main: ClassVar[str] = "host"

    host: Host

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.network.block(self.host)


class Unblock(Lever, frozen=True, kw_only=True):
    """Let devices reach a host again."""

    name: ClassVar[str] = "radio.unblock"
    needs: ClassVar[frozenset[Capability]] = _RADIO
    main: ClassVar[str] = "host"

    host: Host

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.network.unblock(self.host)


class Latency(Lever, frozen=True, kw_only=True):
    """Delay every message by this much in each direction."""

    name: ClassVar[str] = "radio.latency"
    needs: ClassVar[frozenset[Capability]] = _RADIO
    main: ClassVar[str] = "one_way"

    one_way_us: DurationUs = msgspec.field(name="one_way")

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.network.set_latency(self.one_way_us)


class Loss(Lever, frozen=True, kw_only=True):
    """Lose this share of all exchanges, drawn from the run's seed."""

    name: ClassVar[str] = "radio.loss"
    needs: ClassVar[frozenset[Capability]] = _RADIO
    main: ClassVar[str] = "share"

    share_ppm: PartsPerMillion = msgspec.field(name="share")

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.network.set_loss(self.share_ppm)


class SetMac(DeviceLever, frozen=True, kw_only=True):
    """Give the device another MAC, as replaced hardware has."""

    name: ClassVar[str] = "identity.set_mac"
    needs: ClassVar[frozenset[Capability]] = _MAC
    main: ClassVar[str] = "mac"

    mac: MacAddress

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a MAC that a manufacturer may have given out may be somebody's."""
        return DeviceLever.all_needs(self) | (frozenset() if is_local(self.mac) else _ANY_MAC)

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_mac(self.mac)


class BreakMac(DeviceLever, frozen=True, kw_only=True):
    """Break the place where the MAC is burnt."""

    name: ClassVar[str] = "identity.break_mac"
    needs: ClassVar[frozenset[Capability]] = _MAC
    main: ClassVar[str] = "fault"

    fault: MacFault

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_mac(self.fault)


class MendMac(DeviceLever, frozen=True, kw_only=True):
    """Mend the place where the MAC is burnt."""

    name: ClassVar[str] = "identity.mend_mac"
    needs: ClassVar[frozenset[Capability]] = _MAC

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_mac(None)
