"""NOR flash: programming clears bits, an erase sets a whole sector, and power may vanish inside either.

The chip of ESP32, ESP8266 and Pico W boards (datasheets of W25Q32JV and GD25Q32): sectors of 4,096 bytes, pages of
256. A write is a bitwise *and* with what is there; only an erase brings ones back. Every driver above (NVS, the
sector ring of the ESP8266, the Pico's mirrored sector) is an answer to this, and everything a power cut can leave
behind follows from it.

What it must not know: who writes. No record, token, driver, board or clock is known here; there is no format but
bits. Time is a cost that is counted (`busy_us`), never waited for.

Laws:

1. `program` gives `old & new`, whatever the lengths and sectors; no call but `erase_sector`, `load` and `restore`
   sets a bit. Bits of faulty cells (`faults`) are the exception that is asked for.
2. Work is counted in *units*: one for a byte programmed, one for a sector erased. A power cut is armed by units, so a
   sweep over all units of an operation meets every state that a cut in it can leave.
3. A cut inside a program leaves what the `Tear` in force says of the bytes up to that unit; one at an erase leaves
   the sector as it was, or torn by the same model (`torn`). Afterwards every call raises PowerCut until
   `power_on`.
4. Looking (`dump`, `peek`, `snapshot`) costs neither power, wear nor units; `peek` and `snapshot` do not even disturb
   a marginal cell, which reads otherwise each time.
5. `restore(snapshot())` changes nothing that anybody can see, and a snapshot never changes afterwards.
6. Blank sectors cost no memory: only what was programmed is kept.

What changes with it: drivers keep caches of what they read. Whoever changes contents by anything but programming and
erasing must count up `outside_changes`, or a driver goes on with what was there before.
"""

import sys
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import mul
from typing import Final, NamedTuple

from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.simulator.flash.cells import BLANK_SECTOR, PAGE_BYTES, cleared, pieces
from oceanhil.simulator.flash.faults import CellFault, FaultySector, WearOut
from oceanhil.simulator.flash.timing import DATASHEET_TIMING, ESPRESSIF_TIMING, FlashTiming
from oceanhil.simulator.flash.torn import PrefixTear, Tear, Torn, tear_for

__all__ = [
    "BLANK_SECTOR",
    "DATASHEET_TIMING",
    "ESPRESSIF_TIMING",
    "PAGE_BYTES",
    "SECTOR_BYTES",
    "CellFault",
    "Flash",
    "FlashOperation",
    "FlashSnapshot",
    "FlashTiming",
    "KnownWork",
    "Observer",
    "PowerCut",
    "Tear",
    "TornModel",
    "WearOut",
    "cleared",
    "tear_for",
]

_NEVER: Final = sys.maxsize
_AT_ONCE: Final = -1


@dataclass(frozen=True, slots=True)
class FlashSnapshot:
    """The contents and counters of a flash at one moment; unchanged sectors are shared with it, not copied."""

    sectors: Mapping[int, bytes | bytearray]
    erases: Mapping[int, int]
    programs: Mapping[int, int]
    #: Sectors with faulty cells; `sectors` holds what they read as when the snapshot was taken.
    faulty: Mapping[int, FaultySector]


class PowerCut(Exception):  # noqa: N818 - an event of the simulated world, not a fault of the program
    """Power was lost inside a flash operation, or a flash without power was used.

    `units` is the flash's unit counter at that moment: bytes programmed plus sectors erased so far.
    """

    def __init__(self, units: int) -> None:
        super().__init__(f"power cut after {units!r} flash units")
        self.units = units


class FlashOperation(Enum):
    """What an observer is told about."""

    PROGRAM = "program"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The operation for which power did not last: its address, its length, and how much of it was done, in bytes."""

    operation: FlashOperation
    address: int
    length: int
    done: int


class KnownWork(NamedTuple):
    """Work of which it is known what it leaves: units, programs by their length and erases by sector, and the sectors.

    A sector is None where it is blank. `units` are counted as ever: bytes programmed, and sectors erased.
    """

    units: int
    programs: Mapping[int, int]
    erases: Mapping[int, int]
    sectors: Mapping[int, bytes | None]


Observer = Callable[[FlashOperation, int, int], None]
"""Called after each completed operation with its kind, address and length in bytes."""


class Flash:
    """A flash chip of `size_bytes`, blank at first. Only sectors that are not blank occupy memory.

    Addresses are byte offsets from the start of the chip; one outside it raises ValueError. Work is counted in units:
    one per byte programmed, one per sector erased. `erases` counts by sector index, which is its wear, and `programs`
    by length in bytes. `observer`, `tear` and `wear` may be set or taken away at any time. `interrupted` is what a
    power cut fell into, or what would have come next; None as long as there is power.
    """

    __slots__ = (
        "_cut_at", "_done", "_faulty", "_sectors", "_timing", "erases", "interrupted", "observer", "outside_changes",
        "programs", "size_bytes", "tear", "wear",
    )  # fmt: skip

    def __init__(
        self,
        size_bytes: int,
        *,
        timing: FlashTiming = ESPRESSIF_TIMING,
        tear: Tear | None = None,
        wear: WearOut | None = None,
        observer: Observer | None = None,
    ) -> None:
        if size_bytes <= 0 or size_bytes % SECTOR_BYTES:
            raise ValueError(f"flash size {size_bytes!r} bytes, expected a whole number of {SECTOR_BYTES}-byte sectors")
        self.size_bytes = size_bytes
        self.tear = tear or PrefixTear()
        self.wear = wear
        self.observer = observer
        # A bytes object is shared with snapshots and never changed; a bytearray is this flash's own.
        self._sectors: dict[int, bytes | bytearray] = {}
        # Sectors with faulty cells are here and not in `_sectors`, so that the fast paths never meet them.
        self._faulty: dict[int, FaultySector] = {}
        self._timing = timing
        # Units since power came on, and how many of them the power supply allows.
        self._done = 0
        self._cut_at = _NEVER
        self.interrupted: Interrupted | None = None
        self.erases: dict[int, int] = {}
        self.programs: dict[int, int] = {}
        # Grows whenever contents change other than by programming and erasing, so that a driver's cache can notice.
        self.outside_changes = 0

    # Counters

    @property
    def programmed_bytes(self) -> int:
        """Bytes programmed so far."""
        return sum(map(mul, self.programs, self.programs.values()))

    @property
    def program_operations(self) -> int:
        """Program operations so far."""
        return sum(self.programs.values())

    @property
    def busy_us(self) -> int:
        """Time in µs that all operations so far took."""
        timing = self._timing
        busy_us = timing.sector_erase_us * sum(self.erases.values()) if self.erases else 0
        for length, count in self.programs.items():
            busy_us += timing.program_cost_us(length) * count
        return busy_us

    # Power

    @property
    def units(self) -> int:
        """Units of work since power came on."""
        return self._done

    @property
    def powered(self) -> bool:
        """False from a power cut until `power_on`."""
        return self._cut_at != _AT_ONCE

    def arm_cut(self, after_units: int) -> None:
        """Lose power after so many more units; the operation that would need one more raises PowerCut."""
        if after_units < 0:
            raise ValueError(f"a power cut is armed {after_units!r} units ahead, expected 0 or more")
        self._cut_at = self._done + after_units

    def disarm(self) -> None:
        """Forget an armed power cut; has no effect on a flash that already lost power."""
        if self.powered:
            self._cut_at = _NEVER

    def power_on(self) -> None:
        """Restore power, start counting units from 0, and forget an armed cut."""
        self._cut_at = _NEVER
        self._done = 0
        self.interrupted = None

    # What drivers do

    def read(self, address: int, length: int) -> bytes:
        """Return `length` bytes; raises PowerCut without power."""
        if self._cut_at == _AT_ONCE:
            raise PowerCut(self._done)
        sector = self._sectors.get(address // SECTOR_BYTES)
        offset = address % SECTOR_BYTES
        if sector is None or offset + length > SECTOR_BYTES:
            return self.dump(address, length)
        return bytes(sector[offset : offset + length])

    def holds_nothing(self, index: int) -> bool:
        """Tell whether all of a sector is known to read as 0xFF, without reading it; raises PowerCut without power."""
        if self._cut_at == _AT_ONCE:
            raise PowerCut(self._done)
        return index not in self._sectors and index not in self._faulty and 0 <= index * SECTOR_BYTES < self.size_bytes

    def program(self, address: int, data: bytes | bytearray | memoryview) -> None:
        """Clear the bits that are 0 in `data`; raises PowerCut if power goes, with the bytes so far programmed."""
        length = len(data)
        done = self._done + length
        if done > self._cut_at:
            self._lose_power_programming(address, bytes(data))
        offset = address % SECTOR_BYTES
        end = offset + length
        if end <= SECTOR_BYTES and not self._faulty:
            sector = self._sectors.get(address // SECTOR_BYTES)
            if type(sector) is not bytearray:
                sector = self._own(address // SECTOR_BYTES)
            both = int.from_bytes(sector[offset:end], "little") & int.from_bytes(data, "little")
            sector[offset:end] = both.to_bytes(length, "little")
        else:
            self._program_by_sector(address, bytes(data))
        self._done = done
        self.programs[length] = self.programs.get(length, 0) + 1
        if self.observer is not None:
            self.observer(FlashOperation.PROGRAM, address, length)

    def erase_sector(self, index: int) -> None:
        """Set the sector to 0xFF; raises PowerCut if power goes, by default with the sector untouched."""
        if index < 0 or (index + 1) * SECTOR_BYTES > self.size_bytes:
            self._refuse(index * SECTOR_BYTES, SECTOR_BYTES)
        if self._done >= self._cut_at:
            self._lose_power_erasing(index)
        self._done += 1
        self.erases[index] = self.erases.get(index, 0) + 1
        if self._faulty or self.wear is not None:
            self._erase_faulty(index)
        self._sectors.pop(index, None)
        if self.observer is not None:
            self.observer(FlashOperation.ERASE, index * SECTOR_BYTES, SECTOR_BYTES)

    def do_at_once(self, work: KnownWork) -> bool:
        """Do known work in one go; False, with nothing done, where each operation counts by itself.

        That is where power goes meanwhile, where somebody observes, and where cells are faulty or may become so.
        """
        done = self._done + work.units
        if done > self._cut_at or self.observer is not None or self._faulty or self.wear is not None:
            return False
        self._done = done
        for length, times in work.programs.items():
            self.programs[length] = self.programs.get(length, 0) + times
        for index, times in work.erases.items():
            self.erases[index] = self.erases.get(index, 0) + times
        for index, sector in work.sectors.items():
            if sector is None:
                self._sectors.pop(index, None)
            else:
                self._sectors[index] = sector
        return True

    # What the world round the chip does

    def load(self, data: bytes, address: int = 0) -> None:
        """Set contents as a programming tool would, whatever they were, without power, wear or time."""
        if address < 0 or address + len(data) > self.size_bytes:
            self._refuse(address, len(data))
        self.outside_changes += 1
        self._store(address, Torn(data))

    def stick_bit(self, address: int, bit: int, *, high: bool) -> None:
        """Fix bit 0 (lowest) to 7 of the byte at `address` at 1 or 0 for good."""
        if not 0 <= address < self.size_bytes:
            self._refuse(address, 1)
        if not 0 <= bit < 8:
            raise ValueError(f"bit {bit!r} of a byte, expected 0 to 7")
        self.outside_changes += 1
        index, offset = divmod(address, SECTOR_BYTES)
        self._make_faulty(index).stick(8 * offset + bit, high=high)

    def dump(self, address: int, length: int) -> bytes:
        """Return `length` bytes as a programming tool would, with or without power."""
        if address < 0 or length < 0 or address + length > self.size_bytes:
            self._refuse(address, length)
        index, offset = divmod(address, SECTOR_BYTES)
        if offset + length <= SECTOR_BYTES:
            return bytes(self._contents(index)[offset : offset + length])
        last = (address + length - 1) // SECTOR_BYTES
        whole = b"".join([self._contents(each) for each in range(index, last + 1)])
        return whole[offset : offset + length]

    def peek(self, address: int, length: int) -> bytes:
        """Return what the next `dump` of these bytes will give; looking does not change what a marginal cell gives."""
        if not self._faulty:
            return self.dump(address, length)
        twin = Flash(self.size_bytes)
        twin.restore(self.snapshot())
        return twin.dump(address, length)

    @property
    def is_sound(self) -> bool:
        """True while no cell is faulty: each reads as it was left, however often it is read."""
        return not self._faulty

    @property
    def is_decided(self) -> bool:
        """True while no cell is marginal: each reads the same each time, right or wrong."""
        return all(sector.is_decided for sector in self._faulty.values())

    def is_as_left(self, units: int, outside_changes: int) -> bool:
        """Tell whether all cells are sound, and nothing was done to it behind what had led to these two counts."""
        return self._done == units and self.outside_changes == outside_changes and not self._faulty

    def is_blank(self, index: int) -> bool:
        """Tell whether every bit of the sector is set."""
        return self._contents(index) == BLANK_SECTOR

    def contents(self) -> Hashable | None:
        """Return what it holds and how often which sector was erased; None where no two reads need agree."""
        if self._faulty:
            return None
        held = frozenset((index, bytes(sector)) for index, sector in self._sectors.items() if sector != BLANK_SECTOR)
        return held, frozenset(self.erases.items())

    def snapshot(self) -> FlashSnapshot:
        """Return the contents and counters; costs one copy of each sector changed since the last snapshot."""
        sectors = self._sectors
        for index, sector in sectors.items():
            if type(sector) is bytearray:
                sectors[index] = bytes(sector)
        faulty = {index: sector.copy() for index, sector in self._faulty.items()}
        # Looking must not change what the next read of a marginal cell gives.
        readings = {index: sector.copy().read() for index, sector in self._faulty.items()}
        return FlashSnapshot(sectors | readings, self.erases.copy(), self.programs.copy(), faulty)

    def __getstate__(self) -> object:
        # Equal contents are kept as equal bytes, whichever sectors happen to be this flash's own.
        self.snapshot()
        return super().__getstate__()

    def restore(self, snapshot: FlashSnapshot) -> None:
        """Go back to the contents and counters of a snapshot; power and an armed cut stay as they are."""
        self.outside_changes += 1
        self._take(snapshot)

    def rewind(self, snapshot: FlashSnapshot, units: int) -> None:
        """Be as at that moment of a boot, `units` after power came on, with no cut armed; no driver has it open."""
        self._take(snapshot)
        self._done = units
        self._cut_at = _NEVER

    def _take(self, snapshot: FlashSnapshot) -> None:
        self._sectors = dict(snapshot.sectors)
        if self._faulty or snapshot.faulty:
            self._faulty = {index: sector.copy() for index, sector in snapshot.faulty.items()}
            for index in self._faulty:
                del self._sectors[index]
        self.erases = dict(snapshot.erases)
        self.programs = dict(snapshot.programs)

    # Inside

    def _own(self, index: int) -> bytearray:
        """Return a sector that may be changed; only sectors inside the chip are ever stored."""
        sector = self._sectors.get(index, BLANK_SECTOR)
        if type(sector) is bytearray:
            return sector
        if index < 0 or (index + 1) * SECTOR_BYTES > self.size_bytes:
            self._refuse(index * SECTOR_BYTES, SECTOR_BYTES)
        own = self._sectors[index] = bytearray(sector)
        return own

    def _contents(self, index: int) -> bytes | bytearray:
        """Return what the sector reads as, this time."""
        if index in self._faulty:
            return self._faulty[index].read()
        return self._sectors.get(index, BLANK_SECTOR)

    def _make_faulty(self, index: int) -> FaultySector:
        """Return the sector as one that may have faulty cells."""
        if index not in self._faulty:
            self._faulty[index] = FaultySector(self._sectors.pop(index, BLANK_SECTOR))
        return self._faulty[index]

    def _program_by_sector(self, address: int, data: bytes) -> None:
        if address < 0 or address + len(data) > self.size_bytes:
            self._refuse(address, len(data))
        for index, offset, begin, end in pieces(address, len(data)):
            if index in self._faulty:
                self._faulty[index].program(offset, data[begin:end])
            else:
                sector = self._own(index)
                sector[offset : offset + end - begin] = cleared(sector[offset : offset + end - begin], data[begin:end])

    def _erase_faulty(self, index: int) -> None:
        """Erase a sector of which cells may be faulty or, with this erase, become so."""
        if self.wear is not None and self.erases[index] > self.wear.cycles:
            self._make_faulty(index).wear(self.wear.failing())
        if index in self._faulty:
            self._faulty[index].erase()
            if self._faulty[index].is_sound:
                del self._faulty[index]

    def _store(self, address: int, torn: Torn) -> None:
        offset = address % SECTOR_BYTES
        if not self._faulty and not torn.marginal and offset + len(torn.data) <= SECTOR_BYTES:
            self._own(address // SECTOR_BYTES)[offset : offset + len(torn.data)] = torn.data
            return
        for index, offset, begin, end in pieces(address, len(torn.data)):
            marginal = torn.marginal[begin:end]
            if index in self._faulty or any(marginal):
                self._make_faulty(index).put(offset, torn.data[begin:end], marginal, torn.noise_seed)
            else:
                self._own(index)[offset : offset + end - begin] = torn.data[begin:end]

    def _lose_power_programming(self, address: int, data: bytes) -> None:
        if self.powered:
            done = self._cut_at - self._done
            self._store(address, self.tear.program(address, self.dump(address, len(data)), data, done))
            self._done = self._cut_at
            self._cut_at = _AT_ONCE
            self.programs[done] = self.programs.get(done, 0) + 1
            self.interrupted = Interrupted(FlashOperation.PROGRAM, address, len(data), done)
        raise PowerCut(self._done)

    def _lose_power_erasing(self, index: int) -> None:
        if self.powered:
            old = self.dump(index * SECTOR_BYTES, SECTOR_BYTES)
            self._store(index * SECTOR_BYTES, self.tear.erase(old))
            self._cut_at = _AT_ONCE
            self.interrupted = Interrupted(FlashOperation.ERASE, index * SECTOR_BYTES, SECTOR_BYTES, 0)
        raise PowerCut(self._done)

    def _refuse(self, address: int, length: int) -> None:
        raise ValueError(
            f"flash access of {length!r} bytes at {address:#x} leaves the chip, expected 0 to {self.size_bytes:#x}"
        )
