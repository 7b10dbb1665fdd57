"""NVS as a sketch calls it: `nvs.h` and `nvs_flash.h`, on the board's own partition and with their error codes."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from itertools import count
from struct import Struct
from typing import Final, NamedTuple

from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.protocol.board_faults import StorageCall
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsHandle, NvsPartition

_HEAD: Final = Struct("<BIB")
_U32: Final = Struct("<I")
_STATS: Final = Struct("<4I")
_WHERE: Final = Struct("<3I")
"""Where an iterator is: the index of a namespace, the address of a page, an entry of it."""
_ENTRY: Final = Struct("<2I16s16sB")
"""What it finds: where the next is looked for, the names of namespace and key, the type."""
_TO_WRITE: Final = b"\0"
"""How a namespace is opened to be written."""
_NOT_READ: Final = NvsError.FAIL, b""
#: NVS_TYPE_BLOB of nvs.h, which is what flash calls a blob's data.
_BLOB: Final = ItemType.BLOB_DATA


class NvsCall(IntEnum):
    """A call, by its number in `machine/storage.cpp`."""

    OPEN = 1
    SET = 3
    SIZE = 4
    GET = 5
    ERASE = 6
    ERASE_ALL = 7
    USED = 8
    PARTITION_ERASE = 9
    PARTITION_INIT = 10
    PARTITION_DEINIT = 11
    STATS = 12
    TYPES = 13
    NAMESPACE = 14
    ENTRY = 15
    KIND = 16


_READS: Final = frozenset({NvsCall.SIZE, NvsCall.GET, NvsCall.TYPES})
_NUMBERS: Final = (
    *(ItemType.I8, ItemType.U8, ItemType.I16, ItemType.U16),
    *(ItemType.I32, ItemType.U32, ItemType.I64, ItemType.U64),
)
_TYPES: Final = (
    *((NvsCall.GET, int(kind), _U32.pack(kind.size_bytes)) for kind in _NUMBERS),
    *((NvsCall.SIZE, int(kind), b"") for kind in (ItemType.STRING, _BLOB)),
)
"""How a key is looked for as each type, in the order of `kNvsTypes` in `machine/storage.h`."""


class Asked(NamedTuple):
    """A call with what it is given, each where the call has a use for it."""

    call: NvsCall
    handle: int
    kind: int
    key: bytes
    data: bytes


class SketchNvs:
    """Answers the calls of a sketch; may raise PowerCut."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board
        self._handles: dict[int, NvsHandle] = {}
        self._numbers = count(1)
        self._calls: dict[NvsCall, Callable[[Asked], bytes]] = {
            NvsCall.OPEN: self._open,
            NvsCall.SET: self._set,
            NvsCall.SIZE: self._size,
            NvsCall.ERASE: self._erase,
            NvsCall.ERASE_ALL: self._erase_all,
            NvsCall.USED: self._used,
            NvsCall.PARTITION_ERASE: self._erase_partition,
            NvsCall.PARTITION_INIT: self._init_partition,
            NvsCall.PARTITION_DEINIT: self._deinit_partition,
            NvsCall.STATS: self._stats,
            NvsCall.NAMESPACE: self._namespace,
            NvsCall.ENTRY: self._entry,
            NvsCall.KIND: self._kind,
        }

    def served(self) -> Mapping[int, Serve]:
        """Give the question of NVS."""
        return {Ask.NVS: self._answer}

    async def _answer(self, data: bytes) -> CallOutcome:
        call, handle, kind = _HEAD.unpack_from(data)
        key, _, rest = data[_HEAD.size :].partition(b"\0")
        asked = Asked(NvsCall(call), handle, kind, key, rest)
        is_read = asked.call in _READS or (asked.call is NvsCall.OPEN and rest != _TO_WRITE)
        return await (self._read(asked) if is_read else self._done(asked))

    async def _read(self, asked: Asked) -> CallOutcome:
        """Read; the last byte says whether the same would be told again. A handle that is given never would."""
        flash, refusals, sizes = self._board.flash, self._board.refusals, b""
        units = flash.units
        status: int = NvsError.OK
        if asked.call is NvsCall.TYPES:
            told, sizes = await self._types(asked)
        else:
            status, told = await self._done(asked)
        is_as_before = flash.units == units and flash.is_sound and not refusals.counts(StorageCall.READ)
        is_kept = is_as_before and (asked.call is not NvsCall.OPEN or status != NvsError.OK)
        return status, told + (sizes if is_kept else b"") + bytes((is_kept,))

    async def _done(self, asked: Asked) -> CallOutcome:
        try:
            outcome = self._outcome(asked)
        except NvsFault as fault:
            outcome = fault.error, b""
        await self._board.flash_settled()
        return outcome

    async def _types(self, asked: Asked) -> tuple[bytes, bytes]:
        """Read a key as each type, one after the other; gives a bit for each that it is found with, and its sizes."""
        found, sizes = 0, b""
        for bit, (call, kind, room) in enumerate(_TYPES):
            status, told = await self._done(Asked(call, asked.handle, kind, asked.key, room))
            if status == NvsError.OK:
                found |= 1 << bit
                sizes += told if call is NvsCall.SIZE else b""
        return _U32.pack(found), sizes

    def _outcome(self, asked: Asked) -> CallOutcome:
        if asked.call is NvsCall.GET:
            got = self._get(asked)
            is_refused = got[0] == NvsError.OK and self._board.refusals.met(StorageCall.READ)
            return _NOT_READ if is_refused else got
        return NvsError.OK, self._calls[asked.call](asked)

    @property
    def _partition(self) -> NvsPartition:
        sketch = self._board.storage.sketch
        if sketch is None or sketch.partition is None:
            raise NvsFault(NvsError.PART_NOT_FOUND)
        return sketch.partition

    def _handle(self, asked: Asked) -> NvsHandle:
        handle = self._handles.get(asked.handle)
        if handle is None:
            raise NvsFault(NvsError.INVALID_HANDLE)
        return handle

    # Namespaces

    def _open(self, asked: Asked) -> bytes:
        handle = self._partition.open(asked.key, read_only=bool(asked.data[0]))
        number = next(self._numbers)
        self._handles[number] = handle
        return _U32.pack(number)

    def close(self, data: bytes) -> None:
        """Let go of a handle, by the bytes of a note."""
        self._handles.pop(_U32.unpack(data)[0], None)

    def _used(self, asked: Asked) -> bytes:
        return _U32.pack(self._handle(asked).used_entry_count())

    def _namespace(self, asked: Asked) -> bytes:
        """Give the index of a handle's namespace, or of one by its name."""
        index = self._handle(asked).namespace if asked.handle else self._partition.namespace(asked.key)
        return _U32.pack(index)

    def _entry(self, asked: Asked) -> bytes:
        namespace, page, entry = _WHERE.unpack(asked.data)
        found = self._partition.entry(namespace, asked.kind, (page, entry))
        return _ENTRY.pack(*found.following, found.namespace, found.key, found.type)

    # Values

    def _kind(self, asked: Asked) -> bytes:
        kind = self._handle(asked).kind(asked.key)
        is_blob = kind in (ItemType.BLOB, ItemType.BLOB_INDEX)
        return _U32.pack(_BLOB if is_blob else kind)

    def _set(self, asked: Asked) -> bytes:
        if refusal := self._board.refusals.met(StorageCall.SAVE):
            if refusal.silent:
                return b""
            raise NvsFault(NvsError.FAIL)
        handle, key, data = self._handle(asked), asked.key, asked.data
        match asked.kind:
            case ItemType.STRING:
                handle.set_string(key, data)
            case kind if kind == _BLOB:
                handle.set_blob(key, data)
            case kind:
                handle.set_number(key, ItemType(kind), int.from_bytes(data, "little"))
        return b""

    def _size(self, asked: Asked) -> bytes:
        handle, key = self._handle(asked), asked.key
        is_text = asked.kind == ItemType.STRING
        return _U32.pack(handle.get_string_size(key) if is_text else handle.get_blob_size(key))

    def _get(self, asked: Asked) -> CallOutcome:
        handle, key = self._handle(asked), asked.key
        (room,) = _U32.unpack(asked.data)
        match asked.kind:
            case ItemType.STRING:
                return _fitted(handle.get_string_size(key), room, lambda: handle.get_text(key))
            case kind if kind == _BLOB:
                return _blob(handle, key, room)
            case kind:
                number = ItemType(kind)
                value = handle.get_number(key, number) & (1 << 8 * number.size_bytes) - 1
                data = value.to_bytes(number.size_bytes, "little")
                return NvsError.OK, _U32.pack(len(data)) + data

    def _erase(self, asked: Asked) -> bytes:
        self._handle(asked).erase_key(asked.key)
        return b""

    def _erase_all(self, asked: Asked) -> bytes:
        self._handle(asked).erase_all()
        return b""

    # The partition. Whoever forgets its mount makes all handles invalid.

    def _erase_partition(self, asked: Asked) -> bytes:
        del asked
        self._handles.clear()
        self._partition.erase()
        return b""

    def _init_partition(self, asked: Asked) -> bytes:
        del asked
        self._partition.init()
        return b""

    def _deinit_partition(self, asked: Asked) -> bytes:
        del asked
        # Raises where nothing is mounted.
        self._partition.stats()
        self._handles.clear()
        self._partition.deinit()
        return b""

    def _stats(self, asked: Asked) -> bytes:
        del asked
        stats = self._partition.stats()
        return _STATS.pack(stats.used_entries, stats.free_entries, stats.total_entries, stats.namespace_count)


def _fitted(size: int, room: int, read: Callable[[], bytes]) -> CallOutcome:
    if size > room:
        return NvsError.INVALID_LENGTH, _U32.pack(size)
    return NvsError.OK, _U32.pack(size) + read()


def _blob(handle: NvsHandle, key: bytes, room: int) -> CallOutcome:
    # Nobody's room is larger than what the driver can store.
    size = handle.get_blob_size(key)
    buffer = bytearray(min(room, size))
    length, error = handle.get_blob_into(key, buffer, min(room, size))
    return error, _U32.pack(length) + (bytes(buffer) if error is not NvsError.INVALID_LENGTH else b"")
