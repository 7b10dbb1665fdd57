"""A whole board in software: flash, fuses, clock, radio and console put together, running a device program.

The world outside learns what happens through a `Bench`, which it passes in.
"""

import random
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from protocol.board import Board
from protocol.firmware import Firmware
from protocol.http import HttpRequest
from protocol.record import RecordReading
from protocol.settings import DeviceSettings, WireNames
from simulator import boot_rom, fuses
from simulator.board_storage import BoardStorage, Driver, flash_bytes, open_storage
from simulator.clock import DeviceClock
from simulator.console import Console
from simulator.device_program import run_program
from simulator.flash import Flash, PowerCut
from simulator.fuses import FuseFault
from simulator.kernel import Kernel, Task, Timer, sleep, wait
from simulator.network import Exchanged, HttpFailure, Network, Station
from simulator.resets import ResetReason
from simulator.rtc_memory import RtcUserMemory
from simulator.sntp import SntpClient
from simulator.token_store import open_store

# Let's Encrypt certificates of the simulated server: valid from 2025-12-01 to 2036-01-01 (Unix µs).
CERTIFICATE_FROM_US = 1_764_547_200 * 1_000_000
CERTIFICATE_TO_US = 2_082_758_400 * 1_000_000
_BOOT_US = {Board.ESP32: 300_000, Board.ESP8266: 180_000, Board.PICOW: 90_000}
_CHECKS_DATES = frozenset({Board.ESP8266, Board.PICOW})
_MILLION = 1_000_000


class Bench(Protocol):
    """What a board tells the world outside. Texts still hold secrets: whoever records them cuts them."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Hear a line on the console, from the boot ROM or from the firmware."""

    def booted(self, number: int, reason: ResetReason) -> None:
        """Hear that boot number `number` (from 1) begins."""

    def power_cut(self, unit: int) -> None:
        """Hear that power was lost after `unit` units of flash work in this boot."""

    def halted(self, reason: str) -> None:
        """Hear that the program has ended."""

    def record_read(self, reading: RecordReading) -> None:
        """Hear what the program read as its record."""

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Hear that a record was saved with so many units of flash work, and what reads back."""


class BoardSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one board different from another of its family."""

    board: Board
    driver: Driver
    mac: bytes
    device: DeviceSettings
    wire: WireNames


class SimulatedBoard:
    """One board: blank, without firmware and without power at first. Implements `simulator.hardware.Hardware`."""

    def __init__(self, kernel: Kernel, network: Network, setup: BoardSetup, bench: Bench) -> None:
        self._kernel = kernel
        self._network = network
        self._setup = setup
        self._bench = bench
        self.flash = Flash(flash_bytes(setup.board))
        self.clock = DeviceClock(setup.board)
        self.sntp = SntpClient()
        self.station = Station(network)
        self.console = Console(bench)
        self.firmware: Firmware | None = None
        self.fuse_words = fuses.burn(setup.board, setup.mac)
        self.fuse_fault: FuseFault | None = None
        # Noise of its own, so that a run's other random choices do not depend on what the cells happen to hold.
        noise = random.Random(setup.mac)  # noqa: S311 - reproducible by design
        self.rtc_memory = RtcUserMemory(noise) if setup.board is Board.ESP8266 else None
        self.power_on_unix_us = 0
        self.boots = 0
        self._units_of_boot: dict[int, int] = {}
        self._cuts: dict[int, int] = {}
        self._storage: BoardStorage | None = None
        self._task: Task | None = None
        self._alarm: Timer | None = None
        self._settled_us = 0
        self._saved_units = 0
        self.has_power = False

    # What the bench does to the board

    def power_on(self) -> None:
        """Connect power."""
        if not self.has_power:
            self.has_power = True
            self._boot(ResetReason.POWER_ON)

    def power_off(self) -> None:
        """Take power away."""
        self._stop()
        self.has_power = False

    def reset(self, reason: ResetReason) -> None:
        """Start again without losing power; a board without power stays off."""
        if self.has_power:
            self._stop()
            self._boot(reason)

    def deep_sleep(self, duration_us: int) -> None:
        """Sleep until the RTC has counted `duration_us`, then start again; a board without power stays off."""
        if self.has_power:
            self._stop()
            kernel = self._kernel
            self.clock.fall_asleep(kernel.now_us)
            true_us = self.clock.true_sleep_us(duration_us)
            self._alarm = kernel.call_later(true_us, lambda: self._boot(ResetReason.DEEP_SLEEP))

    def cut_power(self, boot: int, unit: int) -> None:
        """Lose power in boot number `boot` after `unit` units of its flash work."""
        self._cuts[boot] = unit
        if boot == self.boots and self.has_power:
            self.flash.arm_cut(max(0, unit - self.flash.units))

    def flash_units(self, boot: int) -> int:
        """Units of flash work done in boot number `boot` so far."""
        return self.flash.units if boot == self.boots and self.has_power else self._units_of_boot.get(boot, 0)

    @property
    def eeprom_bytes(self) -> int:
        """What legacy firmware passes to `EEPROM.begin`."""
        return self._setup.device.eeprom_bytes

    def edit_storage(self, edit: Callable[[BoardStorage], None]) -> None:
        """Change what is stored as a tool on the bench would: no armed power cut strikes it."""
        copy, storage = self._storage_on_copy()
        edit(storage)
        self.flash.restore(copy.snapshot())

    def stored_record(self) -> RecordReading:
        """Read the record as the next boot would, on a copy of the flash; the board must carry firmware."""
        assert self.firmware is not None
        _, storage = self._storage_on_copy()
        return open_store(self.firmware.store, storage, self.eeprom_bytes).load().reading

    # Hardware, as the firmware sees it

    @property
    def board(self) -> Board:
        """The board's family."""
        return self._setup.board

    @property
    def storage(self) -> BoardStorage:
        """Persistent storage, mounted at this boot."""
        assert self._storage is not None
        return self._storage

    def read_mac(self) -> bytes:
        """Read the MAC out of the fuses; raises fuses.MacUnreadableError."""
        words = self.fuse_words
        if self.fuse_fault is not None:
            words = fuses.damage(self.board, words, self.fuse_fault)
        return fuses.read_mac(self.board, words)

    def print(self, text: str) -> None:
        """Write to the console."""
        self.console.write(text)

    def millis(self) -> int:
        """Milliseconds since boot, 32 bits."""
        return self.clock.millis(self._kernel.now_us)

    def unix_us(self) -> int:
        """Wall time by the board's own clock."""
        return self.clock.unix_us(self._kernel.now_us)

    def set_unix_us(self, unix_us: int) -> None:
        """Set the board's clock."""
        self.clock.set_unix_us(self._kernel.now_us, unix_us)

    def random_ppm(self) -> int:
        """Draw a number from 0 to 999,999."""
        return self._kernel.rng.randrange(_MILLION)

    async def sleep_ms(self, duration_ms: int) -> None:
        """Wait by the board's own clock."""
        await sleep(self.clock.true_us(1000 * duration_ms))

    async def flash_settled(self) -> None:
        """Wait as long as the flash work since the last call took."""
        busy_us = self.flash.busy_us - self._settled_us
        self._settled_us = self.flash.busy_us
        if busy_us:
            await sleep(busy_us)

    async def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> str | None:
        """Join a network within the time-out."""
        join_us = self._network.join_us()
        if self.station.accepted(ssid, password) and join_us <= 1000 * timeout_ms:
            await sleep(join_us)
            if self.station.accepted(ssid, password):
                return self.station.join()
        else:
            await sleep(1000 * timeout_ms)
        return None

    def wifi_connected(self) -> bool:
        """Tell whether the network is still there."""
        return self.station.connected

    async def http(self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int) -> Exchanged:
        """Exchange a request for an answer, over TLS if the firmware says so."""
        if not self.station.connected:
            await sleep(1000)
            return HttpFailure.NOT_CONNECTED
        if self.board in _CHECKS_DATES and not self._certificate_is_valid():
            await sleep(4 * self._network.latency_us)
            return HttpFailure.TLS
        request = HttpRequest(method, path, headers, body, "", self.station.address)
        return await wait(self._network.exchange(request, 1000 * timeout_ms))

    async def ask_time(self, timeout_ms: int) -> int | None:
        """Ask the time server, as soon as the SNTP client is ready to."""
        delay_us, timeout_us = self.sntp.delay_us(self._kernel.now_us), 1000 * timeout_ms
        if not self.station.connected or delay_us >= timeout_us:
            await sleep(timeout_us)
            return None
        if delay_us:
            await sleep(delay_us)
        answer_us = await wait(self._network.ask_time(timeout_us - delay_us))
        return None if answer_us is None else self.sntp.read(answer_us)

    def note_load(self, reading: RecordReading) -> None:
        """Pass on what was read."""
        self._saved_units = self.flash.units
        self._bench.record_read(reading)

    def note_save(self, reading: RecordReading) -> None:
        """Pass on what was saved, with the flash work since the last note."""
        units = self.flash.units - self._saved_units
        self._saved_units = self.flash.units
        self._bench.record_saved(reading, units)

    # Inside

    def _storage_on_copy(self) -> tuple[Flash, BoardStorage]:
        copy = Flash(self.flash.size_bytes)
        copy.restore(self.flash.snapshot())
        return copy, open_storage(self._setup.board, self._setup.driver, copy)

    def _certificate_is_valid(self) -> bool:
        if self.firmware is not None and not self.firmware.tls:
            return True
        return CERTIFICATE_FROM_US <= self.unix_us() <= CERTIFICATE_TO_US

    def _boot(self, reason: ResetReason) -> None:
        kernel = self._kernel
        self.boots += 1
        self.clock.boot(kernel.now_us, reason, self.power_on_unix_us)
        self.sntp.restart()
        if self.rtc_memory is not None:
            self.rtc_memory.reset(reason)
        self.station.leave()
        self.flash.power_on()
        if self.boots in self._cuts:
            self.flash.arm_cut(self._cuts[self.boots])
        self._saved_units = 0
        self._settled_us = self.flash.busy_us
        self._bench.booted(self.boots, reason)
        for line in boot_rom.banner(self.board, reason):
            self._bench.serial(line, rom=True)
        self._task = kernel.spawn(self._run(), self._ended)

    async def _run(self) -> None:
        await sleep(_BOOT_US[self.board])
        if self.firmware is None:
            return
        self._storage = open_storage(self.board, self._setup.driver, self.flash)
        await run_program(self, self.firmware, self._setup.device, self._setup.wire)

    def _ended(self, error: BaseException | None) -> None:
        if isinstance(error, PowerCut):
            self.console.drop()
            self._forget_boot()
            self.has_power = False
            self._bench.power_cut(self._units_of_boot[self.boots])
        elif error is not None:
            raise error
        else:
            self._bench.halted("no firmware" if self.firmware is None else "program ended")

    def _stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.console.drop()
            self._forget_boot()

    def _forget_boot(self) -> None:
        self._units_of_boot[self.boots] = self.flash.units
        self.station.leave()
