"""A board's stored record, read and changed through a copy of its flash and the simulator's own drivers.

Looking therefore changes nothing on the board, not even where a driver repairs when it mounts, and one code serves
boards with an agent and boards in download mode.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.storage_access.raw_flash import RawFlash, SectorCache, StorageAccessError
from oceanhil.hil.storage_access.regions import DEFAULT_NVS, Region, provisioned_sectors, storage_regions
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.formats.partition_table import TABLE_BYTES, USUAL_OFFSET, Kind, Partition, parse_table
from oceanhil.protocol.record import RecordReading, StorePolicy
from oceanhil.simulator.board import damage
from oceanhil.simulator.board.damage import RecordPlace
from oceanhil.simulator.board.storage import BoardStorage, open_storage
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, NvsGeneration, NvsPartition, init_arduino
from oceanhil.simulator.eeprom.nvs import NvsPanic
from oceanhil.simulator.eeprom.slots import Esp32Slots
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash
from oceanhil.simulator.program.token_store import open_store

_LABEL: Final = "nvs"


def find_nvs(table: bytes) -> Region | None:
    """Find the NVS partition in the bytes at 0x8000: the one called "nvs", else the first; None if there is no table.

    A row that does not lie on whole sectors is passed over, as is everything after the first row that is no entry.
    """
    parsed = parse_table(table)
    rows = parsed.of_kind(Kind.NVS) if parsed is not None else ()
    found = [Region(row.label, row.offset, row.size) for row in rows if _is_aligned(row)]
    return next((region for region in found if region.name == _LABEL), found[0] if found else None)


def locate_nvs(raw: RawFlash) -> Region:
    """Find NVS by the board's own partition table; where it has none, the Arduino core's default table holds."""
    return find_nvs(raw.read(USUAL_OFFSET, TABLE_BYTES)) or DEFAULT_NVS


def _is_aligned(row: Partition) -> bool:
    return row.size > 0 and not row.offset % SECTOR_BYTES and not row.size % SECTOR_BYTES


class StorageAccess:
    """The storage of one board with one generation of the EEPROM driver, over raw flash."""

    def __init__(
        self,
        board: Board,
        driver: Driver,
        raw: RawFlash,
        *,
        eeprom_bytes: int,
        chip_bytes: int = 0,
        nvs: Region | None = None,
    ) -> None:
        """Take what legacy firmware passes to `EEPROM.begin`, and the chip's size in bytes (0: the family's usual).

        `nvs` says where an ESP32 has that partition; without it the board's partition table is asked, and if there is
        none the default table holds.
        """
        self._board = board
        self._driver = driver
        self._raw = raw
        self._eeprom_bytes = eeprom_bytes
        self._chip_bytes = chip_bytes or family(board).flash_bytes
        self._cache = SectorCache(raw)
        self._nvs = nvs

    @property
    def regions(self) -> tuple[Region, ...]:
        """What is read and written; may ask the board for its partition table the first time."""
        if family(self._board).uses_nvs and self._nvs is None:
            self._nvs = locate_nvs(self._raw)
        return storage_regions(self._board, self._chip_bytes, self._nvs or DEFAULT_NVS)

    # Looking

    def stored_record(self, policy: StorePolicy) -> RecordReading:
        """Read the record as the next boot of firmware with this store would."""
        copy, _ = self._copy()
        with _stopping_driver():
            return open_store(policy, self._mounted(copy), self._eeprom_bytes).load().reading

    def read_beside(self, address: int, length: int) -> bytes:
        """Read from the EEPROM what a sketch would that begins it with the firmware's size."""
        copy, _ = self._copy()
        with _stopping_driver():
            return damage.read_eeprom(self._mounted(copy), self._eeprom_bytes, address, length)

    def contains(self, *texts: str) -> bool:
        """Tell whether one of `texts` stands anywhere in the regions, also in erased entries.

        What a bench has provisioned is left out: it stands for the image, and is no more the firmware's to erase.
        """
        copy, _ = self._copy()
        for sector in provisioned_sectors(self._board, self._chip_bytes):
            copy.load(BLANK_SECTOR, sector * SECTOR_BYTES)
        return damage.contains(copy, *(text.encode("latin-1", "replace") for text in texts))

    def sectors(self) -> dict[int, bytes]:
        """Give every sector of the regions by index, as it stands in the chip."""
        with self._raw.visit():
            return {index: data for region in self.regions for index, data in self._cache.current(region).items()}

    # Changing

    def clear(self, policy: StorePolicy) -> None:
        """Overwrite every copy of the record with zeros, as the troubleshooting page's sketch does."""
        self.edit(lambda storage: damage.clear_record(storage, self._place(policy)))

    def damage(self, policy: StorePolicy, what: RecordDamage, rng: random.Random) -> None:
        """Damage every copy of the record; RANDOM draws its bytes from `rng`."""
        self.edit(lambda storage: damage.damage_record(storage, self._place(policy), what, rng))

    def resize(self, size_bytes: int) -> None:
        """Begin EEPROM with another size than the firmware's."""
        self.edit(lambda storage: damage.resize_eeprom(storage, size_bytes))

    def rewrite(self, policy: StorePolicy, times: int) -> None:
        """Save the record `times` more with other relay positions; nothing is written if there is no good record."""
        with self._raw.visit():
            if self.stored_record(policy).record is not None:
                self.edit(lambda storage: damage.rewrite_record(storage, self._place(policy), times))

    def age(self, policy: StorePolicy, saves: int) -> None:
        """Number the record as after so many saves; nothing is written if there is no good record."""
        with self._raw.visit():
            if self.stored_record(policy).record is not None:
                self.edit(lambda storage: damage.age_record(storage, saves))

    def put_beside(self, address: int, data: bytes) -> None:
        """Write into the EEPROM as a sketch does that begins it with the firmware's size."""
        self.edit(lambda storage: damage.write_eeprom(storage, self._eeprom_bytes, address, data))

    def edit(self, edit: Callable[[BoardStorage], None]) -> None:
        """Change what is stored by the board's own driver, on a copy; what became of it is written."""
        with self._raw.visit():
            copy, before = self._copy()
            with _stopping_driver():
                edit(self._mounted(copy))
            after = {index: copy.dump(index * SECTOR_BYTES, SECTOR_BYTES) for index in before}
            self._write_changes(before, after)

    def erase(self) -> None:
        """Make the regions blank, as they leave the factory."""
        with self._raw.visit():
            before = self.sectors()
            self._write_changes(before, dict.fromkeys(before, BLANK_SECTOR))

    def copy_from(self, other: "StorageAccess") -> None:
        """Make the regions a copy of another board's; raises StorageAccessError if they lie elsewhere there."""
        if self.regions != other.regions:
            raise StorageAccessError(
                f"storage cannot be copied: {_shown(other.regions)} on one board, {_shown(self.regions)} on the other"
            )
        wanted = other.sectors()
        with self._raw.visit():
            self._write_changes(self.sectors(), wanted)

    def forget(self) -> None:
        """Read everything anew next time: for when the chip may have been changed behind the digests."""
        self._cache.forget()

    # Inside

    def _place(self, policy: StorePolicy) -> RecordPlace:
        return RecordPlace(policy, self._eeprom_bytes)

    def _copy(self) -> tuple[Flash, dict[int, bytes]]:
        flash, before = Flash(self._chip_bytes), self.sectors()
        for index, data in before.items():
            if data != BLANK_SECTOR:
                flash.load(data, index * SECTOR_BYTES)
        return flash, before

    def _mounted(self, flash: Flash) -> BoardStorage:
        if not family(self._board).uses_nvs:
            return open_storage(self._board, self._driver, flash)
        (nvs,) = self.regions
        partition = NvsPartition(flash, NvsGeneration(self._driver.value), address=nvs.address, size=nvs.length)
        init_arduino(partition)
        return BoardStorage(Esp32Eeprom(partition), lambda: Esp32Slots(partition))

    def _write_changes(self, before: dict[int, bytes], after: dict[int, bytes]) -> None:
        changed = {index: data for index, data in after.items() if data != before[index]}
        if not changed:
            return
        self._raw.write_sectors(changed)
        self._cache.wrote(changed)


@contextmanager
def _stopping_driver() -> Iterator[None]:
    """Say of a driver that would abort or loop on the board what it would do."""
    try:
        yield
    except NvsPanic as panic:
        raise StorageAccessError(f"the board's own storage driver would not survive what is stored: {panic}") from None


def _shown(regions: tuple[Region, ...]) -> str:
    return " and ".join(f"{region.name!r} of {region.length:#x} bytes at {region.address:#x}" for region in regions)


def storage_of(entry: BoardEntry, driver: Driver, raw: RawFlash, eeprom_bytes: int) -> StorageAccess:
    """Give access to a board's storage, where its entry says that it is, else where its family has it."""
    nvs = None if entry.nvs is None else Region("nvs", entry.nvs.offset, entry.nvs.size)
    return StorageAccess(entry.kind, driver, raw, eeprom_bytes=eeprom_bytes, chip_bytes=chip_bytes_of(entry), nvs=nvs)


def chip_bytes_of(entry: BoardEntry) -> int:
    """Give the size of a board's flash: as follows from the place of its EEPROM, else its family's usual."""
    from_end = family(entry.kind).eeprom_from_end
    if entry.eeprom is not None and from_end is not None:
        return entry.eeprom.offset + from_end * SECTOR_BYTES
    return family(entry.kind).flash_bytes
