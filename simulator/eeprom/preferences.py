"""The Preferences class of the ESP32 Arduino core (arduino-esp32, libraries/Preferences/src/Preferences.cpp)."""

from collections.abc import Callable
from ctypes import c_float
from enum import Enum
from struct import Struct
from typing import Final

from oceanhil.simulator.eeprom.nvs import ItemType, NvsFault, NvsHandle, NvsPartition

_FLOAT: Final = Struct("<f")
_DOUBLE: Final = Struct("<d")
_MAX_KEY_BYTES: Final = 15


class PreferenceType(Enum):
    """What a key holds, in the order in which `getType` tries them; the value is the type's place in the C++ enum."""

    I8 = 0
    U8 = 1
    I16 = 2
    U16 = 3
    I32 = 4
    U32 = 5
    I64 = 6
    U64 = 7
    STRING = 8
    BLOB = 9
    INVALID = 10


_NUMBERS: Final = {
    PreferenceType.I8: ItemType.I8,
    PreferenceType.U8: ItemType.U8,
    PreferenceType.I16: ItemType.I16,
    PreferenceType.U16: ItemType.U16,
    PreferenceType.I32: ItemType.I32,
    PreferenceType.U32: ItemType.U32,
    PreferenceType.I64: ItemType.I64,
    PreferenceType.U64: ItemType.U64,
}


class Preferences:
    """Typed values in one NVS namespace. A `put` returns the bytes stored, 0 on failure; a `get` never fails.

    `long` is 32 bits, `long64` is 64; `float`, `double` and `bytes` are blobs, `bool` is an unsigned byte. A `get`
    finds a value only under the type it was put with, and its default otherwise.
    """

    __slots__ = ("_handle", "_partition", "_read_only")

    def __init__(self, partition: NvsPartition) -> None:
        self._partition = partition
        self._handle: NvsHandle | None = None
        self._read_only = False

    # The namespace

    def begin(self, name: str, *, read_only: bool = False) -> bool:
        """Open the namespace; False if one is open already or NVS refuses, as it does to create one read-only."""
        if self._handle is not None:
            return False
        try:
            self._handle = self._partition.open(name, read_only=read_only)
        except NvsFault:
            return False
        self._read_only = read_only
        return True

    def end(self) -> None:
        """Close the namespace."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def clear(self) -> bool:
        """Erase every value of the namespace."""
        return self._written(lambda nvs: nvs.erase_all())

    def remove(self, key: str) -> bool:
        """Erase one value; False if there is none."""
        return self._written(lambda nvs: nvs.erase_key(key))

    def get_type(self, key: str) -> PreferenceType:
        """Return the first type under which the key holds a value, INVALID if there is none."""
        if self._handle is None or len(key.encode()) > _MAX_KEY_BYTES:
            return PreferenceType.INVALID
        return next((each for each in PreferenceType if self._holds(key, each)), PreferenceType.INVALID)

    def is_key(self, key: str) -> bool:
        """Tell whether the key holds a value of any type."""
        return self.get_type(key) is not PreferenceType.INVALID

    def free_entries(self) -> int:
        """Return how many 32-byte entries of the partition hold no value, erased ones among them; 0 unless mounted.

        The page that the driver keeps back for moving items counts as free too.
        """
        try:
            return self._partition.stats().free_entries
        except NvsFault:
            return 0

    # Numbers

    def put_char(self, key: str, value: int) -> int:
        """Store a signed byte."""
        return self._put_number(key, ItemType.I8, value)

    def put_uchar(self, key: str, value: int) -> int:
        """Store a byte."""
        return self._put_number(key, ItemType.U8, value)

    def put_short(self, key: str, value: int) -> int:
        """Store 16 bits, signed."""
        return self._put_number(key, ItemType.I16, value)

    def put_ushort(self, key: str, value: int) -> int:
        """Store 16 bits."""
        return self._put_number(key, ItemType.U16, value)

    def put_int(self, key: str, value: int) -> int:
        """Store 32 bits, signed."""
        return self._put_number(key, ItemType.I32, value)

    def put_uint(self, key: str, value: int) -> int:
        """Store 32 bits."""
        return self._put_number(key, ItemType.U32, value)

    put_long, put_ulong = put_int, put_uint

    def put_long64(self, key: str, value: int) -> int:
        """Store 64 bits, signed."""
        return self._put_number(key, ItemType.I64, value)

    def put_ulong64(self, key: str, value: int) -> int:
        """Store 64 bits."""
        return self._put_number(key, ItemType.U64, value)

    def put_bool(self, key: str, value: bool) -> int:  # noqa: FBT001 - the value, not a switch
        """Store a byte of 1 or 0."""
        return self.put_uchar(key, int(value))

    def put_float(self, key: str, value: float) -> int:
        """Store a blob of 4 bytes, the number rounded to single precision."""
        return self.put_bytes(key, _FLOAT.pack(_single(value)))

    def put_double(self, key: str, value: float) -> int:
        """Store a blob of 8 bytes."""
        return self.put_bytes(key, _DOUBLE.pack(value))

    def get_char(self, key: str, default: int = 0) -> int:
        """Return a signed byte."""
        return self._get_number(key, ItemType.I8, default)

    def get_uchar(self, key: str, default: int = 0) -> int:
        """Return a byte."""
        return self._get_number(key, ItemType.U8, default)

    def get_short(self, key: str, default: int = 0) -> int:
        """Return 16 bits, signed."""
        return self._get_number(key, ItemType.I16, default)

    def get_ushort(self, key: str, default: int = 0) -> int:
        """Return 16 bits."""
        return self._get_number(key, ItemType.U16, default)

    def get_int(self, key: str, default: int = 0) -> int:
        """Return 32 bits, signed."""
        return self._get_number(key, ItemType.I32, default)

    def get_uint(self, key: str, default: int = 0) -> int:
        """Return 32 bits."""
        return self._get_number(key, ItemType.U32, default)

    get_long, get_ulong = get_int, get_uint

    def get_long64(self, key: str, default: int = 0) -> int:
        """Return 64 bits, signed."""
        return self._get_number(key, ItemType.I64, default)

    def get_ulong64(self, key: str, default: int = 0) -> int:
        """Return 64 bits."""
        return self._get_number(key, ItemType.U64, default)

    def get_bool(self, key: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - the value, not a switch
        """Tell whether the byte is 1; any other byte is false."""
        return self.get_uchar(key, int(default)) == 1

    def get_float(self, key: str, default: float = float("nan")) -> float:
        """Return a number of single precision; a blob of fewer than 4 bytes replaces the default's first bytes."""
        return self._get_real(key, _FLOAT, _single(default))

    def get_double(self, key: str, default: float = float("nan")) -> float:
        """Return a number of double precision; a blob of fewer than 8 bytes replaces the default's first bytes."""
        return self._get_real(key, _DOUBLE, default)

    # Strings and bytes

    def put_string(self, key: str, value: str) -> int:
        """Store a string and return its length in bytes without the terminating 0."""
        stored = self._written(lambda nvs: nvs.set_string(key, value))
        return len(value.encode().split(b"\0", 1)[0]) if stored else 0

    def put_bytes(self, key: str, value: bytes) -> int:
        """Store a blob; an empty one is refused."""
        return len(value) if value and self._written(lambda nvs: nvs.set_blob(key, value)) else 0

    def get_string(self, key: str, default: str = "") -> str:
        """Return a string, or `default` if there is none."""
        if self._handle is None:
            return default
        try:
            return self._handle.get_string(key)
        except NvsFault:
            return default

    def get_bytes_length(self, key: str) -> int:
        """Return a blob's length in bytes, 0 if there is none."""
        if self._handle is None:
            return 0
        try:
            return self._handle.get_blob_size(key)
        except NvsFault:
            return 0

    def get_bytes(self, key: str, max_length: int) -> bytes:
        """Return a blob, or nothing if there is none, it cannot be read, or it is longer than `max_length` bytes."""
        if self._handle is None or not 0 < self.get_bytes_length(key) <= max_length:
            return b""
        try:
            return self._handle.get_blob(key)
        except NvsFault:
            return b""

    # Inside

    def _written(self, call: Callable[[NvsHandle], None]) -> bool:
        if self._handle is None or self._read_only:
            return False
        try:
            call(self._handle)
        except NvsFault:
            return False
        return True

    def _put_number(self, key: str, kind: ItemType, value: int) -> int:
        return kind.size_bytes if self._written(lambda nvs: nvs.set_number(key, kind, value)) else 0

    def _get_number(self, key: str, kind: ItemType, default: int) -> int:
        if self._handle is None:
            return default
        try:
            return self._handle.get_number(key, kind)
        except NvsFault:
            return default

    def _get_real(self, key: str, layout: Struct, default: float) -> float:
        buffer = bytearray(layout.pack(default))
        # Bytes that fail their checksum stay in the buffer: the class does not look at what the read returned.
        if self._handle is not None and self.get_bytes_length(key) <= layout.size:
            self._handle.get_blob_into(key, buffer, layout.size)
        value: float = layout.unpack(buffer)[0]
        return value

    def _holds(self, key: str, kind: PreferenceType) -> bool:
        if self._handle is None or kind is PreferenceType.INVALID:
            return False
        try:
            match kind:
                case PreferenceType.STRING:
                    self._handle.get_string_size(key)
                case PreferenceType.BLOB:
                    self._handle.get_blob_size(key)
                case _:
                    self._handle.get_number(key, _NUMBERS[kind])
        except NvsFault:
            return False
        return True


def _single(value: float) -> float:
    """Round as C does on its way to single precision: what is too large for it is infinite there."""
    return c_float(value).value
