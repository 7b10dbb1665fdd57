"""A board on a serial line as scenarios see it: what they do to it."""

from contextlib import ExitStack

from oceanhil.hil.agent.agent_errors import AgentLacksError
from oceanhil.hil.worlds.own_layout import NeedsLayout, need_layout
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.held_time import HeldTime
from oceanhil.hil.worlds.serial.observed_board import ReachableBoard
from oceanhil.hil.worlds.serial.pace import Inbox
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageRefusal, TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordReading, RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.clock_change import device_moved_words, drift_words, time_client_words, time_words, uptime_words
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.mac_change import fuses_words, mac_words
from oceanhil.scenarios.power_state import PowerState
from oceanhil.scenarios.storage_event import BenchSave, bench_save_fields
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import Capability, Device, FlashWear, LackingError, WorldError
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.kernel import Kernel


class SerialDevice(ReachableBoard, Device):
    """A board as scenarios see it."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        hand: BenchBoard,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
        held: HeldTime | None,
    ) -> None:
        super().__init__(name, hand, kernel, inbox, server, trace, held)
        self._mac = hand.mac
        self._has_broken_fuses = False
        self._boot_skew_us: int | None = None

    @property
    def mac(self) -> bytes:
        """The octets of its MAC."""
        return self._mac

    def flash(self, firmware: Firmware) -> None:
        """Put an application image on it; a board with power restarts."""
        self._server.conceal(firmware)
        self._firmware = firmware
        with self._working():
            if self._has_power:
                self._choose_boot_clock()
                self._finish_line()
            with self._reaching():
                self._hand.programmer.program(firmware)
            self._is_flashed_anew = True

    def power_on(self) -> None:
        """Connect power."""
        if self._has_power:
            return
        with self._working():
            self._end_visit(heard=False)
            self._choose_boot_clock()
            self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.ON.value})
            self._has_power = True
            self._begin_boot(ResetReason.POWER_ON)
            self._hand.switch.on()

    def power_off(self) -> None:
        """Take power away."""
        if not self._has_power:
            return
        self._crashes.bench_acts()
        with self._working():
            self._end_visit(heard=False)
            self._hand.switch.off()
            self._finish_line()
            self._has_power = False
            self._outputs.let_go()
            self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.OFF.value})

    def reset(self, kind: ResetKind) -> None:
        """Start it again without taking power away."""
        if not self._has_power:
            return
        self._crashes.bench_acts()
        with self._working():
            self._choose_boot_clock()
            self._finish_line()
            if self._visit is not None:
                self._end_visit(heard=kind is ResetKind.PIN)
                if kind is ResetKind.PIN:
                    return
            self._begin_boot(kind.reason)
            if kind is ResetKind.PIN and self._hand.resets_by_lines:
                self._hand.press_reset()
            elif self._hand.control is not None:
                self._hand.control.reset(kind.reason)
            else:
                self._hand.must_have_agent().restart(kind)

    def cut_power(self, boot: int, unit: int) -> None:
        """Arrange a power cut."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().cut_arm(boot, unit)

    def tear_flash(self, torn: TornModel, seed: int) -> None:
        """Choose what an interrupted flash operation leaves behind."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().cut_tear(torn, seed)

    def flash_units(self, boot: int) -> int:
        """Units of flash work in that boot."""
        with self._working(), self._reaching():
            return self._hand.must_have_agent().cut_units(boot)

    def clear_storage(self) -> None:
        """Overwrite the record with zeros, as the troubleshooting page's sketch does."""
        with self._working(), self._reaching():
            self._hand.storage.clear(self._policy)
        self._note_storage(BenchSave.CLEAR, RecordVerdict.EMPTY)

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        """Damage every copy of the stored record."""
        with self._working(), self._reaching():
            rng = Chance(seed)
            self._hand.storage.damage(self._policy, fault, rng)
            self._note_storage(fault)

    def resize_storage(self, size_bytes: int) -> None:
        """Begin EEPROM with another size than the firmware's, on the bench."""
        need_layout(NeedsLayout.RESIZE, is_known=self._knows_layout)
        with self._working(), self._reaching():
            self._hand.storage.resize(size_bytes)
            self._note_storage(BenchSave.RESIZE)

    def rewrite_storage(self, times: int) -> None:
        """Save the record again and again, on the bench."""
        need_layout(NeedsLayout.REWRITE, is_known=self._knows_layout)
        with self._working(), self._reaching():
            self._hand.storage.rewrite(self._policy, times)
            self._note_storage(BenchSave.REWRITE)

    def age_storage(self, saves: int) -> None:
        """Number the record as after so many saves, on the bench."""
        need_layout(NeedsLayout.AGE, is_known=self._knows_layout)
        with self._working(), self._reaching():
            self._hand.storage.age(self._policy, saves)
            self._note_storage(BenchSave.AGE)

    def put_beside_record(self, address: int, data: bytes) -> None:
        """Write into the EEPROM, on the bench."""
        with self._working(), self._reaching():
            self._hand.storage.put_beside(address, data)
            self._note_storage(BenchSave.SKETCH)

    def read_beside_record(self, address: int, length: int) -> bytes:
        """Read the EEPROM on a copy of the flash."""
        with self._working(), self._reaching():
            return self._hand.storage.read_beside(address, length)

    def copy_storage(self, other: Device) -> None:
        """Copy the storage of another board of this bench."""
        if not isinstance(other, SerialDevice):
            raise WorldError(f"storage of {other.name!r} cannot be copied: it is no board of this bench")
        with other._working(), other._reaching(), self._working(), self._reaching():  # noqa: SLF001 - the same class
            self._hand.storage.copy_from(other._hand.storage)  # noqa: SLF001 - the same class
            self._note_storage(BenchSave.COPY)

    def stored_record(self) -> RecordReading:
        """Read the record on a copy of the flash; as nothing where nobody knows its layout."""
        if self._firmware is None or not self._knows_layout:
            return RecordReading(RecordVerdict.EMPTY)
        with self._working(), self._reaching():
            return self._hand.storage.stored_record(self._policy)

    @property
    def _knows_layout(self) -> bool:
        """Whether the layout of the record is documented: this project's firmware keeps no other."""
        return True

    def reads_alike(self) -> bool:
        """Say so: what is read is a copy, and of a real cell nobody can tell."""
        return True

    def storage_contains(self, *texts: str) -> bool:
        """Look for `texts` wherever the board stores records."""
        with self._working(), self._reaching():
            return self._hand.storage.contains(*texts)

    def set_mac(self, mac: bytes) -> None:
        """Let it read another MAC."""
        former = self._mac
        with self._working(), self._reaching():
            agent = self._hand.must_have_agent()
            self._hand.before_mac(mac)
            # Before the agent is asked: of what it did, only the answer may be lost.
            self._mac = mac
            try:
                agent.mac_set(mac)
            except AgentLacksError:
                self._mac = former
                raise
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": mac_words(mac)})

    def break_mac(self, fault: MacFault | None) -> None:
        """Break or mend the fuses."""
        were_broken = self._has_broken_fuses
        with self._working(), self._reaching():
            agent = self._hand.must_have_agent()
            self._has_broken_fuses = were_broken or fault is not None
            try:
                agent.mac_fault(fault)
            except AgentLacksError:
                self._has_broken_fuses = were_broken
                raise
        self._has_broken_fuses = fault is not None
        change = fuses_words(fault)
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": change})

    def set_clock(self, unix_us: int) -> None:
        """Set the running board's clock."""
        with self._working(), self._reaching():
            agent = self._hand.must_have_agent()
            # What a line takes is not what was asked for: an hour is not told as 3599 s.
            change_s = (unix_us - agent.clock_get().unix_us + SECOND_US // 2) // SECOND_US
            agent.clock_set(unix_us)
        self._note_clock(device_moved_words(change_s))

    def set_boot_clock(self, skew_us: int | None) -> None:
        """Choose what the clock shows after power-on."""
        self._boot_skew_us = skew_us

    def set_drift(self, parts_per_million: int) -> None:
        """Make its clock run fast or slow."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_drift(parts_per_million)
        self._note_clock(drift_words(parts_per_million))

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Make its RTC's oscillator run fast or slow in deep sleep."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_sleep_drift(parts_per_million)
        self._note_clock(drift_words(parts_per_million, is_in_sleep=True))

    def break_clock(self, fault: ClockFault | None) -> None:
        """Break or mend the firmware's idea of time."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_fault(fault)
        self._note_clock(time_words(fault))

    def delay_time_client(self, delay_us: int) -> None:
        """Delay the first request of its SNTP client in each boot."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_sntp_delay(delay_us)
        self._note_clock(time_client_words(delay_us))

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""
        if self._has_power:
            with self._working():
                self._choose_boot_clock()
                self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.ASLEEP.value})
                # USB of its own sleeps along.
                self._hand.link.allow_absence(allowed=True)
                self._hand.must_have_agent().sleep(duration_us)

    def set_uptime(self, uptime_us: int) -> None:
        """Pretend that it has been up that long."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_uptime(uptime_us)
        self._note_clock(uptime_words(uptime_us))

    def crash(self, kind: PanicKind) -> None:
        """Let its program crash."""
        if not self._has_power:
            return
        with self._working(), self._line_fault.lifted(self._catch_up):
            self._choose_boot_clock()
            self._hand.must_have_agent().crash(kind)

    def flash_wear(self) -> FlashWear:
        """An agent counts units of a boot, and no erases."""
        raise LackingError(f"board {self.name!r} does not count the flash work of its life")

    def wear_out(self, seed: int) -> None:
        """No bench makes a chip old."""
        del seed
        raise LackingError(f"board {self.name!r} has flash that cannot be worn out at once")

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        """Nothing here stands between firmware and its driver."""
        del refusal
        raise LackingError(f"board {self.name!r} has a storage driver that no bench can let refuse")

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let its program read this in place of its sensor."""
        if Capability.SENSOR not in self._hand.capabilities:
            raise LackingError(f"board {self.name!r} has no sensor that a bench can set")
        self._outputs.sense(temperature_tenths, humidity_tenths)
        with self._working():
            self._tell_sensed()

    def break_line(self, fault: LineFault | None) -> None:
        """Disturb its serial line, or mend it."""
        with self._working():
            self._finish_line()
            self._line_fault.put(fault)
            if fault is None:
                self._catch_up_outputs()
        self._note(Source.HARNESS, EventKind.LINE, {"change": line_words(fault)})

    def let_go(self) -> None:
        """End the run for this board: it has its own MAC again and is off, and nobody listens."""
        with ExitStack() as exits:
            exits.callback(self._switch_off)
            exits.callback(self.stop_listening)
            if (self._has_broken_fuses or self._mac != self._hand.mac) and not self._lost:
                # Not `_working`, which refuses a board that boots over and over: that one needs its fuses most.
                with self._reaching():
                    agent = self._hand.must_have_agent()
                    if self._has_broken_fuses:
                        agent.mac_fault(None)
                    agent.mac_set(self._hand.mac)
                    self._catch_up()
                self._inbox.drain()
            self._crashes.close()
            self._end_visit(heard=False)

    # Inside

    def _switch_off(self) -> None:
        if self._has_power and not self._lost:
            self._has_power = False
            self._hand.switch.off()

    @property
    def _policy(self) -> StorePolicy:
        return StorePolicy.LEGACY if self._firmware is None else self._firmware.store

    def _note_storage(self, by: BenchSave | RecordDamage, verdict: RecordVerdict | None = None) -> None:
        """Write into the trace that the bench has written to storage, and what of the record is read there then."""
        if verdict is None:
            is_read = self._firmware is not None
            verdict = self._hand.storage.stored_record(self._policy).verdict if is_read else RecordVerdict.EMPTY
        self._note(Source.STORAGE, EventKind.SAVE, bench_save_fields(verdict, by))

    def _note_clock(self, change: str) -> None:
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": change})

    def _choose_boot_clock(self) -> None:
        skew_us = self._boot_skew_us
        if self._hand.control is not None:
            self._hand.control.boot_clock(0 if skew_us is None else self._server.unix_us + skew_us)
        elif skew_us is not None:
            raise WorldError(f"board {self._hand.name!r} has no control channel: its clock starts as it does")
