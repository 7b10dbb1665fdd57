"""An emulated board that runs anybody's program for a Pico W."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import NoReturn

from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.worlds.bridged_radio import BoardRadio
from oceanhil.hil.worlds.image.boots import Emulators, ImageBoots, Owner
from oceanhil.hil.worlds.image.trial import Trials
from oceanhil.hil.worlds.image.voice import AgentVoice
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.hil.worlds.sketch.agent_ear import AgentEar, note_told
from oceanhil.protocol.agent.events import BootEvent, TimeEvent
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.protocol.board_faults import ClockFault, MacFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.clock_change import device_moved_words
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.world import LackingError
from oceanhil.simulator.board import damage
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash


class _AtOnce:
    """Implements `oceanhil.hil.worlds.bridged_radio.BoardTime`: this board is always in the run's present."""

    @staticmethod
    def at(now_us: int) -> AbstractContextManager[object]:
        """Let it be."""
        del now_us
        return nullcontext()


class ImageDevice(SimDevice):
    """One board whose firmware is a program's machine code: power, flash and network are those of `sim`."""

    def __init__(self, name: str, around: Surroundings, image: ImageFile, emulators: Emulators, trials: Trials) -> None:
        super().__init__(name, around)
        self._trials = trials
        self._provisioned: Mapping[int, bytes] = {}
        self._sensed: tuple[int, int] | None = None
        owner = Owner(self._hear, self.halted)
        self._boots = ImageBoots(image, around.kernel, self._board, around.network, around.server, emulators, owner)
        self._voice = AgentVoice(self._boots.hear)
        self._ear = self._new_ear()
        self._radio: BoardRadio | None = None
        if trials.is_bridged:
            settings = around.request.profile.device
            self._radio = BoardRadio(
                self._voice, _AtOnce(), around.kernel, around.network, settings, self._boots.address
            )
        self._board.program = self._boots.run
        # Whoever runs real code may see it crash, without having asked for that.
        self._console.watch_crashes(self.board)

    def address(self) -> str:
        """Give the address that the network leases to it."""
        return self._boots.address

    def flash(self, firmware: Firmware) -> None:
        """Put the program on it, and what its agent makes of such firmware; a board with power restarts."""
        self._provisioned = self._trials.provisioned(firmware, self.mac)
        self._boots.put_image()
        self._board.edit_flash(self._put_provisioned)
        super().flash(firmware)

    def burn_mac(self, mac: bytes) -> None:
        """Be a board with this MAC: its radio is, and a program that has its MAC from elsewhere is told."""
        super().burn_mac(mac)
        if self._board.firmware is not None and self._trials.has_own_mac:
            self._provisioned = self._trials.provisioned(self._board.firmware, mac)
            self._board.edit_flash(self._put_provisioned)

    def storage_contains(self, *texts: str) -> bool:
        """Look for `texts` in flash; what was provisioned stands for the image, and is left out."""
        copy = Flash(self._board.flash.size_bytes)
        copy.restore(self._board.flash.snapshot())
        for sector in self._provisioned:
            copy.load(BLANK_SECTOR, sector * SECTOR_BYTES)
        return damage.contains(copy, *(text.encode("latin-1", "replace") for text in texts))

    def booted(self, number: int, reason: ResetReason) -> None:
        """Note why, for the chip's registers show it."""
        self._ear.end()
        self._ear = self._new_ear()
        self._boots.start(reason)
        super().booted(number, reason)

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let its program read this, by its agent."""
        super().set_sensors(temperature_tenths, humidity_tenths)
        self._sensed = (temperature_tenths, humidity_tenths)
        if self.has_power:
            self._tell_sensed()

    def set_clock(self, unix_us: int) -> None:
        """Set the running board's clock, by its agent."""
        change_s = (unix_us - self._server.unix_us) // SECOND_US
        self._voice.clock_set(unix_us)
        self._note(Source.HARNESS, EventKind.CLOCK, {"change": device_moved_words(change_s)})

    def discard(self) -> None:
        """Stop it, and let its emulator go."""
        super().discard()
        self._boots.close()

    # What nobody can do to a chip whose program is anybody's

    def crash(self, kind: PanicKind, task: str = "", assertion: Assertion | None = None) -> None:
        """Refuse: nobody knows what makes the program crash."""
        del task, assertion
        self._lack(f"a program that crashes when it is told to, by {kind.value}")

    def set_boot_clock(self, skew_us: int | None) -> None:
        """Refuse: this chip has no clock that outlives its power."""
        if skew_us is not None:
            self._lack("a clock that shows something when power comes: an RP2040 has none")

    def set_drift(self, parts_per_million: int) -> None:
        """Refuse: the emulated crystal is exact."""
        self._lack(f"a crystal that is {parts_per_million:+d} ppm off")

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Refuse: this chip does not sleep so."""
        self._lack(f"an oscillator in deep sleep, {parts_per_million:+d} ppm off")

    def break_clock(self, fault: ClockFault | None) -> None:
        """Refuse: what the program takes for time is its own."""
        if fault is not None:
            self._lack(f"a program with another idea of time, {fault.value}")

    def delay_time_client(self, delay_us: int) -> None:
        """Refuse: when the program's time client asks is its own."""
        self._lack(f"a time client that begins {delay_us // 1000} ms late")

    def set_uptime(self, uptime_us: int) -> None:
        """Refuse: its timer counts from its start."""
        self._lack(f"a timer that shows {uptime_us // SECOND_US} s")

    def deep_sleep(self, duration_us: int) -> None:
        """Refuse: an RP2040's is not emulated."""
        self._lack(f"deep sleep, for {duration_us // SECOND_US} s")

    def break_mac(self, fault: MacFault | None) -> None:
        """Refuse: the radio always has its address."""
        if fault is not None:
            self._lack(f"fuses that are {fault.value}: the address is in the radio")

    # Inside

    def _lack(self, what: str) -> NoReturn:
        raise LackingError(f"{what}, which a board with a program of somebody's does not offer")

    def _put_provisioned(self, flash: Flash) -> None:
        for index, data in self._provisioned.items():
            flash.load(data, index * SECTOR_BYTES)

    def _hear(self, data: bytes) -> None:
        self._ear.hear(data)

    def _new_ear(self) -> AgentEar:
        return AgentEar(self._board.print, self._tell, self._voice.answered)

    def _tell(self, event: AgentEvent) -> None:
        """Note what the agent reports and nobody else knows, and do what it asks for."""
        if self._radio is not None:
            self._radio.take(event)
        note_told(event, self._board, self.halted)
        match event:
            case BootEvent():
                # What was said while it booted was heard by nobody.
                self._voice.forget()
                self._tell_sensed()
            case TimeEvent():
                self.time_asked()
            case _:
                pass

    def _tell_sensed(self) -> None:
        if self._sensed is not None:
            self._voice.sensor_set(*self._sensed)
