"""The device under a sweep: how its storage came to be, what is interrupted, what the next boot reads."""

from collections.abc import Callable
from typing import Final, Protocol

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict, StorePolicy, TokenRecord
from oceanhil.simulator.board.storage import BoardStorage, open_storage
from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.program.token_store import TokenStore, open_store
from oceanhil.simulator.sweep.outcome import CutOutcome, judge_bytes, judge_reading
from oceanhil.simulator.sweep.plan import Operation, SweepPlan, SweptStore

_MAX_TURNS: Final = 2000
_RESIZES = frozenset({Operation.GROW, Operation.SHRINK})
#: Different in every character but the prefix, as two tokens of the server are; 32 characters fit both layouts.
OLDER, OLD, NEW = (
    TokenRecord(f"oc_perm_{body}", flags)
    for body, flags in (
        ("m3vT8yKdQ0sZxLw9RbHn5UcJ", RecordFlag.REGISTRATION_USED),
        ("Wq7RfA2tYp_Nh4Xc6Ej1Gk-D", RecordFlag.REGISTRATION_USED),
        ("b5Zk9-uVoS1iCPgM3w8LaTyB", RecordFlag.REGISTRATION_USED | RecordFlag.RELAY1),
    )
)


class SweptDevice(Protocol):
    """One device. Every method that takes a flash is one boot of it and may raise PowerCut or NvsPanic."""

    def prepare(self, flash: Flash) -> None:
        """Bring blank flash to where the operation begins."""

    def act(self, flash: Flash) -> None:
        """Boot and do what is interrupted."""

    def boot(self, flash: Flash) -> BoardStorage:
        """Mount storage, as the board's core does before the sketch runs."""

    def read(self, flash: Flash) -> tuple[CutOutcome, str]:
        """Boot and read: how it ended, and what was read in words."""


def device_for(plan: SweepPlan) -> SweptDevice:
    """Return the device that a plan is about."""
    return RawDevice(plan) if plan.kept is SweptStore.RAW else RecordDevice(plan)


def blank_flash(plan: SweepPlan) -> Flash:
    """Return a chip as the board carries it."""
    return Flash(family(plan.board).flash_bytes)


def _pattern(length: int, start: int) -> bytes:
    return bytes((7 * position + start) & 0xFF for position in range(length))


class _MountingDevice:
    """One that opens the storage of its board at each boot."""

    def __init__(self, plan: SweepPlan) -> None:
        self._plan = plan

    def boot(self, flash: Flash) -> BoardStorage:
        """Mount storage."""
        return open_storage(self._plan.board, self._plan.driver, flash)


class RawDevice(_MountingDevice):
    """A sketch that keeps bare bytes in EEPROM, without a checksum of its own."""

    def __init__(self, plan: SweepPlan) -> None:
        super().__init__(plan)
        self._old = _pattern(plan.over, 1)[: plan.size].ljust(plan.size, b"\xff")
        self._new = self._old if plan.operation in _RESIZES else _pattern(plan.size, 128)

    def prepare(self, flash: Flash) -> None:
        """Commit the old bytes, and for GC go on until the next commit collects a page."""
        if self._plan.over:
            self._commit(flash, self._plan.over, _pattern(self._plan.over, 1))
        if self._plan.operation is Operation.GC:
            until_next_collects(
                flash,
                lambda: self._commit(flash, self._plan.size, self._new),
                lambda turn: self._commit(flash, self._plan.size, _pattern(self._plan.size, turn)),
                self._plan.driver,
            )
            # What is stored when the search ends is what must not be lost.
            flash.power_on()
            self._old = self._begun(flash, self._plan.size)[1] or b""

    def act(self, flash: Flash) -> None:
        """Begin, and unless that is the operation, change all bytes and commit."""
        if self._plan.operation in _RESIZES:
            self._begun(flash, self._plan.size)
        else:
            self._commit(flash, self._plan.size, self._new)

    def read(self, flash: Flash) -> tuple[CutOutcome, str]:
        """Begin and read all bytes."""
        value = self._begun(flash, self._plan.size)[1]
        outcome = judge_bytes(value, self._old, self._new)
        return outcome, "EEPROM.begin() is false" if value is None else f"EEPROM reads {_short(value)}"

    def _begun(self, flash: Flash, size: int) -> tuple[BoardStorage, bytes | None]:
        storage = self.boot(flash)
        began = storage.eeprom.begin(size)
        return storage, storage.eeprom.read_bytes(0, size) if began else None

    def _commit(self, flash: Flash, size: int, value: bytes) -> None:
        storage, _ = self._begun(flash, size)
        storage.eeprom.write_bytes(0, value)
        storage.eeprom.commit()


class RecordDevice(_MountingDevice):
    """Firmware that keeps its token record by one of the two policies."""

    def __init__(self, plan: SweepPlan) -> None:
        super().__init__(plan)
        self._policy = StorePolicy(plan.kept.value)
        first = plan.operation is Operation.TOKEN_SAVE_FIRST
        self._old = RecordReading(RecordVerdict.EMPTY) if first else RecordReading(RecordVerdict.VALID, OLD)
        self._new = self._old if plan.operation in _RESIZES else RecordReading(RecordVerdict.VALID, NEW)

    def prepare(self, flash: Flash) -> None:
        """Save older records and the old one, and for GC go on until the next save collects a page."""
        if self._plan.operation is Operation.TOKEN_SAVE_FIRST:
            return
        for record in (OLDER, OLD):
            self._save(flash, record)
        if self._beside:
            self.boot(flash).eeprom.begin(self._plan.over)
        if self._plan.operation is Operation.GC:
            until_next_collects(
                flash,
                lambda: self._save(flash, NEW),
                lambda turn: self._save(flash, OLD if turn % 2 else OLDER),
                self._plan.driver,
            )
            flash.power_on()
            self._old = self._load(flash)

    def act(self, flash: Flash) -> None:
        """Save the new record; for GROW and SHRINK begin with the new size, which the record must survive."""
        if self._beside:
            self.boot(flash).eeprom.begin(self._plan.size)
        elif self._plan.operation in _RESIZES:
            self._load(flash)
        else:
            self._save(flash, NEW)

    def read(self, flash: Flash) -> tuple[CutOutcome, str]:
        """Load the record."""
        reading = self._load(flash)
        token = "" if reading.record is None else f", token {reading.record.token[:12]}…"
        return judge_reading(reading, self._old, self._new), f"the record is {reading.verdict.value}{token}"

    @property
    def _beside(self) -> bool:
        """Whether what is resized is EEPROM of the sketch's own, beside the slots."""
        return self._plan.operation in _RESIZES and self._policy is StorePolicy.REFERENCE

    def _booted(self, flash: Flash, size: int) -> tuple[TokenStore, RecordReading]:
        """Do what firmware does with its record at every boot."""
        store = open_store(self._policy, self.boot(flash), size)
        loaded = store.load()
        store.make_firm()
        return store, loaded.reading

    def _load(self, flash: Flash) -> RecordReading:
        return self._booted(flash, self._plan.size)[1]

    def _save(self, flash: Flash, record: TokenRecord) -> None:
        resizes = self._plan.operation in _RESIZES
        store, _ = self._booted(flash, self._plan.over if resizes else self._plan.size)
        store.save(record)


class _Turn(Protocol):
    def __call__(self, turn: int, /) -> None:
        """Do it for the turn of that number."""


def until_next_collects(flash: Flash, trial: Callable[[], None], turn: _Turn, driver: Driver) -> None:
    """Take turns until `trial` makes NVS collect a page, and leave flash as it was before that.

    Between the turns small values of other keys are written, so that the page that is collected has some to move.
    """
    for number in range(1, _MAX_TURNS):
        before, erased = flash.snapshot(), sum(flash.erases.values())
        trial()
        collects = sum(flash.erases.values()) > erased
        flash.restore(before)
        flash.power_on()
        if collects:
            return
        turn(number)
        _put_beside(flash, driver, number)
    raise AssertionError("a partition of five pages takes fewer saves before it collects one")


def _put_beside(flash: Flash, driver: Driver, number: int) -> None:
    partition = NvsPartition(flash, NvsGeneration(driver.value))
    partition.init()
    preferences = Preferences(partition)
    preferences.begin("sketch")
    preferences.put_uchar(f"key{number}", number)


def _short(value: bytes) -> str:
    return f"{value[:8].hex(' ')} … {value[-4:].hex(' ')}" if len(value) > 12 else value.hex(" ")
