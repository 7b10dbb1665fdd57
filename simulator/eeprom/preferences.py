"""The Preferences class of the ESP32 Arduino core (arduino-esp32, libraries/Preferences/src/Preferences.cpp)."""

from simulator.eeprom.nvs import ItemType, NvsFault, NvsHandle, NvsPartition


class Preferences:
    """Typed values in one NVS namespace. A `put` returns the bytes stored, 0 on failure; a `get` never fails."""

    __slots__ = ("_handle", "_partition", "_read_only")

    def __init__(self, partition: NvsPartition) -> None:
        self._partition = partition
        self._handle: NvsHandle | None = None
        self._read_only = False

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
        handle = self._writable()
        if handle is None:
            return False
        try:
            handle.erase_all()
        except NvsFault:
            return False
        return True

    def remove(self, key: str) -> bool:
        """Erase one value; False if there is none."""
        handle = self._writable()
        if handle is None:
            return False
        try:
            handle.erase_key(key)
        except NvsFault:
            return False
        return True

    def put_uchar(self, key: str, value: int) -> int:
        """Store one byte."""
        handle = self._writable()
        if handle is None:
            return 0
        try:
            handle.set_number(key, ItemType.U8, value)
        except NvsFault:
            return 0
        return 1

    def put_string(self, key: str, value: str) -> int:
        """Store a string and return its length in bytes without the terminating 0."""
        handle = self._writable()
        if handle is None:
            return 0
        try:
            handle.set_string(key, value)
        except NvsFault:
            return 0
        return len(value.encode().split(b"\0", 1)[0])

    def put_bytes(self, key: str, value: bytes) -> int:
        """Store a blob; an empty one is refused."""
        handle = self._writable()
        if handle is None or not value:
            return 0
        try:
            handle.set_blob(key, value)
        except NvsFault:
            return 0
        return len(value)

    def get_uchar(self, key: str, default: int = 0) -> int:
        """Return one byte, or `default` if there is none."""
        if self._handle is None:
            return default
        try:
            return self._handle.get_number(key, ItemType.U8)
        except NvsFault:
            return default

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

    def _writable(self) -> NvsHandle | None:
        return None if self._read_only else self._handle
