"""A board's life between power-on and power-off: boots, resets, sleep, hold, power cuts, and what its ROM prints.

What runs in a boot is the subclass's; nothing here knows the network or the program.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board import resets
from oceanhil.simulator.board.clock import DeviceClock, SntpClient
from oceanhil.simulator.board.mode import HEARING, BoardMode
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.board.rtc_memory import RtcUserMemory
from oceanhil.simulator.board.setup import BoardSetup
from oceanhil.simulator.board.uart import BoardUart, Console, UartOut, WiredConsole
from oceanhil.simulator.board.usb import HOST_US, LOOK_US, UsbConsole
from oceanhil.simulator.eeprom.nvs import NvsPanic
from oceanhil.simulator.flash.chip import Flash, PowerCut
from oceanhil.simulator.flash.operation_log import OperationLog
from oceanhil.simulator.kernel import Kernel, Task, Timer
from oceanhil.simulator.network import Station

if TYPE_CHECKING:
    # At run time it is imported when a board crashes: the cold start of a run has no use for it.
    from oceanhil.protocol.panics import Assertion, PanicKind

# How long a ROM searches blank flash before its watchdog resets it: an assumption, no document says.
_BLANK_LOOP_US = 500_000


class FlashWork:
    """Units of flash work by boot number, counted from its start, and the unit at which power is to be lost.

    One boot at a time is under way. The chip is passed in at each call: it is the board's, and may be another one than
    before.
    """

    def __init__(self) -> None:
        self._units: dict[int, int] = {}
        self._cuts: dict[int, int] = {}
        self._boot: int | None = None

    def arrange_cut(self, flash: Flash, boot: int, unit: int) -> None:
        """Lose power in `boot` after `unit` units; at the next unit if it is under way and has done more."""
        self._cuts[boot] = unit
        if boot == self._boot:
            flash.arm_cut(max(0, unit - flash.units))

    def forget_cuts(self, flash: Flash) -> None:
        """Let no cut come that was arranged, in the boot under way or later."""
        self._cuts.clear()
        flash.disarm()

    def begin(self, flash: Flash, boot: int) -> None:
        """Start counting for a boot whose power has come on, and arm its cut if it has one."""
        self._boot = boot
        if boot in self._cuts:
            flash.arm_cut(self._cuts[boot])

    def end(self, flash: Flash) -> None:
        """Keep what the boot under way has done: it is over."""
        if self._boot is not None:
            self._units[self._boot] = flash.units
            self._boot = None

    def move_cut(self, flash: Flash, boot: int, unit: int) -> None:
        """Let a boot that ended by a cut have been cut at `unit`, and have done what the chip says now."""
        self._cuts[boot] = unit
        self._units[boot] = flash.units

    def is_under_way(self, boot: int) -> bool:
        """Tell whether that boot has begun and is not over."""
        return boot == self._boot

    def units(self, flash: Flash, boot: int) -> int:
        """Units of flash work done in that boot so far."""
        return flash.units if boot == self._boot else self._units.get(boot, 0)


class BoardPower(ABC):
    """Blank, without firmware and without power at first.

    `firmware_source`, if set, is asked at each boot for the firmware in flash; None: there is no image, as the ROM
    says. `boot_button_held`: GPIO0 is low, so a reset of an ESP board goes to the ROM's loader. `hears` is the ear of
    an agent, None for firmware without one. `usb` is its console where that goes with a reset, None where it stays.
    """

    # Defaults of the class, since few boards set them: CPython keeps instances of at most 30 attributes compact.
    firmware_source: Callable[[], Firmware | None] | None = None
    boot_button_held = False
    hears: Callable[[bytes], None] | None = None
    usb: UsbConsole | None = None
    _uart: BoardUart | None = None
    # How the boot that ends a hold begins if a reset ends it: a board held from power-on has not booted yet.
    _held_from_power_on = False
    _clock_set_in_hold = False
    _reset = ResetReason.POWER_ON
    # Set when a boot begins: only its program asks for them.
    _settled_us: int
    _saved_units: int

    def __init__(self, kernel: Kernel, station: Station, setup: BoardSetup, observer: BoardObserver) -> None:
        self._kernel = kernel
        self._setup = setup
        self._observer = observer
        self.family = family(setup.board)
        """The board's family."""
        self.flash = Flash(self.family.flash_bytes)
        self.clock = DeviceClock(setup.board)
        self.sntp = SntpClient()
        self.station = station
        self.console = Console(observer)
        self.firmware: Firmware | None = None
        # Noise of its own, so that a run's other random choices do not depend on what the cells happen to hold.
        self.rtc_memory = RtcUserMemory(setup.mac) if self.family.has_rtc_memory else None
        self.power_on_unix_us = 0
        self.boots = 0
        self.mode = BoardMode.OFF
        self._work = FlashWork()
        self._task: Task | None = None
        self._alarm: Timer | None = None

    @property
    def board(self) -> Board:
        """The name of the board's family."""
        return self._setup.board

    @property
    def reset_cause(self) -> ResetCause:
        """Why the boot under way began, or the last one that did."""
        return ResetCause(self._reset.value)

    @property
    def now_us(self) -> int:
        """True time in µs."""
        return self._kernel.now_us

    @property
    def has_power(self) -> bool:
        """False while power is off or was lost in flash work."""
        return self.mode is not BoardMode.OFF

    # What is wired to the board

    def attach_uart(self, out: UartOut) -> BoardUart:
        """Wire its UART: all it sends goes to `out`, at the baud rate that it is sent at."""
        self._uart = BoardUart(self.board, out)
        self.console = WiredConsole(self._observer, self._uart.text)
        return self._uart

    def receive(self, data: bytes) -> None:
        """Take bytes that arrive at the UART; lost unless an agent is there and hears."""
        if self.hears is not None and self.mode in HEARING:
            self.hears(data)

    def send(self, data: bytes) -> None:
        """Send bytes of a program on the UART as they are, past the console; nothing where none is wired."""
        if self._uart is not None:
            self._uart.send(data)

    # What the bench does to the board

    def power_on(self, *, hold: bool = False) -> None:
        """Connect power; with `hold` nothing boots until `go` or a reset."""
        if self.has_power:
            return
        if hold:
            if self.usb is not None:
                self.usb.come()
            self._enter_hold()
            self._held_from_power_on = True
            self.clock.boot(self._kernel.now_us, ResetReason.POWER_ON, self.power_on_unix_us)
        else:
            self._boot(ResetReason.POWER_ON)

    def power_off(self) -> None:
        """Take power away."""
        self._stop()
        self.mode = BoardMode.OFF
        self._leave_usb()

    def reset(self, reason: ResetReason) -> None:
        """Start again without losing power; a board without power stays off. Of a brown-out its firmware may tell.

        A board that was held from power-on has not booted yet: its first boot is from power-on whatever the reason.
        """
        if self.has_power:
            if reason is ResetReason.BROWNOUT and self.mode in {BoardMode.RUNNING, BoardMode.HALTED}:
                self._say_brownout()
            held_from_power_on = self._held_from_power_on
            self._stop()
            self._boot(ResetReason.POWER_ON if held_from_power_on else reason)

    def hold(self) -> None:
        """Stop whatever runs and stay powered; a board without power stays off, one that is held stays so."""
        if self.has_power and self.mode is not BoardMode.HELD:
            self._stop()
            self._enter_hold()

    def go(self) -> None:
        """End a hold: boot as from power-on. A clock that was set in the hold keeps its time."""
        if self.mode is not BoardMode.HELD:
            return
        unix_us = self.clock.unix_us(self._kernel.now_us) if self._clock_set_in_hold else self.power_on_unix_us
        self._stop()
        before_us, self.power_on_unix_us = self.power_on_unix_us, unix_us
        self._begin_boot(ResetReason.POWER_ON)
        self.power_on_unix_us = before_us

    def deep_sleep(self, duration_us: int) -> None:
        """Sleep until the RTC has counted `duration_us`, then start again; a board without power stays off."""
        if self.has_power:
            self._stop()
            self.mode = BoardMode.ASLEEP
            self._leave_usb()
            kernel = self._kernel
            self.clock.fall_asleep(kernel.now_us)
            true_us = self.clock.true_sleep_us(duration_us)
            self._alarm = kernel.call_later(true_us, partial(self._boot, ResetReason.DEEP_SLEEP))

    def crash(self, kind: "PanicKind", task: str = "", assertion: "Assertion | None" = None) -> None:
        """Print what a crash of this kind prints, and reset; a board without power stays off.

        `task`: in which it is, where the text says so; empty: in the one that a program begins with. `assertion`: which
        one failed, None: one that is made up.
        Raises ValueError if the board's family has no such crash.
        """
        from oceanhil.simulator.board.panic_text import panic_reset

        self.say_crash(kind, task, assertion)
        self.reset(panic_reset(self.board, kind))

    def say_crash(self, kind: "PanicKind", task: str = "", assertion: "Assertion | None" = None) -> None:
        """Print what a crash of this kind prints, nothing without power; raises ValueError as `crash` does.

        What a brown-out prints, its reset does.
        """
        from oceanhil.protocol.panics import PanicKind
        from oceanhil.simulator.board.panic_text import panic_text

        text = panic_text(self.board, kind, self._setup.driver, task, assertion)
        if self.has_power and kind is not PanicKind.BROWNOUT:
            self.console.write(text)

    def cut_power(self, boot: int, unit: int) -> None:
        """Lose power in boot number `boot` after `unit` units of its flash work."""
        self._work.arrange_cut(self.flash, boot, unit)

    def is_over(self, boot: int) -> bool:
        """Tell whether boot number `boot` has come and gone."""
        return boot <= self.boots and not self._work.is_under_way(boot)

    def move_cut(self, work: OperationLog, boot: int, unit: int) -> None:
        """Be as if the power that was just lost in `boot` had been lost after `unit` units of its `work`."""
        work.cut(self.flash, unit)
        self._work.move_cut(self.flash, boot, unit)

    def forget_cuts(self) -> None:
        """Let no power cut come that was arranged."""
        self._work.forget_cuts(self.flash)

    def lose_power(self) -> None:
        """Be without power after a PowerCut; in download mode it is no boot's, and nobody is told."""
        if self.mode is BoardMode.DOWNLOAD:
            self.power_off()
            return
        self.console.drop()
        if self._task is not None:
            self._task.cancel()
        self._forget_boot()
        self.mode = BoardMode.OFF
        self._observer.power_cut(self.flash.units)
        self._leave_usb()

    def flash_units(self, boot: int) -> int:
        """Units of flash work done in boot number `boot` so far."""
        return self._work.units(self.flash, boot)

    def set_unix_us(self, unix_us: int) -> None:
        """Set the board's clock."""
        self.clock.set_unix_us(self._kernel.now_us, unix_us)
        if self.mode is BoardMode.HELD:
            self._clock_set_in_hold = True

    # Inside

    def _say_brownout(self) -> None:
        from oceanhil.simulator.board.panic_text import brownout_text

        # A line that the program has begun has been seen by then, as one on a real line is that rests for a while.
        self.console.drop()
        self.console.write(brownout_text(self.board, self._setup.driver))

    @abstractmethod
    def _start(self, ended: Callable[[BaseException | None], None]) -> Task:
        """Start what runs in a boot, up to its first wait."""

    def _boot(self, reason: ResetReason) -> None:
        if self.usb is None:
            self._begin_boot(reason)
            return
        if self.boot_button_held and self.family.loader is not None:
            # The console of a boot ROM's loader stays: a tool would lose the board that it has just reset.
            self.usb.come()
            self._begin_boot(reason)
            return
        self._leave_usb()
        if self.boot_button_held and self.family.takes_uf2:
            # What is on the bus now is a drive.
            self._begin_boot(reason)
            return
        self.mode = BoardMode.ENUMERATING
        if self.usb.away_us:
            self._alarm = self._kernel.call_later(self.usb.away_us, partial(self._enumerate, reason, self.usb))
        else:
            self._enumerate(reason, self.usb)

    def _enumerate(self, reason: ResetReason, usb: UsbConsole) -> None:
        usb.come()
        self._await_host(reason, usb, HOST_US)

    def _await_host(self, reason: ResetReason, usb: UsbConsole, left_us: int) -> None:
        if usb.is_open() or left_us <= 0:
            self._begin_boot(reason)
        else:
            self._alarm = self._kernel.call_later(LOOK_US, partial(self._await_host, reason, usb, left_us - LOOK_US))

    def _leave_usb(self) -> None:
        if self.usb is not None:
            self.usb.leave()

    def _begin_boot(self, reason: ResetReason) -> None:
        if self.boot_button_held and (self.family.loader is not None or self.family.takes_uf2):
            self._wait_for_download(reason)
            return
        if self.firmware_source is not None:
            self.firmware = self.firmware_source()
            if self.firmware is None:
                self._search_blank_flash(first=True)
                return
        self._begin(reason)
        self._work.begin(self.flash, self.boots)
        self._saved_units = 0
        self._settled_us = self.flash.busy_us
        lines = resets.banner(self.board, reason, driver=self._setup.driver)
        # On the wire the ROM comes first: an agent is part of what it loads.
        if self._uart is not None:
            self._uart.rom(lines)
        self._observer.booted(self.boots, reason)
        for line in lines:
            self._observer.serial(line, rom=True)
        self._task = self._start(self._ended)

    def _begin(self, reason: ResetReason) -> None:
        kernel = self._kernel
        self.mode = BoardMode.RUNNING
        self.boots += 1
        if reason is not self._reset:
            self._reset = reason
        self.clock.boot(kernel.now_us, reason, self.power_on_unix_us)
        self.sntp.restart()
        if self.rtc_memory is not None:
            self.rtc_memory.reset(reason)
        self.flash.power_on()

    def _enter_hold(self) -> None:
        self.mode = BoardMode.HELD
        self._clock_set_in_hold = False
        self.flash.power_on()

    def _wait_for_download(self, reason: ResetReason) -> None:
        self.mode = BoardMode.DOWNLOAD
        self.flash.power_on()
        self._print_rom(resets.download_banner(self.board, reason))

    def _search_blank_flash(self, *, first: bool) -> None:
        self.mode = BoardMode.BLANK
        self.flash.power_on()
        self._print_rom(resets.blank_flash_banner(self.board, first=first))
        if self.family.rom is not None and self.family.rom.watchdog_code is not None:
            self._alarm = self._kernel.call_later(_BLANK_LOOP_US, partial(self._search_blank_flash, first=False))

    def _print_rom(self, lines: tuple[str, ...]) -> None:
        if self._uart is not None:
            self._uart.rom(lines)
        for line in lines:
            self._observer.serial(line, rom=True)

    def _ended(self, error: BaseException | None) -> None:
        if isinstance(error, PowerCut):
            self.lose_power()
        elif isinstance(error, NvsPanic) and self._uart is not None:
            from oceanhil.protocol.panics import PanicKind

            self.crash(PanicKind.ABORT)
        elif error is not None:
            raise error
        else:
            self.mode = BoardMode.HALTED
            self._observer.halted("no firmware" if self.firmware is None else "program ended")

    def _stop(self) -> None:
        if self._held_from_power_on:
            self._held_from_power_on = False
        if self._alarm is not None:
            self._alarm.cancel()
        if self._task is not None:
            self._task.cancel()
            self.console.drop()
            self._forget_boot()

    def _forget_boot(self) -> None:
        self._work.end(self.flash)
        self.station.leave()
