"""What only a close-up tells of a simulated board: its flash at work, what is stored there, its exchanges, its state.

A close-up is the trace of a run in which somebody looks at each moment. Whatever changes on the board is told at the
time of the change, or at the next event where nothing tells of it; what has not changed is not told again. So whoever
reads the trace from its beginning knows the whole state at any event in it.

Which laws hold: a close-up changes nothing in the run it looks at, and its other events are those of the same run
without it (`tests/hil/worlds/test_closeup.py`). No more of a secret is told than on any other way out of a run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from oceanhil.analysis.dumps.dump import Dump, DumpKind, Region, Role, eeprom_address, pico_chip
from oceanhil.analysis.dumps.nvs_report import report_nvs
from oceanhil.analysis.dumps.records.layout import read_fields
from oceanhil.analysis.dumps.records.places import RecordPlace, find_records, is_good
from oceanhil.analysis.dumps.show import view_nvs
from oceanhil.boards import family
from oceanhil.protocol.redact import redact
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.memory import MemoryReading
from oceanhil.scenarios.power_state import is_power_cut
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, Scalar, Source, Trace
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.eeprom.inspect import PartitionView
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, FlashOperation
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import EndedExchange

_NEARBY_BYTES: Final = 96
"""How far before and behind a write pieces of the same secret are looked for."""
_GAP_BYTES: Final = 16
"""Changes that are nearer to each other are told as one."""
_STEPS: Final = {"clock_off_ms": 500, "server_off_ms": 500, "heap_free": 64}
"""By how much these have to differ from what was told to be told again."""


class CloseUp:
    """Tells of the board that the scenario calls `name`."""

    def __init__(  # noqa: PLR0917 - what it looks at, put together in one place
        self,
        name: str,
        board: SimulatedBoard,
        trace: Trace,
        kernel: Kernel,
        server_unix_us: Callable[[], int],
        pieces: SecretPieces,
        memory: Callable[[], MemoryReading | None],
    ) -> None:
        self._name = name
        self._board = board
        self._trace = trace
        self._kernel = kernel
        self._server_unix_us = server_unix_us
        self._pieces = pieces
        self._memory = memory
        self._told: dict[int, bytes] = {}
        self._outside_changes = board.flash.outside_changes
        self._is_stored_told = True
        self._stored = ""
        self._state: dict[str, Scalar] = {}
        board.flash.observer = self._heard
        board.on_exchange = self._tell_exchange
        trace.listen(self._take)

    def _heard(self, kind: FlashOperation, address: int, length: int) -> None:
        """Tell of an operation of the flash, which is over."""
        if kind is FlashOperation.ERASE:
            self._told.pop(address // SECTOR_BYTES, None)
            self._note_flash(kind.value, address, length)
            return
        self._note_flash(kind.value, address, length, self._shown(address, length))
        self._keep(address, length)

    def _keep(self, address: int, length: int) -> None:
        """Keep what stands there now as told."""
        first, last = address // SECTOR_BYTES, (address + length - 1) // SECTOR_BYTES
        for index in range(first, last + 1):
            self._told[index] = self._sector(index)

    def _take(self, event: Event) -> None:
        """Tell what has changed without a word, now that something is told."""
        if event.kind in CLOSEUP_KINDS:
            return
        flash = self._board.flash
        cut = is_power_cut(event, self._name)
        if cut or flash.outside_changes != self._outside_changes:
            self._outside_changes = flash.outside_changes
            if cut:
                self._tell_interrupted()
            self._tell_differences("torn" if cut else "outside")
        if not self._is_stored_told:
            self._tell_stored()
        self._tell_state()

    # Flash

    def _sector(self, index: int) -> bytes:
        return self._board.flash.peek(index * SECTOR_BYTES, SECTOR_BYTES)

    def _shown(self, address: int, length: int) -> str:
        """Give what stands there in hexadecimal, with `..` for each byte that must not be shown."""
        begin = max(0, address - _NEARBY_BYTES)
        end = min(self._board.flash.size_bytes, address + length + _NEARBY_BYTES)
        data = self._board.flash.peek(begin, end - begin)
        digits = [f"{byte:02x}" for byte in data]
        for place in self._pieces.hidden_in(data):
            for at in place:
                digits[at] = ".."
        return "".join(digits[address - begin : address - begin + length])

    def _tell_differences(self, operation: str) -> None:
        """Tell of what is otherwise than it was told."""
        known = self._told.keys() | self._board.flash.snapshot().sectors.keys()
        for index in sorted(known):
            old, new = self._told.get(index, BLANK_SECTOR), self._sector(index)
            for place in _differences(old, new):
                address = index * SECTOR_BYTES + place.start
                self._note_flash(operation, address, len(place), self._shown(address, len(place)))
            self._told[index] = new

    def _tell_interrupted(self) -> None:
        """Tell which operation power was lost in, whether that changed anything or not."""
        lost = self._board.flash.interrupted
        if lost is None:
            return
        more: dict[str, Scalar] = {"of": lost.operation.value, "done": lost.done}
        if lost.operation is FlashOperation.ERASE:
            # What it left, where that is otherwise, is told by its differences: a sector is long.
            self._note_flash("torn", lost.address, lost.length, more=more)
            return
        self._note_flash("torn", lost.address, lost.length, self._shown(lost.address, lost.length), more)
        self._keep(lost.address, lost.length)

    def _note_flash(
        self, operation: str, address: int, length: int, data: str = "", more: Mapping[str, Scalar] | None = None
    ) -> None:
        self._is_stored_told = False
        fields: dict[str, Scalar] = {"operation": operation, "address": address, "length": length, **(more or {})}
        if data:
            fields["data"] = data
        self._note(Source.STORAGE, EventKind.FLASH, fields)

    # What is stored

    def _tell_stored(self) -> None:
        self._is_stored_told = True
        regions = tuple(self._regions())
        stored = Dump(
            kind=DumpKind.SECTORS,
            board=self._board.board,
            data=b"",
            regions=regions,
            flash_bytes=self._board.flash.size_bytes,
            reasons=(),
            chip=pico_chip(self._board.board),
        )
        views = view_nvs(stored)
        records = find_records(stored, views)
        in_force = next((each for each in records if is_good(each)), None)
        verdict = (in_force or records[0]).reading.verdict.value if records else "none"
        lines = [*(line for record in records for line in _fields(record)), *_entries(regions, views)]
        parts = "\n".join("\t".join(line) for line in lines)
        if parts != self._stored:
            self._stored = parts
            self._note(Source.STORAGE, EventKind.STORED, {"verdict": verdict, "parts": parts})

    def _regions(self) -> Iterator[Region]:
        """Give the parts of flash in which firmware keeps something."""
        board, flash = self._board.board, self._board.flash
        if family(board).uses_nvs:
            yield Region(Role.NVS, flash.peek(DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES), DEFAULT_ADDRESS, None, "nvs")
            return
        address = eeprom_address(board, flash.size_bytes)
        for role, begin in ((Role.EEPROM, address), (Role.SPARE, address - SECTOR_BYTES)):
            yield Region(role, flash.peek(begin, SECTOR_BYTES), begin, None)

    # Exchanges

    def _tell_exchange(self, ended: EndedExchange) -> None:
        """Tell that an exchange is over for the device, and how long it took."""
        found = self._pieces.found_in(ended.path)
        path = redact(ended.path) if found is None else f"{ended.path[: found[0]]}…"
        took_us = self._kernel.now_us - ended.began_us
        fields: dict[str, Scalar] = {"method": ended.method, "path": path, "status": ended.status, "took_us": took_us}
        if ended.failure:
            fields["failure"] = ended.failure
        self._note(Source.DEVICE, EventKind.EXCHANGE, fields)

    # State

    def _tell_state(self) -> None:
        now = self._present_state()
        changed = {name: value for name, value in now.items() if self._is_news(name, value)}
        if changed:
            self._state |= changed
            self._note(Source.DEVICE, EventKind.STATE, changed)

    def _is_news(self, name: str, value: Scalar) -> bool:
        if name not in self._state:
            return True
        known = self._state[name]
        step = _STEPS.get(name)
        if step is not None and isinstance(known, int) and isinstance(value, int):
            return abs(value - known) >= step
        return value != known

    def _present_state(self) -> Mapping[str, Scalar]:
        """Give its network (empty: none), its clock beside the server's, and its memory where that is known."""
        board, server_us = self._board, self._server_unix_us()
        has_power = board.has_power
        state: dict[str, Scalar] = {
            "wifi": board.station.network_name if has_power else "",
            "clock_off_ms": (board.unix_us() - server_us) // 1_000 if has_power else None,
            "server_off_ms": (server_us - self._kernel.now_us) // 1_000,
        }
        if (memory := self._memory()) is not None:
            state |= {"heap_free": memory.free, "heap_least_free": memory.least_free, "stack_used": memory.stack_used}
        return state

    def _note(self, source: Source, kind: EventKind, fields: Mapping[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, source, kind, self._name, fields)


def _differences(old: bytes, new: bytes) -> Iterator[range]:
    """Give where two sectors differ, as few stretches as are worth telling."""
    if old == new:
        return
    begin = end = -1
    for at, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        if begin >= 0 and at - end > _GAP_BYTES:
            yield range(begin, end)
            begin = at
        begin, end = (at if begin < 0 else begin), at + 1
    if begin >= 0:
        yield range(begin, end)


def _entries(regions: Sequence[Region], views: Mapping[int, PartitionView]) -> Iterator[tuple[str, ...]]:
    """Give the entries of NVS: address, length, of what it is a part, its name, what it holds, a note."""
    for region in regions:
        if region.role is not Role.NVS:
            continue
        for page in report_nvs(region, views[region.address]).pages:
            for entry in page.entries:
                name = " ".join(part for part in (entry.kind, entry.type or "") if part)
                key = "/".join(part for part in (entry.namespace or "", entry.key or "") if part)
                found = " ".join(part for part in (key, entry.value) if part)
                place = region.address + entry.offset
                yield str(place), str(32 * entry.count), "NVS", name, found, "", entry.note


def _fields(record: RecordPlace) -> Iterator[tuple[str, ...]]:
    """Give the fields of a record likewise, each as often as its bytes are parted; what is wrong has an expectation."""
    for field in read_fields(record.store, record.data):
        for piece in record.pieces:
            begin = max(field.offset, piece.start)
            end = min(field.offset + field.length, piece.start + piece.length)
            if begin < end:
                address = record.region.address + piece.region_offset + begin - piece.start
                expected = "" if field.ok else field.expected
                yield str(address), str(end - begin), record.where, field.name, field.found, expected, ""
