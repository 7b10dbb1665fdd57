"""The modem lines DTR and RTS: who is wired how, and what is done with them. The only place that decides about this.

On the usual boards two transistors make reset (EN) and boot mode (IO0) out of them: asserted alone, RTS pulls EN low
and DTR pulls IO0 low; both or none leave the board running. So a sequence passes from one pair of levels to the next,
and setting both lines at once, where the machine can, avoids the states between.

Sources: esptool documentation, "Boot Mode Selection", section "Automatic Bootloader" (the circuit), and "Configuration
File", section "Custom Reset Sequence" (the classic sequence and its times); ESP-IDF Programming Guide, "USB
Serial/JTAG Controller Console" (lines of the built-in controller); Raspberry Pi Pico SDK, `pico_stdio_usb` (a host that
drops DTR is taken to be gone).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.family import Usb
from oceanhil.hil.link.port_errors import NoModemLinesError
from oceanhil.protocol.board import Board


class ModemPolicy(Enum):
    """How a board is wired to the modem lines; the value is the word of the inventory."""

    CLASSIC = "classic"
    """A USB bridge (CP210x, CH340, FTDI) and the two-transistor circuit."""
    USB_JTAG = "usb-jtag"
    """The USB Serial/JTAG controller within ESP32-S3, C3 and later; a reset may re-enumerate it."""
    PICO_CDC = "pico-cdc"
    """The Pico's own USB: DTR means that somebody listens, and no line resets."""
    NONE = "none"
    """Nothing is wired; the lines are left alone."""


class Move(Enum):
    """Something that modem lines can do to a board."""

    RESET = "reset"
    DOWNLOAD = "enter download mode"
    HOLD = "hold in reset"
    RELEASE = "release from reset"


@dataclass(frozen=True, slots=True)
class Lines:
    """The levels of both lines; True is asserted, which is low voltage on the wire."""

    dtr: bool
    rts: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Time for a capacitor or a boot ROM, in seconds."""

    s: float


Step = Lines | Pause

# An operating system asserts both lines when it opens a port. Leaving them so makes no edge, hence no reset.
OPENED: Final = Lines(dtr=True, rts=True)
_IDLE: Final = Lines(dtr=False, rts=False)
_IN_RESET: Final = Lines(dtr=False, rts=True)
_BOOT_PIN: Final = Lines(dtr=True, rts=False)

SEQUENCES: Final[Mapping[ModemPolicy, Mapping[Move, tuple[Step, ...]]]] = MappingProxyType(
    {
        ModemPolicy.CLASSIC: {
            Move.RESET: (_IN_RESET, Pause(0.1), _IDLE),
            Move.DOWNLOAD: (_IN_RESET, Pause(0.1), _BOOT_PIN, Pause(0.05), _IDLE),
            Move.HOLD: (_IN_RESET,),
            Move.RELEASE: (_IDLE,),
        },
        # The controller acts on changes, and passes through both-asserted so that no other change happens between.
        ModemPolicy.USB_JTAG: {
            Move.RESET: (_IN_RESET, Pause(0.2), _IDLE, Pause(0.2)),
            Move.DOWNLOAD: (
                _IDLE, Pause(0.1), _BOOT_PIN, Pause(0.1), Lines(dtr=True, rts=True), _IN_RESET, Pause(0.1), _IDLE,
            ),
        },
        ModemPolicy.PICO_CDC: {},
        ModemPolicy.NONE: {},
    }
)  # fmt: skip

_BY_USB: Final[Mapping[str, ModemPolicy]] = MappingProxyType(
    {
        "303a:1001": ModemPolicy.USB_JTAG,
        "303a:1002": ModemPolicy.CLASSIC,
        **dict.fromkeys(("10c4:ea60", "10c4:ea63", "10c4:ea64", "10c4:ea70", "10c4:ea71"), ModemPolicy.CLASSIC),
        **dict.fromkeys(("1a86:7522", "1a86:7523", "1a86:5523", "1a86:55d3", "1a86:55d4"), ModemPolicy.CLASSIC),
        **dict.fromkeys(("0403:6001", "0403:6010", "0403:6014", "0403:6015", "067b:2303"), ModemPolicy.CLASSIC),
    }
)
_BY_FAMILY: Final[Mapping[Usb, ModemPolicy]] = MappingProxyType(
    {
        Usb.ADAPTER: ModemPolicy.CLASSIC,
        Usb.SERIAL_JTAG: ModemPolicy.USB_JTAG,
        Usb.DEVICE: ModemPolicy.PICO_CDC,
    }
)
_RASPBERRY_PI: Final = "2e8a:"
_INSTEAD: Final[Mapping[ModemPolicy, str]] = MappingProxyType(
    {
        ModemPolicy.USB_JTAG: "it only knows reset and download mode",
        ModemPolicy.PICO_CDC: "use the agent or a switched USB hub; for new firmware hold BOOTSEL while plugging it in",
        ModemPolicy.NONE: "press the button, or set lines = 'classic' in the inventory if they are wired",
    }
)


def default_policy(board: Board | None, vid_pid: str = "") -> ModemPolicy:
    """Choose a policy by USB id (`10c4:ea60`, hex), else by board family; NONE when neither tells."""
    usb = vid_pid.lower()
    if usb in _BY_USB:
        return _BY_USB[usb]
    if usb.startswith(_RASPBERRY_PI):
        return ModemPolicy.PICO_CDC
    return ModemPolicy.NONE if board is None else _BY_FAMILY[family(board).usb]


class Modem:
    """Moves a board by the modem lines of its port.

    `set_lines` raises NoModemLinesError when the port has none; that is asked once and remembered.
    """

    def __init__(self, policy: ModemPolicy, set_lines: Callable[[Lines], None], sleep: Callable[[float], None]) -> None:
        self._policy = policy
        self._set_lines = set_lines
        self._sleep = sleep
        self._refusal: str | None = None

    def do(self, move: Move) -> None:
        """Run the sequence of `move`; takes up to half a second. Raises NoModemLinesError, before the first edge."""
        steps = SEQUENCES[self._policy].get(move)
        if steps is None:
            raise NoModemLinesError(
                f"cannot {move.value} with modem lines {self._policy.value!r}; {_INSTEAD[self._policy]}"
            )
        if self._refusal is not None:
            raise NoModemLinesError(self._refusal)
        try:
            for step in steps:
                self._take(step)
        except NoModemLinesError as error:
            self._refusal = str(error)
            raise

    def _take(self, step: Step) -> None:
        if isinstance(step, Pause):
            self._sleep(step.s)
        else:
            self._set_lines(step)
