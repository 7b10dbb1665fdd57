"""The ways into download mode and back: reset lines, a virtual board's control channel, a person, the board itself.

Which pins do it: esptool documentation, "Boot Mode Selection".
"""

from collections.abc import Callable
from typing import Final, Protocol

from oceanhil.hil.download.esptool_connection import Before

_INTO = (
    "board {name!r}: hold BOOT (GPIO0), press and let go of RESET (EN), let go of BOOT; then press Enter"
    " (there are no reset lines on its port)"
)
_BACK = "board {name!r}: press RESET (EN), so that its firmware runs again; then press Enter"


class ModeSwitch(Protocol):
    """How one board gets into download mode and out of it."""

    @property
    def before(self) -> Before:
        """What esptool itself does before it connects the first time."""

    @property
    def by_tool(self) -> bool:
        """True where esptool must start the firmware again because nothing else can."""

    def enter(self) -> None:
        """Bring the board into download mode; the port is closed on our side."""

    def leave(self) -> None:
        """Let the firmware run again, or take the power away if the board had none; the port is open again."""


class Resettable(Protocol):
    """A serial link with reset lines."""

    def reset(self) -> None:
        """Reset the board by its modem lines."""


class LineMoves(Resettable, Protocol):
    """A serial link with reset lines that it may keep to itself."""

    @property
    def keeps_lines_when_lent(self) -> bool:
        """Whether the modem lines are still the link's to set while another program has the port."""

    def enter_download(self) -> None:
        """Restart the board into download mode."""


class LineSwitch:
    """By DTR and RTS: esptool does it on the way in, the link on the way out, so that it hears the boot banner."""

    by_tool: Final = False

    def __init__(self, link: Resettable, *, usb: bool = False) -> None:
        """Take the link, and whether the lines are those of the chip's own USB."""
        self._link = link
        self.before: Final = Before.USB_RESET if usb else Before.DEFAULT_RESET

    def enter(self) -> None:
        """Leave it to esptool."""

    def leave(self) -> None:
        """Reset."""
        self._link.reset()


class OwnLineSwitch:
    """By DTR and RTS, which the link keeps while esptool has the port: it does both ways."""

    before: Final = Before.NO_RESET
    by_tool: Final = False

    def __init__(self, link: LineMoves) -> None:
        self._link = link

    def enter(self) -> None:
        """Reset into download mode."""
        self._link.enter_download()

    def leave(self) -> None:
        """Reset."""
        self._link.reset()


class BoardState(Protocol):
    """What a virtual board says of itself."""

    @property
    def powered(self) -> bool:
        """Whether it has power now."""


class BootButtons(Protocol):
    """What the control channel of a virtual board offers of its bench hardware."""

    def ask(self) -> BoardState:
        """Give the state."""

    def strap(self, *, download: bool) -> BoardState:
        """Hold the BOOT button or let it go."""

    def power(self, *, on: bool) -> BoardState:
        """Give or take power."""

    def reset(self) -> BoardState:
        """Press the reset button."""


class ControlSwitch:
    """By the control channel; a board that was off is off again afterwards."""

    before: Final = Before.NO_RESET
    by_tool: Final = False

    def __init__(self, buttons: BootButtons) -> None:
        self._buttons = buttons
        self._was_powered: bool | None = None

    def enter(self) -> None:
        """Hold BOOT and reset, or hold BOOT and switch on; a second time before `leave` it has power by us."""
        powered = self._buttons.ask().powered
        if self._was_powered is None:
            self._was_powered = powered
        self._buttons.strap(download=True)
        if powered:
            self._buttons.reset()
        else:
            self._buttons.power(on=True)

    def leave(self) -> None:
        """Let BOOT go, and reset or switch off; nothing if it was never entered."""
        was_powered, self._was_powered = self._was_powered, None
        if was_powered is None:
            return
        self._buttons.strap(download=False)
        if was_powered:
            self._buttons.reset()
        else:
            self._buttons.power(on=False)


class PersonSwitch:
    """By somebody at the bench, who is asked; `ask` returns when they have answered."""

    before: Final = Before.NO_RESET
    by_tool: Final = False

    def __init__(self, name: str, ask: Callable[[str], None]) -> None:
        self._name = name
        self._ask = ask

    def enter(self) -> None:
        """Ask for BOOT and RESET."""
        self._ask(_INTO.format(name=self._name))

    def leave(self) -> None:
        """Ask for RESET."""
        self._ask(_BACK.format(name=self._name))


class OwnSwitch:
    """By the board itself, which goes into download mode when a loader's SYNC arrives (a virtual one)."""

    before: Final = Before.NO_RESET
    by_tool: Final = True

    def enter(self) -> None:
        """Nothing is to be done."""

    def leave(self) -> None:
        """Nothing is to be done: esptool has started the firmware."""
