"""What every fault works on: the dump, the record that is meant, the regions as they become."""

import msgspec

from oceanhil.analysis.dumps.dump import Dump, RefusedError, Region
from oceanhil.analysis.dumps.records.places import RecordPlace, find_records, is_good, winner
from oceanhil.analysis.dumps.show import view_nvs
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.record import RecordVerdict
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.slots import Slot


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """How to do it: `at` counts what the fault says (bytes, units), `slot` None means every copy of the record.

    `eeprom_bytes` is what legacy firmware gives EEPROM.begin on a board without NVS.
    """

    eeprom_bytes: int
    seed: int = 0
    at: int | None = None
    slot: Slot | None = None
    generation: NvsGeneration = NvsGeneration.IDF_5_5_1


class Workpiece:
    """A dump being damaged. `contents` are its regions, which faults change; `rng` is drawn from `wish.seed`."""

    def __init__(self, dump: Dump, wish: Wish) -> None:
        self.dump = dump
        self.wish = wish
        self.rng = Chance(wish.seed)
        self.contents = {region: bytearray(region.data) for region in dump.regions}
        self.notes: list[str] = []
        self._places = find_records(dump, view_nvs(dump))

    def records(self) -> tuple[RecordPlace, ...]:
        """Give the records that are meant: those of the slot that was chosen, or all that are not empty."""
        slot = self.wish.slot
        found = [
            place
            for place in self._places
            if not place.doubtful and place.reading.verdict is not RecordVerdict.EMPTY and slot in (None, place.slot)
        ]
        if not found:
            where = f" in slot {slot.name}" if slot is not None else ""
            raise RefusedError(f"there is no token record{where} to damage; 'oceanhil eeprom make' makes one")
        return tuple(found)

    def record(self) -> RecordPlace:
        """Give the one record that is meant: the one in force, else the first."""
        records = self.records()
        good = [place for place in records if is_good(place)]
        newest = winner(tuple(good))
        return newest if newest is not None else (good or list(records))[0]

    def content(self, region: Region) -> bytearray:
        """Give the region as it has become so far, to be changed in place."""
        return self.contents[region]

    def number(self, below: int, what: str, *, first: int = 0) -> int:
        """Give `--at`, checked, or draw a number from `first` on, below `below`."""
        at = self.wish.at
        if at is None:
            return self.rng.randrange(first, below)
        if not first <= at < below:
            raise RefusedError(f"--at {at} is no number of {what} here, expected {first} to {below - 1}")
        return at
