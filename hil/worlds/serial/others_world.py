"""World `serial` where the boards' firmware is not this project's: it stores and says as its author likes.

What is known of it stands in `[firmware.NAME]` of the inventory. Nothing else is expected of it but what the service's
own pages ask of every device: that is judged by server, network and storage.
"""

from functools import lru_cache
from pathlib import Path

from oceanhil.hil.boards.entry import BoardEntry, OthersFirmware
from oceanhil.hil.worlds.own_layout import KeptInEeprom, as_it_stores
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.device import SerialDevice
from oceanhil.hil.worlds.serial.held_time import HeldTime
from oceanhil.hil.worlds.serial.world import SerialWorld
from oceanhil.hil.worlds.words import Words
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Profile, polling_every
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.scenarios.storage_event import BenchSave
from oceanhil.scenarios.world import LackingError, SpeaksItsOwn


class OthersDevice(SerialDevice):
    """A board with such firmware."""

    def flash(self, firmware: Firmware) -> None:
        """Put its image on it, with these secrets; raises LackingError for what only this project's firmware has."""
        super().flash(as_it_stores(firmware, self._record))

    def clear_storage(self) -> None:
        """Overwrite its record with zeros, or all of its EEPROM."""
        if self._knows_layout:
            super().clear_storage()
            return
        with self._working(), self._reaching():
            self._kept.clear()
        self._note_storage(BenchSave.CLEAR, RecordVerdict.EMPTY)

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        """Damage its record, or what it keeps in EEPROM."""
        if self._knows_layout:
            super().damage_storage(fault, seed)
            return
        with self._working(), self._reaching():
            self._kept.damage(fault, Chance(seed))
        self._note_storage(fault, RecordVerdict.BAD_TOKEN)

    @property
    def _knows_layout(self) -> bool:
        return self._record is not None

    @property
    def _kept(self) -> KeptInEeprom:
        """Give what it keeps; raises LackingError where the inventory does not say how much that is."""
        if not self._known.eeprom_bytes:
            raise LackingError(
                f"nothing is known of what firmware {self._known.name!r} keeps; if it begins EEPROM, say how much, as "
                f"'eeprom_bytes' of [firmware.{self._known.name}] in boards.toml"
            )
        return KeptInEeprom(self.hand.storage.edit, self._known.eeprom_bytes)

    @property
    def _record(self) -> StorePolicy | None:
        return self._known.record

    @property
    def _known(self) -> OthersFirmware:
        assert self.hand.entry.firmware is not None
        return self.hand.entry.firmware

    @property
    def _is_foreign(self) -> bool:
        return not self._knows_layout

    def _meaning_of(self, line: str) -> str:
        return words_of(self.hand.entry).translated(line)


class OthersWorld(SerialWorld, SpeaksItsOwn):
    """One run's world."""

    @property
    def profile(self) -> Profile:
        """The profile in force, with what is known of the firmware of its first board."""
        known = self._main_entry.firmware
        assert known is not None
        return polling_every(super().profile, known.poll_interval_s)

    def speaks(self, line: Line) -> bool:
        """Tell whether the firmware of its first board prints it."""
        return words_of(self._main_entry).speaks(line)

    def _make_device(self, name: str, hand: BenchBoard, held: HeldTime | None) -> SerialDevice:
        return OthersDevice(name, hand, self._kernel, self._inbox, self._server, self._trace, held)


def words_of(entry: BoardEntry) -> Words:
    """Give what the firmware of a board says, by its rules and by the documented lines that stand in its ELF file."""
    assert entry.firmware is not None
    return _words(entry.firmware, entry.elf)


@lru_cache
def _words(firmware: OthersFirmware, elf: Path | None) -> Words:
    # A file that cannot be read is told with the first crash, which it is for.
    program = elf.read_bytes() if elf is not None and elf.is_file() else b""
    return Words(dict(firmware.lines), program)
