"""A simulated board with a real line and real HTTP behind its radio, and what a bench can do to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from oceanhil.boards.family import Usb
from oceanhil.hil.vboard.download_mode import AutoResetCircuit, DownloadMode, LineEffect, SyncWatch
from oceanhil.hil.vboard.flash import ImageInFlash
from oceanhil.hil.vboard.internet.network import BoardNetwork, Transport
from oceanhil.hil.vboard.ports.port import BoardLine
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.facts import bootsel
from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent import wired_board
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.uart import FIRMWARE_BAUD
from oceanhil.simulator.board.usb import UsbConsole
from oceanhil.simulator.download import LoaderExit
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

_BACK_AFTER_US = 100_000
"""From a power cut until a board that nobody can switch is there again, held."""


class BoardFirmware(Protocol):
    """A program that runs on a virtual board in the place of the reference firmware."""

    def connect(self, kernel: Kernel, board: SimulatedBoard, network: Network) -> None:
        """Become the firmware of this board, which is new."""

    def booted(self, reason: ResetReason) -> None:
        """Hear why the board starts, before it does."""

    def close(self) -> None:
        """Let go of what it holds."""


class UnwatchedBoard:
    """Implements `oceanhil.simulator.board.observer.BoardObserver`."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Ignore a line: its bytes went out on the UART."""

    def __init__(self, firmware: BoardFirmware | None = None, cut: Callable[[], None] = lambda: None) -> None:
        """`cut` is called when power goes in the midst of flash work."""
        self._firmware = firmware
        self._cut = cut

    def booted(self, number: int, reason: ResetReason) -> None:
        """Tell the firmware of a boot, where it is not the reference."""
        del number
        if self._firmware is not None:
            self._firmware.booted(reason)

    def power_cut(self, unit: int) -> None:
        """Tell of a power cut."""
        del unit
        self._cut()

    def halted(self, reason: str) -> None:
        """Ignore the end of a program."""

    def relays_moved(self, on: RecordFlag) -> None:
        """Ignore the relays."""

    def relays_let_go(self, still_on: RecordFlag) -> None:
        """Ignore relays that open."""

    def time_asked(self) -> None:
        """Ignore a question to the time server."""

    def record_read(self, reading: RecordReading) -> None:
        """Ignore what was read."""

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Ignore what was saved."""


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """What makes this virtual board different from another.

    `address`: what the network leases to it ("": the simulation's own). `latency_us`: one way, on top of the real way.
    `auto_download`: a flashing tool's SYNC is taken for somebody who holds BOOT and presses reset. `firmware`: what
    runs whatever stands in flash; None: what stands there. `has_switch`: somebody can give it power again; else a power
    cut leaves it held, as the agent protocol has it.
    """

    setup: BoardSetup
    agent: AgentBuild | None = AgentBuild.SIMULATOR
    auto_download: bool = True
    address: str = ""
    latency_us: int = 0
    firmware: BoardFirmware | None = None
    has_switch: bool = True


class VirtualBoard:
    """One board, off at first. `now_us` gives board time where it follows the real one; None where it is held."""

    def __init__(
        self, options: BoardOptions, transport: Transport, line: BoardLine, now_us: Callable[[], int] | None, seed: int
    ) -> None:
        self._options = options
        self._transport = transport
        self._line = line
        self._now_us = now_us
        self._circuit = AutoResetCircuit()
        self._en_low = self._gpio0_low = False
        self._is_strapped = False
        self._tool_entered = False
        self._usb: UsbConsole | None = None
        self.renew(seed)

    def renew(self, seed: int) -> None:
        """Take a new board of the same MAC out of the bag: time 0, blank, off, sound line, default network."""
        if self._usb is not None:
            self._usb.leave()
        self.kernel = kernel = Kernel(seed)
        self._origin_us = self._now_us() if self._now_us else 0
        options = self._options
        self.network = BoardNetwork(kernel, self._transport, options.address, lambda: self.board.server_url)
        self.network.latency_us = options.latency_us
        self.image = ImageInFlash(options.setup.board)
        self.board = wired_board(
            kernel,
            self.network,
            options.setup,
            UnwatchedBoard(options.firmware, self._note_cut),
            self._line.send,
            agent=options.agent if options.firmware is None else None,
            provisions=self.image,
        )
        self.board.usb = self._usb
        self.image.connect(self.board.flash)
        if options.firmware is not None:
            options.firmware.connect(kernel, self.board, self.network)
        self._circuit.en_low = self._en_low = False
        self._is_strapped = False
        self._tool_entered = False
        self._sync_watch = SyncWatch()
        self._download: DownloadMode | None = None
        self._press_boot_button()

    def plug_into(self, usb: UsbConsole) -> None:
        """Have USB of its own from now on; before power comes."""
        self.board.usb = self._usb = usb

    # Time

    @property
    def is_held(self) -> bool:
        """True if board time moves only when it is granted."""
        return self._now_us is None

    def catch_up(self) -> int | None:
        """Real time: let happen what is due; gives in how many µs the next event is due, None if there is none."""
        assert self._now_us is not None
        self.kernel.run_until(self._now_us() - self._origin_us)
        due_us = self.kernel.next_event_us()
        return None if due_us is None else max(0, due_us - (self._now_us() - self._origin_us))

    def run(self, until_us: int) -> None:
        """Held time: let everything up to and including `until_us` happen."""
        self.kernel.run_until(until_us)

    def _note_cut(self) -> None:
        if not self._options.has_switch:
            self.kernel.call_at(self.kernel.now_us + _BACK_AFTER_US, lambda: self.board.power_on(hold=True))

    # What the bench does

    def power(self, *, on: bool, hold: bool = False) -> None:
        """Connect power or take it away; while the reset line is low, nothing boots."""
        self._leave_loader()
        if on:
            self.board.power_on(hold=hold or self._en_low)
        else:
            self.board.power_off()

    def reset(self, reason: ResetReason) -> None:
        """Start again without losing power."""
        if not self._en_low:
            self._leave_loader()
            self.board.reset(reason)

    def strap(self, *, download: bool) -> None:
        """Hold the BOOT button or let it go."""
        self._is_strapped = download
        self._press_boot_button()

    @property
    def entered_by_tool(self) -> bool:
        """True while it is in download mode because a tool's SYNC was taken for a hand on the buttons."""
        return self._tool_entered and self.board.mode is BoardMode.DOWNLOAD

    # What comes over the line

    def bytes_came(self, data: bytes) -> None:
        """Take bytes from the host."""
        if self._now_us is not None:
            self.catch_up()
        board = self.board
        if self._en_low or not board.has_power or (board.mode is BoardMode.DOWNLOAD and board.family.takes_uf2):
            return
        if board.mode is not BoardMode.DOWNLOAD:
            self._download = None
            heard = self._line.hear(data, FIRMWARE_BAUD)
            tool = self._hear_tool(heard)
            if tool is None:
                board.receive(heard)
            else:
                self._enter_download()
                self._load(tool)
        else:
            self._load_again_if_asked(data)

    def lines_changed(self, *, dtr: bool, rts: bool) -> LineEffect:
        """Take the modem lines; with USB of its own they do nothing. RELEASE_SOON asks for `release_reset` later."""
        if self.board.family.usb is Usb.DEVICE:
            return LineEffect.NOTHING
        effect = self._circuit.set_lines(dtr=dtr, rts=rts)
        self.set_pins(en_low=self._circuit.en_low, gpio0_low=self._circuit.gpio0_low)
        return effect

    def release_reset(self) -> None:
        """Let the reset line rise if it still waits to."""
        if self._circuit.dtr and self._circuit.rts and self._circuit.release() is LineEffect.RELEASE:
            self.set_pins(en_low=False, gpio0_low=False)

    def set_pins(self, *, en_low: bool, gpio0_low: bool) -> None:
        """Have these levels at EN and GPIO0 from now on, whoever makes them."""
        if self._now_us is not None:
            self.catch_up()
        self._gpio0_low = gpio0_low
        self._press_boot_button()
        if en_low and not self._en_low:
            self._en_low = True
            self._download = None
            self.board.hold()
        elif self._en_low and not en_low:
            self._en_low = False
            self._leave_loader()
            self.board.reset(ResetReason.PIN)

    def hears_dtr(self, dtr: bool, baud: int | None) -> None:  # noqa: FBT001 - the line's level is what is heard
        """Take what a chip with a USB device of its own hears of DTR: dropped at 1,200 baud it means BOOTSEL."""
        board = self.board
        if board.family.takes_uf2 and board.mode is BoardMode.RUNNING and baud == bootsel.TOUCH_BAUD.value and not dtr:
            if self._now_us is not None:
                self.catch_up()
            self._reset_with_button(ResetReason.WATCHDOG, held=True)

    @property
    def in_bootsel(self) -> bool:
        """True while the boot ROM of a Pico shows its drive: asked to, or because there is nothing to start."""
        return self.board.family.takes_uf2 and self.board.mode in {BoardMode.DOWNLOAD, BoardMode.BLANK}

    def leave_bootsel(self) -> None:
        """Start what stands in flash now, as the ROM does when a file is complete."""
        if self._now_us is not None:
            self.catch_up()
        self.board.reset(ResetReason.WATCHDOG)

    def leave_download(self) -> None:
        """Press reset with BOOT let go, as the owner of a board does after flashing it."""
        if self.board.mode is BoardMode.DOWNLOAD:
            self._reset_with_button(ResetReason.PIN, held=False)

    # Inside

    def _hear_tool(self, heard: bytes) -> bytes | None:
        if not self._options.auto_download or self.board.family.loader is None:
            return None
        return self._sync_watch.hear(heard)

    def _enter_download(self) -> None:
        self._reset_with_button(ResetReason.PIN, held=True)
        self._tool_entered = True

    def _load_again_if_asked(self, data: bytes) -> None:
        """Give bytes to the loader; one that cannot understand a tool's new beginning is reset, as by hand."""
        tool = self._hear_tool(data)
        if not self._load(data) and tool is not None:
            self._enter_download()
            self._load(tool)

    def _load(self, data: bytes) -> bool:
        """Give bytes to the loader; True if it answered."""
        if self._download is None:
            self._download = DownloadMode(self.board.board, self.board.flash, self.board.fuse_words)
        download = self._download
        baud = download.baud(self._line.host_baud)
        answer = download.hear(self._line.hear(data, baud))
        self._line.send(answer, baud)
        if download.finished is LoaderExit.RUN:
            self._reset_with_button(ResetReason.SOFTWARE, held=False)
        elif download.finished is LoaderExit.POWER_LOST:
            self._download = None
            self.board.lose_power()
        return bool(answer)

    def _reset_with_button(self, reason: ResetReason, *, held: bool) -> None:
        self._leave_loader()
        self.board.boot_button_held = held
        self.board.reset(reason)
        self._press_boot_button()

    def _leave_loader(self) -> None:
        self._download = None
        self._tool_entered = False

    def _press_boot_button(self) -> None:
        self.board.boot_button_held = self._is_strapped or self._gpio0_low
