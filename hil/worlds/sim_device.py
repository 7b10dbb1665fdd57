"""A simulated board as scenarios see it, and what it does written into the trace."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.hil.worlds.own_layout import NeedsLayout, need_layout
from oceanhil.hil.worlds.sim_console import LineHearing, SimConsole
from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageRefusal, TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.clock_change import device_moved_words, drift_words, time_client_words, time_words, uptime_words
from oceanhil.scenarios.mac_change import fuses_words, mac_words
from oceanhil.scenarios.memory import ShowsMemory
from oceanhil.scenarios.power_state import PowerState, is_power_cut
from oceanhil.scenarios.storage_event import BenchSave, bench_save_fields, load_fields, save_fields
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace
from oceanhil.scenarios.world import CutWork, Device, FlashWear, MovesCuts, WorldError, WorldRequest
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.board import damage
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.clock import break_clock
from oceanhil.simulator.flash.chip import SECTOR_BYTES, tear_for
from oceanhil.simulator.flash.faults import WearOut
from oceanhil.simulator.flash.operation_log import OperationLog
from oceanhil.simulator.identity.fuses import burn
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network
from oceanhil.simulator.outputs import Sensors

if TYPE_CHECKING:
    from oceanhil.protocol.panics import Assertion, PanicKind


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a simulated board stands in: the parts of its world."""

    kernel: Kernel
    network: Network
    server: SimServer
    request: WorldRequest
    driver: Driver
    trace: Trace


class SimDevice(Device, MovesCuts):
    """One simulated board under its name; what it does is told here, as to every `BoardObserver`."""

    def __init__(self, name: str, around: Surroundings) -> None:
        self._name = name
        self._kernel = around.kernel
        self._server = around.server
        self._trace = around.trace
        self._driver = around.driver
        self._boot_skew_us: int | None = None
        self._console = SimConsole(name, self._trace, self._kernel, self._server.secrets, self._server.secret_pieces)
        self.serial: LineHearing = self._console.hear
        """Writes a line of its console into the trace, with secrets cut."""
        request = around.request
        self._mac = family(request.board).vendor + self._kernel.rng.randbytes(3)
        setup = BoardSetup(
            board=request.board,
            driver=self._driver,
            mac=self._mac,
            device=request.profile.device,
            wire=request.profile.wire,
        )
        self._board = SimulatedBoard(self._kernel, around.network, setup, self)

    @property
    def name(self) -> str:
        """The name the scenario gives it."""
        return self._name

    @property
    def board(self) -> Board:
        """Its family."""
        return self._board.board

    @property
    def mac(self) -> bytes:
        """The octets that were burnt into it."""
        return self._mac

    @property
    def has_power(self) -> bool:
        """False when it is off or died by a power cut."""
        return self._board.has_power

    def address(self) -> str:
        """Give the address the network leased to it, empty before it first joined."""
        return self._board.station.address

    # What a scenario does to it

    def flash(self, firmware: Firmware) -> None:
        """Put an application image on it; a board with power restarts."""
        self._server.conceal(firmware)
        self._board.firmware = firmware
        if self.has_power:
            self.reset(ResetKind.PIN)

    def power_on(self) -> None:
        """Connect power."""
        if not self.has_power:
            self._choose_boot_clock()
            self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.ON.value})
            self._board.power_on()

    def power_off(self) -> None:
        """Take power away."""
        if self.has_power:
            self._console.bench_acts()
            self._board.power_off()
            self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.OFF.value})

    def reset(self, kind: ResetKind) -> None:
        """Start it again without taking power away."""
        self._console.bench_acts()
        self._choose_boot_clock()
        self._board.reset(kind.reason)

    def crash(self, kind: "PanicKind", task: str = "", assertion: "Assertion | None" = None) -> None:
        """Let its program crash, in the task of this name; empty: in the one that it begins with."""
        if not self.has_power:
            return
        self._console.watch_crashes(self.board)
        self._choose_boot_clock()
        try:
            self._board.crash(kind, task, assertion)
        except ValueError as error:
            raise WorldError(str(error)) from error

    def cut_power(self, boot: int, unit: int) -> None:
        """Arrange a power cut."""
        board = self._board
        if board.is_over(boot):
            done, next_boot = plural(board.flash_units(boot), "unit"), board.boots + 1
            raise WorldError(f"boot {boot} of {self._name} is over, with {done} of flash work; the next is {next_boot}")
        board.cut_power(boot, unit)

    def record_work(self, boot: int) -> OperationLog:
        """Record the flash work of that boot, parted where time passes or the trace grows."""
        board, kernel, events = self._board, self._kernel, self._trace.events
        return OperationLog(board.flash, lambda: board.boots == boot, lambda: (kernel.now_us, len(events)))

    def move_cut(self, work: CutWork, boot: int, unit: int) -> None:
        """Be as if power had been lost after that unit."""
        assert isinstance(work, OperationLog)
        self._board.move_cut(work, boot, unit)
        last_first = reversed(range(len(self._trace.events)))
        index = next(at for at in last_first if is_power_cut(self._trace.events[at], self._name))
        self._trace.amend(index, {**self._trace.events[index].fields, "unit": unit})

    def contents(self) -> Hashable | None:
        """All that its flash holds."""
        return self._board.flash.contents()

    def tear_flash(self, torn: TornModel, seed: int) -> None:
        """Choose what an interrupted flash operation leaves behind."""
        self._board.flash.tear = tear_for(torn, Chance(seed))

    def flash_units(self, boot: int) -> int:
        """Units of flash work done in that boot."""
        return self._board.flash_units(boot)

    def flash_wear(self) -> FlashWear:
        """All flash work so far."""
        flash = self._board.flash
        return FlashWear(sum(flash.erases.values()), flash.programmed_bytes, max(flash.erases.values(), default=0))

    def wear_out(self, seed: int) -> None:
        """Let every further erase leave an eighth of the cells of a sector unable to rise."""
        cells = 8 * SECTOR_BYTES
        self._board.flash.wear = WearOut(0, Chance(seed), bits_per_erase=cells // 8)
        self._note_storage(BenchSave.WEAR)

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        """Let its driver refuse such calls."""
        self._board.refusals.arrange(refusal)

    def clear_storage(self) -> None:
        """Overwrite the record with zeros, as the troubleshooting page's sketch does."""
        damage.clear(self._board)
        self._note_storage(BenchSave.CLEAR, RecordVerdict.EMPTY)

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        """Damage every copy of the stored record."""
        damage.damage(self._board, fault, Chance(seed))
        self._note_storage(fault)

    def resize_storage(self, size_bytes: int) -> None:
        """Begin EEPROM with another size than the firmware's, on the bench."""
        need_layout(NeedsLayout.RESIZE, is_known=self._knows_layout)
        damage.resize(self._board, size_bytes)
        self._note_storage(BenchSave.RESIZE)

    def rewrite_storage(self, times: int) -> None:
        """Save the record again and again, on the bench."""
        need_layout(NeedsLayout.REWRITE, is_known=self._knows_layout)
        damage.rewrite(self._board, times)
        self._note_storage(BenchSave.REWRITE)

    def age_storage(self, saves: int) -> None:
        """Number the record as after so many saves, on the bench."""
        need_layout(NeedsLayout.AGE, is_known=self._knows_layout)
        damage.age(self._board, saves)
        self._note_storage(BenchSave.AGE)

    def put_beside_record(self, address: int, data: bytes) -> None:
        """Write into the EEPROM, on the bench."""
        damage.put_beside(self._board, address, data)
        self._note_storage(BenchSave.SKETCH)

    def read_beside_record(self, address: int, length: int) -> bytes:
        """Read the EEPROM on a copy of the flash."""
        return damage.read_beside(self._board, address, length)

    def copy_storage(self, other: Device) -> None:
        """Copy the flash of another simulated board."""
        assert isinstance(other, SimDevice)
        self._board.flash.restore(other._board.flash.snapshot())  # noqa: SLF001 - the same class
        self._note_storage(BenchSave.COPY)

    def stored_record(self) -> RecordReading:
        """Read the record on a copy of the flash; as nothing where nobody knows its layout."""
        if self._board.firmware is None or not self._knows_layout:
            return RecordReading(RecordVerdict.EMPTY)
        return self._board.stored_record()

    @property
    def _knows_layout(self) -> bool:
        """Whether the layout of the record is documented: this project's firmware keeps no other."""
        return True

    def reads_alike(self) -> bool:
        """Look whether a cell is marginal."""
        return self._board.flash.is_decided

    def storage_contains(self, *texts: str) -> bool:
        """Look for `texts` anywhere in flash."""
        return damage.contains(self._board.flash, *(text.encode("latin-1", "replace") for text in texts))

    def set_mac(self, mac: bytes) -> None:
        """Burn another MAC."""
        self.burn_mac(mac)
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": mac_words(mac)})

    def burn_mac(self, mac: bytes) -> None:
        """Be a board with this MAC from the beginning."""
        self._mac = mac
        self._board.fuse_words = burn(self.board, mac)

    def break_mac(self, fault: MacFault | None) -> None:
        """Break or mend the fuses."""
        self._board.fuse_fault = fault
        change = fuses_words(fault)
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": change})

    def set_clock(self, unix_us: int) -> None:
        """Set the running board's clock."""
        change_s = (unix_us - self._board.unix_us()) // SECOND_US
        self._board.set_unix_us(unix_us)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": device_moved_words(change_s)})

    def set_boot_clock(self, skew_us: int | None) -> None:
        """Choose what the clock shows after power-on."""
        self._boot_skew_us = skew_us

    def set_drift(self, parts_per_million: int) -> None:
        """Make its clock run fast or slow."""
        self._board.clock.set_drift(self._kernel.now_us, parts_per_million)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": drift_words(parts_per_million)})

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Make its RTC's oscillator run fast or slow in deep sleep."""
        self._board.clock.set_sleep_drift(parts_per_million)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": drift_words(parts_per_million, is_in_sleep=True)})

    def break_clock(self, fault: ClockFault | None) -> None:
        """Break or mend the firmware's idea of time."""
        break_clock(self._board.clock, self._board.sntp, fault)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": time_words(fault)})

    def delay_time_client(self, delay_us: int) -> None:
        """Delay the first request of its SNTP client in each boot."""
        self._board.sntp.start_up_delay_us = delay_us
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": time_client_words(delay_us)})

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""
        if self.has_power:
            self._choose_boot_clock()
            self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.ASLEEP.value})
            self._board.deep_sleep(duration_us)

    def set_uptime(self, uptime_us: int) -> None:
        """Pretend that it has been up that long."""
        self._board.clock.set_uptime_us(self._kernel.now_us, uptime_us)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": uptime_words(uptime_us)})

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let its sensor show this."""
        self._board.outputs.sensors = Sensors(temperature_tenths, humidity_tenths)

    def break_line(self, fault: LineFault | None) -> None:
        """Disturb its serial line, or mend it."""
        self._board.console.drop()
        self._console.break_line(fault)

    def look_closely(self) -> None:
        """Tell all of it in the trace, which is a close-up."""
        from oceanhil.hil.worlds.closeup import CloseUp

        memory = self.memory if isinstance(self, ShowsMemory) else lambda: None
        pieces = self._server.secret_pieces
        CloseUp(self._name, self._board, self._trace, self._kernel, lambda: self._server.unix_us, pieces, memory)

    def discard(self) -> None:
        """Stop it without a word in the trace, and let go of its board, which knows it: nothing asks for it again."""
        self._board.power_off()
        del self._board

    # What the board reports

    def booted(self, number: int, reason: ResetReason) -> None:
        """Write a boot into the trace."""
        if reason is ResetReason.DEEP_SLEEP:
            self._note(Source.DEVICE, EventKind.POWER, {"state": PowerState.ON.value})
        fields: dict[str, Scalar] = {"number": number, "reason": reason._value_, "driver": self._driver._value_}
        self._note(Source.DEVICE, EventKind.BOOT, fields)
        self._console.booted(reason._value_)

    def power_cut(self, unit: int) -> None:
        """Write a power cut into the trace."""
        self._console.bench_acts()
        self._note(Source.DEVICE, EventKind.POWER, {"state": PowerState.CUT.value, "unit": unit})

    def halted(self, reason: str) -> None:
        """Write into the trace that the program has ended."""
        self._note(Source.DEVICE, EventKind.HALT, {"reason": reason})

    def relays_moved(self, on: RecordFlag) -> None:
        """Write into the trace how the relays are now."""
        fields: dict[str, Scalar] = {"relay1": RecordFlag.RELAY1 in on, "relay2": RecordFlag.RELAY2 in on}
        self._note(Source.DEVICE, EventKind.RELAYS, fields)

    def relays_let_go(self, still_on: RecordFlag) -> None:
        """Write into the trace which relays have not opened."""
        self.relays_moved(still_on)

    def time_asked(self) -> None:
        """Write into the trace that the program asks the time server."""
        self._note(Source.DEVICE, EventKind.TIME, {})

    def record_read(self, reading: RecordReading) -> None:
        """Write into the trace what was read at boot."""
        self._note(Source.STORAGE, EventKind.LOAD, load_fields(reading.verdict))

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Write a save into the trace."""
        self._note(Source.STORAGE, EventKind.SAVE, save_fields(reading.verdict, units))

    def _note_storage(self, by: BenchSave | RecordDamage, verdict: RecordVerdict | None = None) -> None:
        """Write into the trace that the bench has written to storage, and what of the record is read there then."""
        found = self.stored_record().verdict if verdict is None else verdict
        self._note(Source.STORAGE, EventKind.SAVE, bench_save_fields(found, by))

    def _note(self, source: Source, kind: EventKind, fields: dict[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, source, kind, self._name, fields)

    def _choose_boot_clock(self) -> None:
        skew_us = self._boot_skew_us
        self._board.power_on_unix_us = 0 if skew_us is None else self._server.unix_us + skew_us
