"""A mounted partition whose driver is spared what it has done before: the same asked of the same is played back.

What a driver does is a function of its *past*: what it has mounted, and what was asked of it since. A call that comes
again with the same past is made by a driver on a twin of the chip, and its outcome is kept: flash work, answer, and the
past with this call in it. From then on that is played on each chip whose driver has that past. Where power goes
meanwhile or somebody watches, the work goes through the chip's own operations one by one, in the driver's order.

What it must not know: how a driver works, what is stored. What may not be played back, the driver itself does on the
chip: whatever is asked the first time, for most tokens never come again; what ends in a panic or a damaged value; and
all that is asked of a chip with faulty cells, or of one that somebody else has written to since.

Laws:

1. Same chip. Contents, counters, what an observer hears, and what a power cut at any unit leaves are those of the
   driver (`tests/simulator/eeprom/test_nvs_mounted.py`).
2. Same answers and errors; a panic is the driver's own.
3. Bounded: so many calls are kept, and of a mount only the first ones; a driver at work, for the last past alone.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar, cast

import msgspec

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault, NvsPanic
from oceanhil.simulator.eeprom.nvs.format import ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.item import Key
from oceanhil.simulator.eeprom.nvs.storage import NvsEntry, NvsStats, Storage
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, KnownWork

_T = TypeVar("_T")
_MOUNTS_KEPT: Final = 512
"""Fewer than of other calls, for contents take memory."""
_OUTCOMES_KEPT: Final = 4096
_CALLS_MOST: Final = 16
"""So many calls behind a mount are kept: a driver that has to go on makes all of its past again."""
_STOPPED: Final = -1


class _Contents(msgspec.Struct, frozen=True, gc=False):
    """What is mounted: a partition's sectors, None for one that holds nothing, and by which driver."""

    chip_bytes: int
    address: int
    size: int
    generation: NvsGeneration
    sectors: tuple[bytes | None, ...]


class _Past:
    """The contents that a driver has mounted, and the calls with an effect since then."""

    __slots__ = ("calls", "contents")

    def __init__(self, contents: _Contents, calls: tuple[tuple[object, ...], ...]) -> None:
        self.contents = contents
        self.calls = calls


class _Outcome(NamedTuple):
    """What comes of a call: its flash work, what is given or raised, and the past with it."""

    work: tuple[tuple[int, bytes | None], ...]
    """Each operation: an address and what is programmed there, or a sector that is erased."""
    whole: KnownWork
    """The same in one go."""
    given: object
    fault: NvsError | None
    after: _Past


class _Asked:
    """A call with some past: whether it was made before, and what comes of it once that is known."""

    __slots__ = ("is_known", "outcome", "times_made")

    def __init__(self) -> None:
        self.times_made, self.is_known = 0, False
        self.outcome: _Outcome | None = None
        """None also of a call that the driver has to do each time."""

    def again(self, learn: Callable[[], _Outcome | None], *, behind: int) -> _Outcome | None:
        """Give what comes of the call that is made now; None where the driver has to do it.

        `behind` so many times it is not learned: it may be one that never comes again.
        """
        if not self.is_known and self.times_made >= behind:
            self.outcome, self.is_known = learn(), True
        self.times_made += 1
        return self.outcome


@lru_cache(_MOUNTS_KEPT)
def _asked_to_mount(_contents: _Contents) -> _Asked:
    return _Asked()


@lru_cache(_OUTCOMES_KEPT)
def _asked(_past: _Past, *_call: object) -> _Asked:
    return _Asked()


class _Twin(Flash):
    """A chip with these contents that notes the work that is done on it."""

    __slots__ = ("work",)

    def __init__(self, contents: _Contents) -> None:
        super().__init__(contents.chip_bytes)
        self.work: list[tuple[int, bytes | None]] = []
        for index, sector in enumerate(contents.sectors):
            if sector is not None:
                self.load(sector, contents.address + index * SECTOR_BYTES)

    def program(self, address: int, data: bytes | bytearray | memoryview) -> None:
        """Program, and note it."""
        super().program(address, data)
        self.work.append((address, bytes(data)))

    def erase_sector(self, index: int) -> None:
        """Erase, and note it."""
        super().erase_sector(index)
        self.work.append((index, None))

    def forget_work(self) -> None:
        """Note from now on."""
        self.work.clear()
        self.erases.clear()
        self.programs.clear()
        self.power_on()

    def work_as_one(self) -> KnownWork:
        """Give what was done since it was forgotten."""
        touched = {address // SECTOR_BYTES for address, data in self.work if data is not None} | set(self.erases)
        sectors = self.snapshot().sectors
        left = {index: bytes(sectors[index]) if index in sectors else None for index in sorted(touched)}
        return KnownWork(self.units, dict(self.programs), dict(self.erases), left)


def _contents_of(flash: Flash, address: int, size: int, generation: NvsGeneration) -> _Contents | None:
    """Give what there is to mount; None where a chip is more than its contents, or does not hold all of it."""
    is_plain = type(flash) is Flash and flash.is_sound and flash.wear is None
    if not is_plain or address % SECTOR_BYTES or address + size > flash.size_bytes:
        return None
    first = address // SECTOR_BYTES
    sectors = [
        None if flash.holds_nothing(index) else flash.read(index * SECTOR_BYTES, SECTOR_BYTES)
        for index in range(first, first + size // SECTOR_BYTES)
    ]
    return _Contents(flash.size_bytes, address, size, generation, tuple(sectors))


def _mount(flash: Flash, contents: _Contents) -> Storage:
    return Storage(flash, contents.address, contents.size, contents.generation)


def _mounting(contents: _Contents) -> _Outcome | None:
    """Learn what comes of mounting these contents; None where a driver has to do it."""
    twin, driver, error = _Twin(contents), None, None
    try:
        driver = _mount(twin, contents)
    except NvsFault as fault:
        error = fault.error
    except NvsPanic:
        return None
    outcome = _Outcome(tuple(twin.work), twin.work_as_one(), None, error, _Past(contents, ()))
    if driver is not None:
        _last_driver.keep(outcome.after, driver, twin)
    return outcome


def _outcome_in(past: _Past, call: Callable[..., object], words: tuple[object, ...]) -> _Outcome | None:
    """Learn what comes of a call with this past; None where the driver has to do it each time."""
    if len(past.calls) >= _CALLS_MOST:
        return None
    driver, twin = _driver_at(past)
    twin.forget_work()
    given, error = None, None
    try:
        given = call(driver, *words)
    except NvsFault as fault:
        if call is _read and not _is_of_number(words):
            # How much of a damaged value is in the buffer is not kept. A number stands in its entry's head, and is
            # there as a whole or not at all: Preferences looks for a key as each of eight.
            return None
        error = fault.error
    except NvsPanic:
        return None
    has_effect = bool(twin.work) or (error is not None and call is not Storage.size)
    after = _Past(past.contents, (*past.calls, (call, *words))) if has_effect else past
    _last_driver.keep(after, driver, twin)
    return _Outcome(tuple(twin.work), twin.work_as_one(), given, error, after)


def _is_of_number(words: tuple[object, ...]) -> bool:
    _, kind, *_ = words
    return cast("ItemType", kind).is_number


class _LastDriver:
    """The driver that has learned last: what is asked next mostly has the past that it came to."""

    def __init__(self) -> None:
        self._kept: tuple[_Past, Storage, _Twin] | None = None

    def keep(self, past: _Past, driver: Storage, twin: _Twin) -> None:
        """Keep it, with its past, in place of another."""
        self._kept = past, driver, twin

    def take(self, past: _Past) -> tuple[Storage, _Twin] | None:
        """Give it away if it has this past; whoever has it may do with it what it likes."""
        kept = self._kept
        if kept is None or kept[0] is not past:
            return None
        self._kept = None
        return kept[1:]


_last_driver: Final = _LastDriver()


def _driver_at(past: _Past) -> tuple[Storage, _Twin]:
    """Let a driver have this past, on a chip of its own."""
    if (known := _last_driver.take(past)) is not None:
        return known
    twin = _Twin(past.contents)
    driver = _mount(twin, past.contents)
    for call, *words in past.calls:
        with suppress(NvsFault):
            cast("Callable[..., object]", call)(driver, *words)
    return driver, twin


def _open_namespace(driver: Storage, name: Key, create: bool) -> int:  # noqa: FBT001 - a word of a call that is kept
    return driver.open_namespace(name, create=create)


def _read(driver: Storage, namespace: int, kind: ItemType, key: Key, size: int) -> bytes:
    """Give a value of `size` bytes."""
    buffer = bytearray(size)
    driver.read_into(namespace, kind, key, buffer, size)
    return bytes(buffer)


class Mounted:
    """A mounted partition. Every method may raise NvsFault and PowerCut, and does what that of `Storage` does."""

    __slots__ = ("_driver", "_flash", "_outside_changes", "_past", "_units")

    def __init__(self, flash: Flash, address: int, size: int, generation: NvsGeneration) -> None:
        """Mount: load and repair the pages, read the namespace directory, clear away broken blobs."""
        self._flash = flash
        self._outside_changes = flash.outside_changes
        self._units = flash.units
        self._past: _Past | None = None
        # The driver itself, on the chip, as soon as it has to do something that cannot be played back.
        self._driver: Storage | None = None
        contents = _contents_of(flash, address, size, generation)
        outcome = None if contents is None else _asked_to_mount(contents).again(lambda: _mounting(contents), behind=2)
        if outcome is None:
            self._driver = Storage(flash, address, size, generation)
        else:
            self._play(outcome)

    def open_namespace(self, name: Key, *, create: bool) -> int:
        """Give the namespace's index."""
        return self._ask(_open_namespace, name, create)

    def write(self, namespace: int, kind: ItemType, key: Key, data: bytes) -> None:
        """Set a number, a string with its terminating 0, or a blob."""
        self._ask(Storage.write, namespace, kind, key, bytes(data))

    def read_into(self, namespace: int, kind: ItemType, key: Key, buffer: bytearray, size: int) -> None:
        """Copy a value to the beginning of `buffer`; after a failure that may hold damaged bytes."""
        # A shorter buffer, for a value that an index makes longer than there is memory, is the driver's own matter.
        outcome = self._known_outcome(_read, namespace, kind, key, size) if size <= len(buffer) else None
        if outcome is None:
            self._live().read_into(namespace, kind, key, buffer, size)
        else:
            data = cast("bytes", self._play(outcome))
            buffer[: len(data)] = data

    def size(self, namespace: int, kind: ItemType, key: Key) -> int:
        """Give the length in bytes of a string or blob."""
        return self._ask(Storage.size, namespace, kind, key)

    def erase(self, namespace: int, key: Key) -> None:
        """Erase the first value found under the key."""
        self._ask(Storage.erase, namespace, key)

    def erase_namespace(self, namespace: int) -> None:
        """Erase every value in the namespace."""
        self._ask(Storage.erase_namespace, namespace)

    def stats(self) -> NvsStats:
        """Count entries of all pages, and namespaces."""
        return self._ask(Storage.stats)

    def used_entries(self, namespace: int) -> int:
        """Give how many entries the namespace's values occupy."""
        return self._ask(Storage.used_entries, namespace)

    def kind(self, namespace: int, key: Key) -> int:
        """Give what the first value found under the key is stored as."""
        return self._ask(Storage.kind, namespace, key)

    def entry(self, namespace: int, kind: int, where: tuple[int, int]) -> NvsEntry:
        """Give the first value at or behind `where`."""
        return self._ask(Storage.entry, namespace, kind, where)

    # Inside

    def _ask(self, call: Callable[..., _T], *words: object) -> _T:
        outcome = self._known_outcome(call, *words)
        return call(self._live(), *words) if outcome is None else cast("_T", self._play(outcome))

    def _known_outcome(self, call: Callable[..., object], *words: object) -> _Outcome | None:
        """Give what comes of a call; None where the driver has to do it."""
        past = self._past
        if past is None or not self._flash.is_as_left(self._units, self._outside_changes):
            return None
        asked = _asked(past, call, *words)
        return asked.outcome or asked.again(lambda: _outcome_in(past, call, words), behind=call is Storage.write)

    def _play(self, outcome: _Outcome) -> object:
        if outcome.work:
            flash = self._flash
            # Who is stopped in here by a power cut is at no past that is known.
            self._units = _STOPPED
            if not flash.do_at_once(outcome.whole):
                for place, data in outcome.work:
                    if data is None:
                        flash.erase_sector(place)
                    else:
                        flash.program(place, data)
            self._units = flash.units
        self._past = outcome.after
        if outcome.fault is not None:
            raise NvsFault(outcome.fault)
        return outcome.given

    def _live(self) -> Storage:
        """Give the driver itself, at work on the chip from this past on."""
        if self._driver is None:
            assert self._past is not None
            self._driver, _ = _driver_at(self._past)
            self._driver.move_to(self._flash, self._outside_changes)
            self._past = None
        return self._driver
