"""Steps that switch, reset and flash a device."""

from typing import ClassVar

from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.context import Context, Unmet
from oceanhil.scenarios.firmware_choice import FirmwareChoice, WifiText
from oceanhil.scenarios.levers.base import DeviceLever
from oceanhil.scenarios.levers.tokens import TokenChoice, TokenEdit, edit_token
from oceanhil.scenarios.names import DeviceName
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, ResetKind


def newest_token(context: Context, name: str) -> str:
    """The newest registration token of the device; raises Unmet when there is none."""
    token = context.bench(name).newest_token
    if not token:
        found = "none; put a server.generate step before, or leave 'token: none' out of 'given'"
        raise Unmet(f"a registration token for {name!r}", found)
    return token


class PowerOn(DeviceLever, frozen=True, kw_only=True):
    """Connect power; nothing happens if it has power."""

    name: ClassVar[str] = "device.power_on"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.POWER})

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).power_on()


class PowerOff(DeviceLever, frozen=True, kw_only=True):
    """Take power away at once."""

    name: ClassVar[str] = "device.power_off"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.POWER})

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).power_off()


class Reset(DeviceLever, frozen=True, kw_only=True):
    """Start it again without losing power."""

    name: ClassVar[str] = "device.reset"
    main: ClassVar[str] = "kind"

    kind: ResetKind = ResetKind.PIN

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).reset(self.kind)


class Flash(DeviceLever, frozen=True, kw_only=True):
    """Flash generated firmware. Fields that are set here stay so for later flashes of the device."""

    name: ClassVar[str] = "device.flash"
    introduces: ClassVar[bool] = True
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.FLASHING})
    main: ClassVar[str] = "token"

    token: TokenChoice = TokenChoice.CURRENT
    wifi_ssid: WifiText | None = None
    wifi_password: WifiText | None = None
    store: StorePolicy | None = None
    derivation: Derivation | None = None
    tls: bool | None = None
    sntp: bool | None = None

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a network to join, when it changes which."""
        return DeviceLever.all_needs(self) | self._choice().needs

    def run(self, context: Context) -> None:
        """Do it; raises Unmet when there is no such token yet."""
        bench = context.bench(self.on)
        bench.choice = self._choice().over(bench.choice)
        if self.token is TokenChoice.CURRENT:
            context.flash(self.on, newest_token(context, self.on))
        elif bench.flashed is None:
            raise Unmet(f"{self.on!r} flashed before, to flash the same code again", "it never was")
        else:
            context.flash(self.on, bench.flashed.registration_token)

    def _choice(self) -> FirmwareChoice:
        return FirmwareChoice(**{name: getattr(self, name) for name in FirmwareChoice.__struct_fields__})


class FlashEdited(DeviceLever, frozen=True, kw_only=True):
    """Flash firmware into which the newest registration token was pasted wrongly."""

    name: ClassVar[str] = "device.flash_edited"
    introduces: ClassVar[bool] = True
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.FLASHING})
    main: ClassVar[str] = "edit"

    edit: TokenEdit

    def run(self, context: Context) -> None:
        """Do it; raises Unmet when there is no token yet."""
        context.flash(self.on, edit_token(newest_token(context, self.on), self.edit))


class FlashTokenOf(DeviceLever, frozen=True, kw_only=True):
    """Flash the firmware of another device: two devices with one registration token."""

    name: ClassVar[str] = "device.flash_token_of"
    introduces: ClassVar[bool] = True
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.FLASHING})
    main: ClassVar[str] = "device"

    device: DeviceName = MAIN_DEVICE

    def run(self, context: Context) -> None:
        """Do it; raises Unmet when the other device was never flashed."""
        other, bench = context.bench(self.device), context.bench(self.on)
        if other.flashed is None:
            raise Unmet(f"{self.device!r} flashed before", "it never was; flash it first")
        bench.choice = other.choice
        bench.dashboard_id = bench.dashboard_id or other.dashboard_id
        context.flash(self.on, other.flashed.registration_token)
