"""A whole board in software: flash, fuses, clock, radio and console put together, running a device program.

The world outside learns what happens through a `BoardObserver`, which it passes in.
"""

from collections.abc import Callable, Coroutine, Mapping
from functools import lru_cache

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.record import RecordFlag, RecordReading, StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.board.power import BoardPower
from oceanhil.simulator.board.resets import forgets
from oceanhil.simulator.board.setup import BoardSetup
from oceanhil.simulator.board.storage import BoardStorage, open_storage
from oceanhil.simulator.eeprom.refusal import Refusals
from oceanhil.simulator.flash.chip import Flash, FlashSnapshot
from oceanhil.simulator.identity import fuses
from oceanhil.simulator.kernel import Kernel, Task, sleep, wait
from oceanhil.simulator.network import (
    BRIDGE_ADDRESS,
    LOOK_AGAIN_US,
    EndedExchange,
    HalfAnswer,
    Network,
    OnExchange,
    Station,
    Uplink,
)
from oceanhil.simulator.outputs import RELAYS, Outputs, Sensors
from oceanhil.simulator.path import Stack, exchange_across
from oceanhil.simulator.program import run_program
from oceanhil.simulator.program.hardware import Hardware
from oceanhil.simulator.program.token_store import open_store

__all__ = ["CERTIFICATE_FROM_US", "CERTIFICATE_TO_US", "BoardObserver", "BoardSetup", "DeviceProgram", "SimulatedBoard"]

DeviceProgram = Callable[[Hardware, Firmware, DeviceSettings, WireNames], Coroutine[object, object, None]]
"""What runs on a board from the end of its boot on; it returns when it has halted, and may raise PowerCut."""

# Let's Encrypt certificates of the simulated server: valid from 2025-12-01 to 2036-01-01 (Unix µs).
CERTIFICATE_FROM_US = 1_764_547_200 * SECOND_US
CERTIFICATE_TO_US = 2_082_758_400 * SECOND_US


class SimulatedBoard(BoardPower):
    """One board: blank, without firmware and without power at first. Implements `Hardware`.

    `server_url` is what its firmware was provisioned with; `bridge:` sends its requests through `uplink` instead of the
    radio, if there is one. `program` is what runs when firmware is on it. `on_exchange` is told of each exchange that
    is over, if somebody wants to know.
    """

    program: DeviceProgram = staticmethod(run_program)
    server_url = ""
    uplink: Uplink | None = None
    on_exchange: OnExchange | None = None

    def __init__(self, kernel: Kernel, network: Network, setup: BoardSetup, observer: BoardObserver) -> None:
        super().__init__(kernel, Station(network), setup, observer)
        self._network = network
        self.fuse_words = fuses.burn(setup.board, setup.mac)
        self.fuse_fault: MacFault | None = None
        # Whether the server of this boot is a bridge, and whether the program has joined it.
        self._bridged = self._on_bridge = False
        self._half_answer: HttpResponse | None = None
        self._storage: BoardStorage | None = None
        self.refusals = Refusals()
        self.outputs = Outputs(observer.relays_moved, observer.relays_let_go)

    def power_off(self) -> None:
        """Take power away."""
        super().power_off()
        self.outputs.lose_power()

    def lose_power(self) -> None:
        """Be without power after a PowerCut."""
        super().lose_power()
        self.outputs.lose_power()

    def deep_sleep(self, duration_us: int) -> None:
        """Sleep until the RTC has counted `duration_us`, then start again; a board without power stays off."""
        super().deep_sleep(duration_us)
        self.outputs.fall_asleep()

    def trusts_dates(self) -> bool:
        """Tell whether its TLS library, where it looks at dates at all, takes the server's certificate by its clock."""
        return not self.family.checks_dates or self._certificate_is_valid()

    def note_time_asked(self) -> None:
        """Tell the observer that the program asks a time server."""
        self._observer.time_asked()

    # What the bench does to the board's storage

    @property
    def driver_name(self) -> str:
        """The generation of its EEPROM driver."""
        return self._setup.driver.value

    @property
    def eeprom_bytes(self) -> int:
        """What legacy firmware passes to `EEPROM.begin`."""
        return self._setup.device.eeprom_bytes

    def storage_on_copy(self) -> BoardStorage:
        """Mount what is stored on a copy of the flash, for a look that changes nothing."""
        return open_storage(self.board, self._setup.driver, self._copy_of_flash())

    def edit_storage(self, edit: Callable[[BoardStorage], None]) -> None:
        """Change what is stored as a tool on the bench would: no armed power cut strikes it."""
        self.edit_flash(lambda flash: edit(open_storage(self.board, self._setup.driver, flash)))

    def edit_flash(self, edit: Callable[[Flash], None]) -> None:
        """Change flash itself as a tool on the bench would, likewise."""
        copy = self._copy_of_flash()
        edit(copy)
        self.flash.restore(copy.snapshot())

    def stored_record(self) -> RecordReading:
        """Read the record as the next boot would, on a copy of the flash; the board must carry firmware."""
        assert self.firmware is not None
        held = self.flash.snapshot()
        if not held.faulty:
            sectors = tuple(held.sectors.items())
            return _read_record(self.board, self._setup.driver, self.firmware.store, self.eeprom_bytes, sectors)
        return open_store(self.firmware.store, self.storage_on_copy(), self.eeprom_bytes).load().reading

    def mount(self) -> BoardStorage:
        """Give the storage that the program has mounted; where none has, mount it now as the core does.

        May raise PowerCut: whoever catches it tells the board by `lose_power`.
        """
        if self._storage is None:
            self._storage = open_storage(self.board, self._setup.driver, self.flash)
        return self._storage

    # Hardware, as the firmware sees it

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

    def random_ppm(self) -> int:
        """Draw a number from 0 to 999,999."""
        return self._kernel.rng.randrange(WHOLE_PPM)

    async def sleep_ms(self, duration_ms: int) -> None:
        """Wait by the board's own clock."""
        await sleep(self.clock.true_us(1000 * duration_ms))

    async def flash_settled(self) -> None:
        """Wait as long as the flash work since the last call took."""
        before_us, self._settled_us = self._settled_us, self.flash.busy_us
        if self._settled_us != before_us:
            await sleep(self._settled_us - before_us)

    async def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> str | None:
        """Join a network within the time-out, looking for it again until then; a bridge is there at once."""
        if self._bridged:
            self._on_bridge = True
            return BRIDGE_ADDRESS
        join_us, left_us = self._network.join_us(), 1000 * timeout_ms
        while left_us > 0:
            is_begun = self.station.accepted(ssid, password)
            # Whoever is let in is not looked for again, however long DHCP takes.
            rest_us = min(max(LOOK_AGAIN_US, join_us) if is_begun else LOOK_AGAIN_US, left_us)
            left_us -= rest_us
            if is_begun and join_us <= rest_us:
                await sleep(join_us)
                rest_us -= join_us
                if self.station.accepted(ssid, password):
                    return self.station.join()
            await sleep(rest_us)
        return None

    def could_join(self, ssid: str, password: str) -> bool:
        """Tell whether an attempt to join a network that begins now may succeed."""
        return self._bridged or self.station.accepted(ssid, password)

    def wifi_connected(self) -> bool:
        """Tell whether the network is still there."""
        return self.station.connected or self._on_bridge

    def http(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int
    ) -> Coroutine[object, object, Exchanged]:
        """Exchange a request for an answer, over TLS if the firmware says so; a bridge looks at certificates itself."""
        exchange = self._exchange(method, path, headers, body, timeout_ms)
        return exchange if self.on_exchange is None else self._told(exchange, method, path, self.on_exchange)

    async def _told(
        self, exchange: Coroutine[object, object, Exchanged], method: str, path: str, told: OnExchange
    ) -> Exchanged:
        began_us = self._kernel.now_us
        outcome = await exchange
        status, failure = (int(outcome.status), "") if isinstance(outcome, HttpResponse) else (0, outcome.words)
        told(EndedExchange(method, path, began_us, status, failure))
        return outcome

    async def _exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int
    ) -> Exchanged:
        if not self.station.connected:
            if self._on_bridge and self.uplink is not None:
                bridged = HttpRequest(method, path, headers, body, "", BRIDGE_ADDRESS)
                return await wait(self.uplink.exchange(bridged, 1000 * timeout_ms))
            await sleep(1000)
            return HttpFailure.NOT_CONNECTED
        request = HttpRequest(method, path, headers, body, "", self.station.address)
        if self._network.fault is not None:
            return await exchange_across(self._network.fault, self._stack(), request, 1000 * timeout_ms, self._send)
        if not self.trusts_dates():
            await sleep(4 * self._network.latency_us)
            return HttpFailure.TLS
        return await self._send(request, 1000 * timeout_ms)

    def take_half_answer(self) -> HttpResponse | None:
        """Give what came of the answer that has just broken off, once; None: nothing did, or it did not break off."""
        half, self._half_answer = self._half_answer, None
        return half

    async def ask_time(self, timeout_ms: int) -> int | None:
        """Ask the time server, as soon as the SNTP client is ready to."""
        self._observer.time_asked()
        delay_us, timeout_us = self.sntp.delay_us(self._kernel.now_us), 1000 * timeout_ms
        if not self.station.connected or delay_us >= timeout_us:
            await sleep(timeout_us)
            return None
        if delay_us:
            await sleep(delay_us)
        answer_us = await wait(self._network.ask_time(timeout_us - delay_us))
        return None if answer_us is None else self.sntp.read(answer_us)

    def switch_relays(self, on: RecordFlag) -> None:
        """Hold the relays' pins like this."""
        self.outputs.switch(on & RELAYS)

    def read_sensors(self) -> Sensors:
        """Measure."""
        return self.outputs.measure()

    def note_load(self, reading: RecordReading) -> None:
        """Pass on what was read."""
        self._saved_units = self.flash.units
        self._observer.record_read(reading)

    def note_save(self, reading: RecordReading) -> None:
        """Pass on what was saved, with the flash work since the last note."""
        units = self.flash.units - self._saved_units
        self._saved_units = self.flash.units
        self._observer.record_saved(reading, units)

    # Inside

    def _copy_of_flash(self) -> Flash:
        copy = Flash(self.flash.size_bytes)
        copy.restore(self.flash.snapshot())
        return copy

    async def _send(self, request: HttpRequest, timeout_us: int) -> Exchanged:
        outcome = await wait(self._network.exchange(request, timeout_us))
        if isinstance(outcome, HalfAnswer):
            self._half_answer = outcome.response
            return HttpFailure.CONNECTION_LOST
        return outcome

    def _stack(self) -> Stack:
        trip_us = self._network.latency_us
        return Stack(self._is_secure, self.trusts_dates(), self.family.segment_bytes, trip_us)

    @property
    def _is_secure(self) -> bool:
        return self.firmware is None or self.firmware.tls

    def _certificate_is_valid(self) -> bool:
        if not self._is_secure:
            return True
        return CERTIFICATE_FROM_US <= self.unix_us() <= CERTIFICATE_TO_US

    def _start(self, ended: Callable[[BaseException | None], None]) -> Task:
        return self._kernel.spawn(self._run(), ended)

    def _begin(self, reason: ResetReason) -> None:
        # The boot before has let go of all that was not latched.
        if self.outputs.on:
            self._let_go_at_start(reason)
        super()._begin(reason)

    def _let_go_at_start(self, reason: ResetReason) -> None:
        if forgets(self.board, reason):
            self.outputs.lose_power()
        elif reason is ResetReason.DEEP_SLEEP:
            self.outputs.wake()
        else:
            self.outputs.reset()

    def _forget_boot(self) -> None:
        super()._forget_boot()
        self._storage = None
        self.outputs.end_boot()

    def _stop(self) -> None:
        super()._stop()
        # A board that is held has no boot to forget, and may have been mounted.
        self._storage = None

    async def _run(self) -> None:
        self._bridged = self.uplink is not None and self.server_url == BRIDGE_SERVER
        self._on_bridge = False
        await sleep(self.family.boot_us)
        if self.firmware is None:
            return
        self._storage = open_storage(self.board, self._setup.driver, self.flash, self.refusals)
        await self.program(self, self.firmware, self._setup.device, self._setup.wire)


# Thousands of runs of a sweep look at the same contents, and each look mounts the storage anew.
@lru_cache(256)
def _read_record(
    board: Board, driver: Driver, store: StorePolicy, eeprom_bytes: int, sectors: tuple[tuple[int, bytes], ...]
) -> RecordReading:
    """Read the record out of flash with these sectors, by index; the others are blank."""
    flash = Flash(family(board).flash_bytes)
    flash.restore(FlashSnapshot(dict(sectors), {}, {}, {}))
    return open_store(store, open_storage(board, driver, flash), eeprom_bytes).load().reading
