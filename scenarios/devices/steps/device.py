"""Steps that switch, reset and flash a device, and the registration token that goes into its firmware."""

from enum import Enum

from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.firmware import FirmwareChoice, WifiText
from oceanhil.scenarios.names import DeviceName
from oceanhil.scenarios.step import Touch, Unmet
from oceanhil.scenarios.world import MAIN_DEVICE, Capability


class TokenChoice(Enum):
    """Which registration token a firmware gets."""

    CURRENT = "current"
    """The newest one that the dashboard gave for this device."""
    SAME = "same"
    """The one of the firmware that is on the device: flashing the same code again."""


class TokenEdit(Enum):
    """How a token was pasted wrongly (page "Token Invalid or Expired", fix 6)."""

    PREPEND_SPACE = "prepend-space"
    APPEND_SPACE = "append-space"
    LINE_BREAK = "line-break"
    DROP_LAST = "drop-last"
    APPEND_CHAR = "append-char"
    FOREIGN_ALPHABET = "foreign-alphabet"
    IN_QUOTES = "in-quotes"
    BRACKETED_PASTE = "bracketed-paste"
    """What a terminal sends round a text that is pasted into a program that did not ask for that."""
    TWICE = "twice"
    WHOLE_LINE = "whole-line"
    """The line of the code in which it stands, copied with it."""
    EMPTY = "empty"


def edit_token(token: str, edit: TokenEdit) -> str:
    """Give `token` as it looks after it was pasted wrongly in this way."""
    middle = len(token) // 2
    match edit:
        case TokenEdit.PREPEND_SPACE:
            return " " + token
        case TokenEdit.APPEND_SPACE:
            return token + " "
        case TokenEdit.LINE_BREAK:
            return token[:middle] + "\n" + token[middle:]
        case TokenEdit.DROP_LAST:
            return token[:-1]
        case TokenEdit.APPEND_CHAR:
            return token + "A"
        case TokenEdit.FOREIGN_ALPHABET:
            return token[:middle] + "ä" + token[middle + 1 :]
        case TokenEdit.IN_QUOTES:
            return f'"{token}"'
        case TokenEdit.BRACKETED_PASTE:
            return f"\x1b[200~{token}\x1b[201~"
        case TokenEdit.TWICE:
            return token + token
        case TokenEdit.WHOLE_LINE:
            return f'const char* REGISTRATION_TOKEN = "{token}";  // valid for 24 hours, works once'
        case TokenEdit.EMPTY:
            return ""


def newest_token(context: DeviceContext, name: str) -> str:
    """The newest registration token of the device; raises Unmet when there is none."""
    token = context.notes(name).newest_token
    if not token:
        found = "none; put a server.generate step before, or leave 'token: none' out of 'given'"
        raise Unmet(f"a registration token for {name!r}", found)
    return token


class PowerOn(DeviceStep, name="device.power_on", needs=Capability.POWER):
    """Connect power; nothing happens if it has power."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).power_on()


class PowerOff(DeviceStep, name="device.power_off", needs=Capability.POWER):
    """Take power away at once."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).power_off()


class Reset(DeviceStep, name="device.reset", touches=Touch.RESET, main="kind"):
    """Start it again without losing power."""

    kind: ResetKind = ResetKind.PIN

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).reset(self.kind)


class Flash(
    DeviceStep, name="device.flash", touches=Touch.IMAGE, needs=Capability.FLASHING, main="token", introduces=True
):
    """Flash generated firmware. Fields that are set here stay so for later flashes of the device."""

    token: TokenChoice = TokenChoice.CURRENT
    wifi_ssid: WifiText | None = None
    wifi_password: WifiText | None = None
    store: StorePolicy | None = None
    derivation: Derivation | None = None
    tls: bool | None = None
    sntp: bool | None = None

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a network to join, when it changes which."""
        return DeviceStep.all_needs(self) | self._choice().needs

    def run(self, context: DeviceContext) -> None:
        """Do it; raises Unmet when there is no such token yet."""
        notes = context.notes(self.on)
        notes.choice = self._choice().over(notes.choice)
        if self.token is TokenChoice.CURRENT:
            context.flash(self.on, newest_token(context, self.on))
        elif notes.flashed is None:
            raise Unmet(f"{self.on!r} flashed before, to flash the same code again", "it never was")
        else:
            context.flash(self.on, notes.flashed.registration_token)

    def _choice(self) -> FirmwareChoice:
        return FirmwareChoice(**{name: getattr(self, name) for name in FirmwareChoice.__struct_fields__})


class FlashEdited(
    DeviceStep, name="device.flash_edited", touches=Touch.IMAGE, needs=Capability.FLASHING, main="edit", introduces=True
):
    """Flash firmware into which the newest registration token was pasted wrongly."""

    edit: TokenEdit

    def run(self, context: DeviceContext) -> None:
        """Do it; raises Unmet when there is no token yet."""
        context.flash(self.on, edit_token(newest_token(context, self.on), self.edit))


class FlashTokenOf(
    DeviceStep,
    name="device.flash_token_of",
    touches=Touch.IMAGE,
    needs=Capability.FLASHING,
    main="device",
    introduces=True,
):
    """Flash the firmware of another device: two devices with one registration token."""

    device: DeviceName = MAIN_DEVICE

    def run(self, context: DeviceContext) -> None:
        """Do it; raises Unmet when the other device was never flashed."""
        other, notes = context.notes(self.device), context.notes(self.on)
        if other.flashed is None:
            raise Unmet(f"{self.device!r} flashed before", "it never was; flash it first")
        notes.choice = other.choice
        notes.dashboard_id = notes.dashboard_id or other.dashboard_id
        context.flash(self.on, other.flashed.registration_token)
