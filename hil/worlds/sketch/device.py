"""A simulated board that runs a user's sketch."""

from struct import Struct
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sim_server import SimServer
from oceanhil.hil.worlds.sketch.boots import SketchBoots
from oceanhil.hil.worlds.sketch.kept import KeptInEeprom
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import LackingError, StorageFault, WorldRequest
from oceanhil.simulator.board.damage import RecordDamage
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.eeprom.nvs import NvsPartition
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

_U64: Final = Struct("<Q")
# How long the software watchdog of an ESP8266 waits (esp8266/Arduino, doc/faq/a02-my-esp-crashes.rst).
_WATCHDOG_US: Final = 3_200_000


class SketchDevice(SimDevice):
    """One simulated board whose firmware is a sketch."""

    def __init__(  # noqa: PLR0917 - as its base class
        self,
        name: str,
        kernel: Kernel,
        network: Network,
        server: SimServer,
        request: WorldRequest,
        driver: Driver,
        trace: Trace,
        sketch: RunnableSketch,
    ) -> None:
        super().__init__(name, kernel, network, server, request, driver, trace)
        self._sketch = sketch
        self._boots = SketchBoots(kernel, self._board, network, server, sketch, self)
        self._board.program = self._boots.run

    def serial(self, text: str, *, rom: bool) -> None:
        """Write a line into the trace, in the documented words where it is known to mean them."""
        super().serial(text if rom else self._sketch.words(self.board).translated(text), rom=rom)

    def booted(self, number: int, reason: ResetReason) -> None:
        """Note why, for the program asks."""
        self._boots.reset = reason
        super().booted(number, reason)

    def flash(self, firmware: Firmware) -> None:
        """Put the sketch on it, with these secrets; raises LackingError for what only this project's firmware has."""
        expected = Firmware(firmware.registration_token, firmware.wifi_ssid, firmware.wifi_password)
        if firmware != expected:
            raise LackingError("the scenario chooses how firmware stores, asks or derives; a sketch does as it does")
        super().flash(firmware)

    def clear_storage(self) -> None:
        """Overwrite all of its EEPROM with zeros; of a sketch without EEPROM on ESP32, erase its NVS partition."""
        if not self._boots.eeprom.begun_bytes and family(self.board).storage is Storage.NVS:
            self._board.edit_flash(lambda flash: NvsPartition(flash).erase())
        else:
            KeptInEeprom(self._board, self._boots.eeprom.begun_bytes).clear()
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": RecordVerdict.EMPTY.value, "by": "clear"})

    def damage_storage(self, fault: StorageFault, seed: int) -> None:
        """Damage what it keeps in EEPROM."""
        kept = KeptInEeprom(self._board, self._boots.eeprom.begun_bytes)
        kept.damage(RecordDamage(fault.value), Chance(seed))
        self._note(Source.STORAGE, EventKind.SAVE, {"verdict": RecordVerdict.BAD_TOKEN.value, "by": fault.value})

    def resize_storage(self, size_bytes: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"the sketch says itself how large its EEPROM is, {size_bytes} bytes or not")

    def rewrite_storage(self, times: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"only the sketch knows its record, which a bench would have to save {times} times")

    def age_storage(self, saves: int) -> None:
        """Not of a sketch; raises LackingError."""
        raise LackingError(f"only the sketch knows where its record says that it is save {saves}, if it says so")

    def stored_record(self) -> RecordReading:
        """Nothing that could be read: the layout is the sketch's."""
        return RecordReading(RecordVerdict.EMPTY)

    def discard(self) -> None:
        """Stop it, and end its processes."""
        super().discard()
        self._boots.close()

    def crash(self, kind: PanicKind) -> None:
        """Let it crash; the boot that follows knows of what."""
        self._boots.crashed = kind
        super().crash(kind)

    def crashed_at(self, place: str) -> None:
        """Note where in the sketch: the crash that is heard next has been there."""
        self._console.place = place
