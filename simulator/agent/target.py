"""What an agent needs of its board, and nothing more."""

from typing import Protocol

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.clock import DeviceClock, SntpClient
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.storage import BoardStorage
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.outputs import Outputs


class AgentTarget(Protocol):
    """A board as its agent sees it."""

    firmware: Firmware | None
    server_url: str
    flash: Flash
    clock: DeviceClock
    sntp: SntpClient
    fuse_words: tuple[int, ...]
    fuse_fault: MacFault | None
    outputs: Outputs
    mode: BoardMode
    boots: int

    @property
    def board(self) -> Board:
        """The board's family."""

    @property
    def driver_name(self) -> str:
        """The generation of its EEPROM driver."""

    @property
    def now_us(self) -> int:
        """True time in µs."""

    def read_mac(self) -> bytes:
        """Give the six octets of the station MAC; raises oceanhil.simulator.identity.fuses.MacUnreadableError."""

    def unix_us(self) -> int:
        """Wall time by the board's own clock."""

    def set_unix_us(self, unix_us: int) -> None:
        """Set the board's clock."""

    def mount(self) -> BoardStorage:
        """Give the storage that the program has mounted, or mount it; may raise PowerCut."""

    def lose_power(self) -> None:
        """Be without power after a PowerCut."""

    def hold(self) -> None:
        """Stop whatever runs and stay powered."""

    def go(self) -> None:
        """End a hold: boot as from power-on."""

    def reset(self, reason: ResetReason) -> None:
        """Start again without losing power."""

    def deep_sleep(self, duration_us: int) -> None:
        """Sleep until the RTC has counted `duration_us`, then start again."""

    def crash(self, kind: PanicKind) -> None:
        """Print what a crash of this kind prints and reset; ValueError if the family has no such crash."""

    def cut_power(self, boot: int, unit: int) -> None:
        """Lose power in boot number `boot` after `unit` units of its flash work."""

    def forget_cuts(self) -> None:
        """Let no power cut come that was arranged."""

    def flash_units(self, boot: int) -> int:
        """Units of flash work done in boot number `boot` so far."""
