"""A simulated board that runs a user's sketch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.firmware.sketches.wiring import DigitalSensor
from oceanhil.hil.worlds.own_layout import KeptInEeprom, as_it_stores
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.hil.worlds.sketch.acts import SketchActs
from oceanhil.hil.worlds.sketch.agent_ear import AgentEar, note_told, sensor_sentence
from oceanhil.hil.worlds.sketch.boots import SketchBoots
from oceanhil.hil.worlds.sketch.frames import Note
from oceanhil.hil.worlds.sketch.memory import BootMemory
from oceanhil.hil.worlds.sketch.program import BootRun
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.uploaded_files import upload_files
from oceanhil.hil.worlds.sketch.wiring import RelaysAtPins, hold, show
from oceanhil.protocol.agent.events import BootEvent
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.protocol.board_faults import RecordDamage, StorageCall, StorageRefusal
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetReason
from oceanhil.scenarios.acts import Deed, ShowsActs
from oceanhil.scenarios.buttons import HasButton
from oceanhil.scenarios.memory import Held, MemoryReading, ShowsMemory
from oceanhil.scenarios.seeking import SeeksNetwork
from oceanhil.scenarios.storage_event import BenchSave
from oceanhil.scenarios.strangers import MeetsStrangers
from oceanhil.scenarios.world import LackingError, LimitsItsSensor
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash

_ALL_PINS: Final = (1 << 64) - 1
"""As many as `pins.cpp` knows, whatever the board has."""


class SketchDevice(SimDevice, ShowsMemory, ShowsActs, MeetsStrangers, SeeksNetwork, HasButton, LimitsItsSensor):
    """One simulated board whose firmware is a sketch."""

    def __init__(self, name: str, around: Surroundings, sketch: RunnableSketch) -> None:
        super().__init__(name, around)
        self._sketch = sketch
        self._record = sketch.settings.record
        self._sensed: bytes | None = None
        self._is_button_down = False
        self._uploaded: Mapping[str, bytes] = {}
        self._boot_memory: BootMemory | None = None
        self._past_boots: list[MemoryReading] = []
        wire = around.request.profile.wire
        paths = frozenset({wire.register_path, wire.session_path, wire.state_path})
        self._acts = SketchActs(self._present_us, paths)
        self._boots = SketchBoots(around.kernel, self._board, around.network, around.server, sketch, self)
        self._boots.attend = self._attend
        self._board.program = self._boots.run
        self.serial = self._hear
        self._console.is_foreign = self._record is None

    def _hear(self, text: str, *, rom: bool) -> None:
        """Write a line into the trace, with the documented words where it is known to mean them."""
        self._console.hear(text, rom=rom, meant=None if rom else self.said(text))

    def booted(self, number: int, reason: ResetReason) -> None:
        """Note why, for the program asks."""
        self._boots.start(reason)
        super().booted(number, reason)

    def flash(self, firmware: Firmware) -> None:
        """Put the sketch on it, with these secrets; raises LackingError for what only this project's firmware has."""
        its_own = as_it_stores(firmware, self._record)
        # Files first: a board with power restarts with its image.
        self._upload(firmware)
        super().flash(its_own)

    def _upload(self, firmware: Firmware) -> None:
        """Put the sketch's files on it, if they are others than those it was given last: all that was there is gone."""
        files, on_board = self._sketch.files(firmware), family(self.board)
        if files != self._uploaded:
            self._uploaded = files
            self._board.edit_flash(lambda flash: upload_files(flash, on_board, files))

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let its program read this, by its agent or at a pin; raises LackingError where it has neither."""
        settings = self._sketch.settings
        if settings.sensor is None and not settings.agent:
            raise LackingError("a sensor: name its pin as 'sensor' in oceanhil.toml")
        super().set_sensors(temperature_tenths, humidity_tenths)
        self._sensed = sensor_sentence(temperature_tenths, humidity_tenths)
        if self.has_power:
            self._tell_sensed()
            self._show_sensed()

    def shown_tenths(self, temperature_tenths: int, humidity_tenths: int) -> tuple[int, int]:
        """Give what its sensor shows then; an analogue one shows what its voltage does."""
        sensor = self._sketch.settings.sensor
        if not isinstance(sensor, DigitalSensor):
            return temperature_tenths, humidity_tenths
        return sensor.shown(temperature_tenths, humidity_tenths)

    def network_missed(self) -> str:
        """Say which network its sketch asks for in vain."""
        return "" if self._boots.radio is None else self._boots.radio.network_missed()

    def hold_button(self, *, is_down: bool) -> None:
        """Press its button or let go of it; raises LackingError where its pin is not known."""
        if self._sketch.settings.button is None:
            raise LackingError("a button: name its pin as 'button' in oceanhil.toml")
        self._is_button_down = is_down
        if self.has_power:
            self._show_button()

    def delay_time_client(self, delay_us: int) -> None:
        """Let the core's SNTP client begin late; raises LackingError where the sketch has a client of its own."""
        if self._sketch.settings.own_time_client:
            raise LackingError("the core's time client, which would begin late: the sketch has one of its own")
        super().delay_time_client(delay_us)

    def set_uptime(self, uptime_us: int) -> None:
        """Let its counters show that it has been up that long; nothing becomes due by that."""
        before_us = self._board.clock.uptime_us(self._kernel.now_us)
        super().set_uptime(uptime_us)
        self._boots.pretended_us += uptime_us - before_us

    def clear_storage(self) -> None:
        """Overwrite its record with zeros, or all of its EEPROM, and erase what else it stored; its files are put back.

        Raises LackingError where it has stored nothing yet: nobody knows then where it would.
        """
        if self._knows_layout:
            super().clear_storage()
            return
        begun_bytes = self._boots.eeprom.begun_bytes
        if not begun_bytes and not self._board.flash.snapshot().sectors:
            raise LackingError("the sketch has stored nothing, so nothing is known of what it keeps")
        self._board.edit_flash(_blank)
        if self._uploaded:
            files, on_board = self._uploaded, family(self.board)
            self._board.edit_flash(lambda flash: upload_files(flash, on_board, files))
        if begun_bytes:
            KeptInEeprom(self._board.edit_storage, begun_bytes).clear()
        self._note_storage(BenchSave.CLEAR, RecordVerdict.EMPTY)

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        """Damage its record, or what it keeps in EEPROM."""
        if self._knows_layout:
            super().damage_storage(fault, seed)
            return
        kept = KeptInEeprom(self._board.edit_storage, self._boots.eeprom.begun_bytes)
        kept.damage(fault, Chance(seed))
        self._note_storage(fault, RecordVerdict.BAD_TOKEN)

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        """Let its driver refuse such calls; raises LackingError where it reads flash without any."""
        is_read = refusal.call is StorageCall.READ and refusal.times > 0
        if is_read and family(self.board).storage is Storage.PICO_SECTOR and not self._boots.eeprom.begun_bytes:
            raise LackingError("calls that read: on this board the sketch reads flash as memory, which refuses nothing")
        super().refuse_storage(refusal)

    @property
    def _knows_layout(self) -> bool:
        return self._record is not None

    def memory(self) -> MemoryReading | None:
        """Give what the boot under way uses."""
        return None if self._boot_memory is None else self._boot_memory.reading

    def memory_of_boots(self) -> Sequence[MemoryReading]:
        """Give the last reading of each boot."""
        present = self.memory()
        return [*self._past_boots, *([] if present is None else [present])]

    def held(self) -> Mapping[int, Held]:
        """Give who holds what."""
        return {} if self._boot_memory is None else self._boot_memory.held()

    def place_of_holder(self, number: int) -> str:
        """Name the place in the sketch that allocated it."""
        return "" if self._boot_memory is None else self._boot_memory.place_of_holder(number)

    def place_of_hold(self) -> str:
        """Name the place in the sketch that let nobody else have a turn."""
        return "" if self._boot_memory is None else self._boot_memory.place_of_hold()

    def deeds(self) -> Iterator[Deed]:
        """Give what the sketch did last."""
        return self._acts.deeds()

    def uncollected(self) -> Iterator[str]:
        """Give the headers of answers that its program asks for in vain, each with its place."""
        return self._acts.uncollected()

    def written_beyond(self) -> Iterator[str]:
        """Give what its program writes to EEPROM beyond its size, each with its place."""
        return self._acts.written_beyond()

    def given_away(self) -> Sequence[str]:
        """Give what it sent to a machine whose certificate it did not look at."""
        return self._boots.given_away

    def said(self, printed: str) -> str:
        """Give a line of the sketch in the documented words where it is known to mean them."""
        return self._sketch.words(self.board).translated(printed)

    def discard(self) -> None:
        """Stop it, and end its processes."""
        super().discard()
        self._boots.close()

    def crash(self, kind: PanicKind, task: str = "", assertion: Assertion | None = None) -> None:
        """Let it crash; the boot that follows knows of what."""
        self._boots.crashed = kind
        super().crash(kind, task, assertion)

    def say_crash(self, kind: PanicKind, task: str, assertion: Assertion | None) -> None:
        """Let it print what a crash prints, and stand still."""
        self._console.watch_crashes(self.board)
        self._board.say_crash(kind, task, assertion)

    def crashed_at(self, place: str) -> None:
        """Note where in the sketch: the crash that is heard next has been there."""
        self._console.place = place

    def crashed_unheard(self, kind: PanicKind) -> None:
        """Note a crash of which the board prints nothing: the process has told it."""
        self._console.note_unheard_crash(kind)

    def _attend(self, run: BootRun, program: Path) -> Callable[[], None]:
        """Let what is attached to the board follow a boot; gives what is done when it ends."""
        run.hear(Note.MEASURES, self._memory_of(program).take)
        self._acts.begin_boot(program)
        run.acted = self._acts.take
        ear = AgentEar(self._board.print, self._tell)
        run.hear(Note.CONSOLE, ear.hear)
        self._wire_pins(run)
        return ear.end

    def _wire_pins(self, run: BootRun) -> None:
        """Let what is at the pins follow the program, and the program read it; an agent tells of its relays itself."""
        settings = self._sketch.settings
        if settings.relays is not None and not settings.agent:
            run.hear(Note.PIN, RelaysAtPins(self._board, settings.relays).hear)
        if settings.relays is not None:
            run.watched_pins = sum(1 << pin for pin in settings.relays.pins.values())
        elif settings.agent:
            # Which of them its relays hang on is not said, and each line about one has its place in the program.
            run.watched_pins = _ALL_PINS
        self._show_sensed()
        self._show_button()

    def _show_button(self) -> None:
        button = self._sketch.settings.button
        if button is not None:
            hold(button, self._boots.post, is_down=self._is_button_down)

    def _show_sensed(self) -> None:
        sensor = self._sketch.settings.sensor
        if sensor is not None:
            show(sensor, self._board.outputs.sensors, self._boots.post)

    def _memory_of(self, program: Path) -> BootMemory:
        """Begin to keep what a boot uses; the last reading of the boot before stays."""
        self._past_boots = [*self.memory_of_boots()]
        self._boot_memory = BootMemory(program)
        return self._boot_memory

    def _tell(self, event: AgentEvent) -> None:
        """Note what the agent reports and nobody else knows."""
        note_told(event, self._board, self.halted)
        if isinstance(event, BootEvent):
            self._tell_sensed()

    def _present_us(self) -> int:
        return self._kernel.now_us

    def _tell_sensed(self) -> None:
        if self._sensed is not None and self._sketch.settings.agent:
            self._boots.hear(self._sensed)


def _blank(flash: Flash) -> None:
    for index in flash.snapshot().sectors:
        flash.load(BLANK_SECTOR, index * SECTOR_BYTES)
