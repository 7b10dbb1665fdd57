"""A board on a serial line as scenarios see it, and what it does written into the trace."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from hil.link.events import LineSeen, LinkEvent, Unplugged
from hil.panics.watch import CrashWatch
from hil.worlds.serial.hand import BoardInHand
from hil.worlds.serial.held import HeldTime
from hil.worlds.serial.inbox import Inbox
from hil.worlds.serial.line_fault import FaultOnLine
from hil.worlds.serial_text import parted, serial_fields
from hil.worlds.server_view import ServerView
from protocol.agent.events import BootEvent, CutEvent, HaltEvent, LoadEvent, SaveEvent
from protocol.agent.message import Event as AgentEvent
from protocol.agent.vocabulary import BootReason, ClockFaultWord, MacFaultWord, RestartReason, TornFlashModel
from protocol.board import Board
from protocol.firmware import Firmware
from protocol.panics import PanicKind
from protocol.record import RecordReading, RecordVerdict, StorePolicy
from scenarios.line_fault import SOUND, LineFault
from scenarios.trace import INTERRUPTED, EventKind, Scalar, Source, Trace
from scenarios.world import ClockFault, Device, MacFault, ResetKind, StorageFault, TornFlash, WorldError
from simulator.damage import RecordDamage
from simulator.kernel import Kernel
from simulator.resets import ResetReason

_SECOND_US = 1_000_000


class SerialDevice:
    """One board under the name a scenario gives it; implements `scenarios.world.Device`."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        hand: BoardInHand,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
        held: HeldTime | None,
    ) -> None:
        self._name = name
        self._hand = hand
        self._kernel = kernel
        self._inbox = inbox
        self._server = server
        self._trace = trace
        self.held = held
        self._mac = hand.mac
        self._boot_skew_us: int | None = None
        self._firmware: Firmware | None = None
        self._boots = 0
        self._heard = True
        self._has_power = False
        self._lost = ""
        self._has_other_fuses = False
        self._line_fault = FaultOnLine(hand)
        self._visit: ExitStack | None = None
        self._is_flashed_anew = False
        self._crashes = CrashWatch(
            self.board, self._note_crash, program=hand.program(), has_agent=hand.agent is not None
        )
        self._unsubscribe: list[Callable[[], None]] = [hand.link.subscribe(self._hear)]
        if held is not None:
            hand.programmer.when_port_is_back(held.begin_anew)
            self._unsubscribe.append(lambda: hand.programmer.when_port_is_back(None))
        if hand.agent is not None:
            self._unsubscribe.append(hand.agent.on_event(self._hear_agent))

    @property
    def name(self) -> str:
        """The name the scenario gives it."""
        return self._name

    @property
    def hand(self) -> BoardInHand:
        """The board of the bench behind it; scenarios know nothing of that."""
        return self._hand

    @property
    def board(self) -> Board:
        """Its family."""
        return self._hand.entry.kind

    @property
    def mac(self) -> bytes:
        """The octets of its MAC."""
        return self._mac

    @property
    def has_power(self) -> bool:
        """False when it is off or died by a power cut."""
        return self._has_power

    # What a scenario does to it

    def flash(self, firmware: Firmware) -> None:
        """Put an application image on it; a board with power restarts."""
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
            self._note(Source.HARNESS, EventKind.POWER, {"state": "on"})
            self._has_power = True
            self._begin_boot(BootReason.POWER_ON)
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
            self._note(Source.HARNESS, EventKind.POWER, {"state": "off"})

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
            self._begin_boot(BootReason(kind.value))
            if self._hand.control is not None:
                self._hand.control.reset(ResetReason(kind.value))
            elif kind is ResetKind.PIN and self._hand.has_reset_line:
                self._hand.link.reset()
            else:
                self._hand.must_have_agent().restart(RestartReason(kind.value))

    def cut_power(self, boot: int, unit: int) -> None:
        """Arrange a power cut."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().cut_arm(boot, unit)

    def tear_flash(self, torn: TornFlash, seed: int) -> None:
        """Choose what an interrupted flash operation leaves behind."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().cut_tear(TornFlashModel(torn.value), seed & 0xFFFFFFFF)

    def flash_units(self, boot: int) -> int:
        """Units of flash work in that boot."""
        with self._working(), self._reaching():
            return self._hand.must_have_agent().cut_units(boot)

    def clear_storage(self) -> None:
        """Overwrite the record with zeros, as the troubleshooting page's sketch does."""
        with self._working(), self._reaching():
            self._hand.storage.clear(self._policy)
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": RecordVerdict.EMPTY.value, "by": "clear"})

    def damage_storage(self, fault: StorageFault, seed: int) -> None:
        """Damage every copy of the stored record."""
        with self._working(), self._reaching():
            rng = random.Random(seed)  # noqa: S311 - seeded
            self._hand.storage.damage(self._policy, RecordDamage(fault.value), rng)
            self._note_storage(fault.value)

    def resize_storage(self, size_bytes: int) -> None:
        """Begin EEPROM with another size than the firmware's, on the bench."""
        with self._working(), self._reaching():
            self._hand.storage.resize(size_bytes)
            self._note_storage("resize")

    def rewrite_storage(self, times: int) -> None:
        """Save the record again and again, on the bench."""
        with self._working(), self._reaching():
            self._hand.storage.rewrite(self._policy, times)
            self._note_storage("rewrite")

    def copy_storage(self, other: Device) -> None:
        """Copy the storage of another board of this bench."""
        if not isinstance(other, SerialDevice):
            raise WorldError(f"storage of {other.name!r} cannot be copied: it is no board of this bench")
        with other._working(), other._reaching(), self._working(), self._reaching():  # noqa: SLF001 - the same class
            self._hand.storage.copy_from(other._hand.storage)  # noqa: SLF001 - the same class
            self._note_storage("copy")

    def stored_record(self) -> RecordReading:
        """Read the record on a copy of the flash."""
        if self._firmware is None:
            return RecordReading(RecordVerdict.EMPTY)
        with self._working(), self._reaching():
            return self._hand.storage.stored_record(self._policy)

    def storage_contains(self, secret: str) -> bool:
        """Look for `secret` wherever the board stores records."""
        with self._working(), self._reaching():
            return self._hand.storage.contains(secret)

    def set_mac(self, mac: bytes) -> None:
        """Let it read another MAC."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().mac_set(mac)
        self._mac, self._has_other_fuses = mac, True
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": f"MAC {mac.hex(':').upper()}"})

    def break_mac(self, fault: MacFault | None) -> None:
        """Break or mend the fuses."""
        with self._working(), self._reaching():
            word = MacFaultWord.NONE if fault is None else MacFaultWord(fault.value)
            self._hand.must_have_agent().mac_fault(word)
        self._has_other_fuses = True
        change = "fuses mended" if fault is None else f"fuses {fault.value}"
        self._note(Source.HARNESS, EventKind.NETWORK, {"change": change})

    def set_clock(self, unix_us: int) -> None:
        """Set the running board's clock."""
        with self._working(), self._reaching():
            agent = self._hand.must_have_agent()
            change_s = (unix_us - agent.clock_get().unix_us) // _SECOND_US
            agent.clock_set(unix_us)
        self._note_clock(f"device clock {change_s:+d} s")

    def set_boot_clock(self, skew_us: int | None) -> None:
        """Choose what the clock shows after power-on."""
        self._boot_skew_us = skew_us

    def set_drift(self, parts_per_million: int) -> None:
        """Make its clock run fast or slow."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_drift(parts_per_million)
        self._note_clock(f"drift {parts_per_million:+d} ppm")

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Make its RTC's oscillator run fast or slow in deep sleep."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_sleep_drift(parts_per_million)
        self._note_clock(f"drift in deep sleep {parts_per_million:+d} ppm")

    def break_clock(self, fault: ClockFault | None) -> None:
        """Break or mend the firmware's idea of time."""
        with self._working(), self._reaching():
            word = ClockFaultWord.NONE if fault is None else ClockFaultWord(fault.value)
            self._hand.must_have_agent().clock_fault(word)
        self._note_clock(f"time is {fault.value}" if fault else "time mended")

    def delay_time_client(self, delay_us: int) -> None:
        """Delay the first request of its SNTP client in each boot."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_sntp_delay(delay_us)
        self._note_clock(f"SNTP client waits {delay_us // 1000} ms")

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""
        if self._has_power:
            with self._working():
                self._choose_boot_clock()
                self._note(Source.HARNESS, EventKind.POWER, {"state": "asleep"})
                self._hand.must_have_agent().sleep(duration_us)

    def set_uptime(self, uptime_us: int) -> None:
        """Pretend that it has been up that long."""
        with self._working(), self._reaching():
            self._hand.must_have_agent().clock_uptime(uptime_us)
        self._note_clock(f"uptime {uptime_us // _SECOND_US} s")

    def crash(self, kind: PanicKind) -> None:
        """Let its program crash."""
        if not self._has_power:
            return
        with self._working(), self._line_fault.lifted(self._catch_up):
            self._choose_boot_clock()
            self._hand.must_have_agent().crash(kind)

    def break_line(self, fault: LineFault | None) -> None:
        """Disturb its serial line, or mend it."""
        with self._working():
            self._finish_line()
            self._line_fault.put(fault)
        self._note(Source.HARNESS, EventKind.LINE, {"change": SOUND if fault is None else fault.words})

    def check(self) -> None:
        """Raise WorldError if the board is gone."""
        if self._lost:
            raise WorldError(f"board {self._hand.name!r}: {self._lost}")
        if self._firmware is not None and self._crashes.loop is not None:
            raise WorldError(f"board {self._hand.name!r}: {self._crashes.loop.headline}")

    def quiet(self) -> None:
        """Take notice that nothing more is on the line: what was printed until now is all of a crash."""
        self._crashes.quiet()

    def let_go(self) -> None:
        """End the run for this board: it has its own MAC again and is off, and nobody listens."""
        if self._has_other_fuses and not self._lost:
            with self._working(), self._reaching():
                agent = self._hand.must_have_agent()
                agent.mac_fault(MacFaultWord.NONE)
                agent.mac_set(self._hand.mac)
        self._crashes.close()
        self._end_visit(heard=False)
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        if self._has_power and not self._lost:
            self._has_power = False
            self._hand.switch.off()

    # What the board says; the first two in the reader's thread

    def _hear(self, event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            text = event.line.text
            self._inbox.post(lambda: self._said(text))
        elif isinstance(event, Unplugged):
            self._inbox.post(self._unplugged)

    def _hear_agent(self, event: AgentEvent) -> None:
        self._inbox.post(lambda: self._reported(event))

    def _said(self, text: str) -> None:
        if not self._heard:
            return
        for line in parted(text):
            fields = serial_fields(line, self._server.secrets(), garbled=self._line_fault.is_there)
            self._trace.add(self._kernel.now_us, Source.DEVICE, EventKind.SERIAL, self._name, fields)
            self._crashes.line(line)

    def _reported(self, event: AgentEvent) -> None:
        if not self._heard:
            return
        match event:
            case BootEvent():
                if event.reason is BootReason.DEEP_SLEEP:
                    self._note(Source.DEVICE, EventKind.POWER, {"state": "on"})
                self._note_boot(event.number, event.reason.value, event.driver)
                self._crashes.booted(event.reason.value)
            case CutEvent():
                self._crashes.bench_acts()
                self._has_power = False
                self._finish_line()
                self._note(Source.DEVICE, EventKind.POWER, {"state": "cut", "unit": event.unit})
            case HaltEvent():
                self._note(Source.DEVICE, EventKind.HALT, {"reason": event.reason})
            case LoadEvent():
                self._note(Source.STORAGE, EventKind.LOAD, {"verdict": event.verdict.value})
            case SaveEvent():
                self._note(Source.STORAGE, EventKind.SAVE, {"verdict": event.verdict.value, "units": event.units})
            case _:
                pass

    def _unplugged(self) -> None:
        if self._has_power:
            self._lost = "its port went away; check cable and power, then 'oceanhil boards probe'"

    # Inside

    @property
    def _policy(self) -> StorePolicy:
        return StorePolicy.LEGACY if self._firmware is None else self._firmware.store

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Do something with the board: failures are told as its own, and what it said meanwhile is taken in."""
        self.check()
        with self._hand.blame():
            yield
            self._catch_up()
        self._inbox.drain()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Reach the flash, of a board that is off too, without the run seeing anything of it."""
        with self._line_fault.lifted(self._catch_up), self._reaching_flash():
            yield

    @contextmanager
    def _reaching_flash(self) -> Iterator[None]:
        if self._has_power and not self._hand.programmer.stops_program:
            yield
            return
        if self._visit is None:
            self._begin_visit()
        try:
            yield
        finally:
            if not self._hand.programmer.stops_program:
                self._end_visit(heard=False)

    def _begin_visit(self) -> None:
        self._inbox.drain()
        self._heard = False
        visit = ExitStack()
        visit.enter_context(self._hand.programmer.reaching(powered=self._has_power))
        self._visit = visit

    def _end_visit(self, *, heard: bool) -> None:
        """Let a board run again, or be off, that was held for somebody to reach its flash."""
        visit, self._visit = self._visit, None
        self._is_flashed_anew = False
        if visit is None:
            return
        try:
            if heard and self._has_power:
                self._inbox.drain()
                self._heard = True
                self._begin_boot(BootReason.PIN)
            visit.close()
            self._catch_up()
            self._inbox.drain()
        finally:
            self._heard = True

    def before_time_passes(self) -> None:
        """Let a board run on that stands still because its flash was reached."""
        if self._visit is not None:
            if self._has_power and not self._is_flashed_anew:
                self._note(Source.HARNESS, EventKind.POWER, {"state": INTERRUPTED})
            with self._hand.blame():
                self._end_visit(heard=True)

    def _catch_up(self) -> None:
        """Hear out what the board has said until now, unless somebody else has its port."""
        port_is_lent = self._visit is not None and self._hand.programmer.stops_program
        if self.held is not None and self._hand.control is not None and not port_is_lent:
            self.held.take(self._hand.control.ask())

    def _finish_line(self) -> None:
        self._catch_up()
        self._hand.link.flush_partial()
        self._inbox.drain()

    def _begin_boot(self, reason: BootReason) -> None:
        """Note a boot that no agent will report."""
        if self._hand.agent is None:
            self._boots += 1
            self._note_boot(self._boots, reason.value, self._hand.driver.value)

    def _note_boot(self, number: int, reason: str, driver: str) -> None:
        self._note(Source.DEVICE, EventKind.BOOT, {"number": number, "reason": reason, "driver": driver})

    def _note_storage(self, by: str) -> None:
        verdict = RecordVerdict.EMPTY
        if self._firmware is not None:
            verdict = self._hand.storage.stored_record(self._policy).verdict
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": verdict.value, "by": by})

    def _note_crash(self, fields: Mapping[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, Source.DEVICE, EventKind.PANIC, self._name, fields)

    def _note_clock(self, change: str) -> None:
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": change})

    def _note(self, source: Source, kind: EventKind, fields: dict[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, source, kind, self._name, fields)

    def _choose_boot_clock(self) -> None:
        skew_us = self._boot_skew_us
        if self._hand.control is not None:
            self._hand.control.boot_clock(0 if skew_us is None else self._server.unix_us + skew_us)
        elif skew_us is not None:
            raise WorldError(f"board {self._hand.name!r} has no control channel: its clock starts as it does")
