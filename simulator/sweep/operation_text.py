"""Flash operations in words."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.wording import plural
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.eeprom.nvs.format import ENTRIES_OFFSET, ENTRY_BYTES, TABLE_OFFSET, EntryState, PageState
from oceanhil.simulator.flash.chip import SECTOR_BYTES, FlashOperation
from oceanhil.simulator.sweep.nvs_view import Placed, entry_states, header_at, items_of, label, why_erased
from oceanhil.simulator.sweep.trace import TracedOperation

_FIRST_PAGE = DEFAULT_ADDRESS // SECTOR_BYTES
_PAGES = range(_FIRST_PAGE, _FIRST_PAGE + DEFAULT_SIZE_BYTES // SECTOR_BYTES)


def describe(operation: TracedOperation, board: Board, pages: Mapping[int, bytes] | None = None) -> str:
    """Say what an operation does.

    `pages` is given for the repairs of a mount: all sectors just before it; then the reason for an erasure is added.
    """
    if family(board).uses_nvs and operation.sector in _PAGES:
        return f"page {operation.sector - _FIRST_PAGE}: {_describe_nvs(operation, pages)}"
    if operation.kind is FlashOperation.ERASE:
        return f"erase sector {operation.address:#x}"
    return f"program {plural(operation.length, 'byte')} at {operation.address:#x}"


def _describe_nvs(operation: TracedOperation, pages: Mapping[int, bytes] | None) -> str:
    offset = operation.address % SECTOR_BYTES
    if operation.kind is FlashOperation.ERASE:
        return "erase the sector"
    if offset >= ENTRIES_OFFSET:
        return _describe_entries(operation, (offset - ENTRIES_OFFSET) // ENTRY_BYTES)
    if offset >= TABLE_OFFSET:
        return _describe_bitmap(operation, offset, pages)
    if operation.length == ENTRY_BYTES:
        sequence = int.from_bytes(operation.after[4:8], "little")
        return f"header with sequence number {sequence}: the page is ACTIVE"
    word = int.from_bytes(operation.after[:4], "little")
    known = {each.value: each.name for each in PageState}
    return f"state word: the page is {known.get(word, hex(word))}"


def _describe_entries(operation: TracedOperation, entry: int) -> str:
    item = header_at(operation.after, entry) if operation.length == ENTRY_BYTES else None
    count = operation.length // ENTRY_BYTES
    if item is not None:
        return f"entry {entry}: header of {label(item)}"
    return f"{_entries(entry, entry + count - 1)}: payload"


def _describe_bitmap(operation: TracedOperation, offset: int, pages: Mapping[int, bytes] | None) -> str:
    word = (offset - TABLE_OFFSET) // 4
    parts = []
    for first, last, state in _changes(operation.before, operation.after):
        part = f"{_entries(first, last)} {state}"
        placed = next((each for each in items_of(operation.before) if each.entry == first), None)
        if state == EntryState.ERASED.name and placed is not None:
            part += f": {label(placed.item)}{_reason(placed, operation, pages)}"
        parts.append(part)
    return f"bitmap word {word}: {'; '.join(parts) or 'nothing changes'}"


def _reason(placed: Placed, operation: TracedOperation, pages: Mapping[int, bytes] | None) -> str:
    if pages is None:
        return ""
    shown = {index: page for index, page in pages.items() if index in _PAGES}
    why = why_erased(placed, operation.before, {**shown, operation.sector: operation.before})
    return f", {why}" if why else ""


def _changes(before: bytes, after: bytes) -> Iterator[tuple[int, int, str]]:
    old, new = entry_states(before), entry_states(after)
    changed = [entry for entry in range(len(old)) if old[entry] != new[entry]]
    for (_, state), group in groupby(enumerate(changed), key=lambda pair: (pair[1] - pair[0], new[pair[1]])):
        members = [entry for _, entry in group]
        yield members[0], members[-1], EntryState(state).name


def _entries(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"entries {first}-{last}"
