"""The calls of nvs.h and nvs_flash.h, as objects. Where C returns an error code, these raise NvsFault with it."""

from functools import lru_cache

from oceanhil.simulator.eeprom.nvs.error_code import NvsError, NvsFault
from oceanhil.simulator.eeprom.nvs.format import ItemType, NvsGeneration
from oceanhil.simulator.eeprom.nvs.item import Key, key_of
from oceanhil.simulator.eeprom.nvs.mounted import Mounted
from oceanhil.simulator.eeprom.nvs.storage import NvsEntry, NvsStats
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

#: The "nvs" partition of the Arduino core's default partition table (arduino-esp32, tools/partitions/default.csv).
DEFAULT_ADDRESS = 0x9000
DEFAULT_SIZE_BYTES = 0x5000
_CHUNKS_MAX_BYTES = 127 * 0xFFFF


def _c_string(text: str | bytes) -> bytes:
    encoded = text.encode() if isinstance(text, str) else text
    return encoded if b"\0" not in encoded else encoded.split(b"\0", 1)[0]


@lru_cache(256)
def _key(text: str | bytes) -> Key:
    return key_of(_c_string(text))


class NvsHandle:
    """An open namespace: nvs_handle_t."""

    __slots__ = ("_namespace", "_read_only", "_storage")

    def __init__(self, storage: Mounted, namespace: int, *, read_only: bool) -> None:
        self._storage: Mounted | None = storage
        self._namespace = namespace
        self._read_only = read_only

    def close(self) -> None:
        """Release the handle: any further call raises INVALID_HANDLE."""
        self._storage = None

    def set_number(self, key: str | bytes, kind: ItemType, value: int) -> None:
        """Set an integer of one of the eight number types; only as many low bits of `value` count as it has."""
        size = kind.size_bytes
        data = (value & (1 << 8 * size) - 1).to_bytes(size, "little")
        self._writable().write(self._namespace, kind, _key(key), data)

    def set_string(self, key: str | bytes, value: str | bytes) -> None:
        """Set a string of up to 3,999 bytes."""
        self._writable().write(self._namespace, ItemType.STRING, _key(key), _c_string(value) + b"\0")

    def set_blob(self, key: str | bytes, value: bytes) -> None:
        """Set a blob; the old value stays readable until the new one is complete."""
        self._writable().write(self._namespace, ItemType.BLOB, _key(key), value)

    def get_number(self, key: str | bytes, kind: ItemType) -> int:
        """Return an integer; raises NOT_FOUND also if the key holds another type."""
        data = self._get(key, kind, kind.size_bytes)
        return int.from_bytes(data, "little", signed=kind >= ItemType.I8)

    def get_string(self, key: str | bytes) -> str:
        """Return a string; bytes that are no UTF-8 are replaced."""
        return self.get_text(key).split(b"\0", 1)[0].decode(errors="replace")

    def get_text(self, key: str | bytes) -> bytes:
        """Return a string's bytes as they are stored, with the terminating 0."""
        return bytes(self._get(key, ItemType.STRING, self.get_string_size(key)))

    def get_string_size(self, key: str | bytes) -> int:
        """Return a string's length in bytes with its terminating 0."""
        return self._readable().size(self._namespace, ItemType.STRING, _key(key))

    def get_blob(self, key: str | bytes) -> bytes:
        """Return a blob; raises NOT_FOUND, or FAIL if a chunk of it is missing."""
        return bytes(self._get(key, ItemType.BLOB, self.get_blob_size(key)))

    def get_blob_into(self, key: str | bytes, buffer: bytearray, length: int) -> tuple[int, NvsError]:
        """Copy a blob of up to `length` bytes to `buffer` as C does; return the new length and the error code.

        The length becomes the blob's if there is one, whether or not it can be read. Damaged bytes are copied too.
        """
        try:
            size = self.get_blob_size(key)
        except NvsFault as fault:
            return length, fault.error
        if size > length:
            return size, NvsError.INVALID_LENGTH
        try:
            self._readable().read_into(self._namespace, ItemType.BLOB, _key(key), buffer, size)
        except NvsFault as fault:
            return size, fault.error
        return size, NvsError.OK

    def get_blob_size(self, key: str | bytes) -> int:
        """Return a blob's length in bytes, from its index alone."""
        return self._readable().size(self._namespace, ItemType.BLOB, _key(key))

    def erase_key(self, key: str | bytes) -> None:
        """Erase a value of any type; raises NOT_FOUND."""
        self._writable().erase(self._namespace, _key(key))

    def erase_all(self) -> None:
        """Erase every value in the namespace."""
        self._writable().erase_namespace(self._namespace)

    def kind(self, key: str | bytes) -> int:
        """Return what a key's value is stored as, an `ItemType`: nvs_find_key. Raises NOT_FOUND."""
        return self._readable().kind(self._namespace, _key(key))

    @property
    def namespace(self) -> int:
        """Return the namespace's index."""
        return self._namespace

    def used_entry_count(self) -> int:
        """Return how many 32-byte entries the namespace's values occupy."""
        return self._readable().used_entries(self._namespace)

    def _get(self, key: str | bytes, kind: ItemType, size: int) -> bytearray:
        # An index may claim 4 GB. What its chunks cannot fill is not worth memory: the read fails anyhow.
        data = bytearray(min(size, _CHUNKS_MAX_BYTES))
        self._readable().read_into(self._namespace, kind, _key(key), data, size)
        return data

    def _readable(self) -> Mounted:
        if self._storage is None:
            raise NvsFault(NvsError.INVALID_HANDLE)
        return self._storage

    def _writable(self) -> Mounted:
        storage = self._readable()
        if self._read_only:
            raise NvsFault(NvsError.READ_ONLY)
        return storage


class NvsPartition:
    """An NVS partition of `size` bytes at `address` of a flash chip."""

    __slots__ = ("_flash", "_storage", "address", "generation", "size")

    def __init__(
        self,
        flash: Flash,
        generation: NvsGeneration = NvsGeneration.IDF_5_5_1,
        *,
        address: int = DEFAULT_ADDRESS,
        size: int = DEFAULT_SIZE_BYTES,
    ) -> None:
        self._flash = flash
        self._storage: Mounted | None = None
        self.generation = generation
        self.address = address
        self.size = size

    def init(self) -> None:
        """Mount the partition: nvs_flash_init. A second call does nothing; after a failure nothing is mounted."""
        if self._storage is None:
            self._storage = Mounted(self._flash, self.address, self.size, self.generation)

    def deinit(self) -> None:
        """Forget the mount, not the contents: nvs_flash_deinit."""
        self._storage = None

    def erase(self) -> None:
        """Unmount and erase the whole partition, sector by sector: nvs_flash_erase."""
        self.deinit()
        for sector in range(self.address // SECTOR_BYTES, (self.address + self.size) // SECTOR_BYTES):
            self._flash.erase_sector(sector)

    def stats(self) -> NvsStats:
        """Count the partition's entries and namespaces: nvs_get_stats. Raises NOT_INITIALIZED."""
        return self._mounted().stats()

    def open(self, namespace: str | bytes, *, read_only: bool = False) -> NvsHandle:
        """Open a namespace, creating it unless read-only: nvs_open. Raises NOT_INITIALIZED or NOT_FOUND."""
        storage = self._mounted()
        index = storage.open_namespace(_key(namespace), create=not read_only)
        return NvsHandle(storage, index, read_only=read_only)

    def namespace(self, name: str | bytes) -> int:
        """Return the index of a namespace that is there. Raises NOT_INITIALIZED or NOT_FOUND."""
        return self._mounted().open_namespace(_key(name), create=False)

    def entry(self, namespace: int, kind: int, where: tuple[int, int] = (0, 0)) -> NvsEntry:
        """Return the first value at or behind `where`, of a namespace or of NS_ANY, of a type or of ANY.

        This is nvs_entry_find, and nvs_entry_next from the last entry's `following` on. Raises NOT_INITIALIZED or
        NOT_FOUND.
        """
        return self._mounted().entry(namespace, kind, where)

    def _mounted(self) -> Mounted:
        if self._storage is None:
            raise NvsFault(NvsError.NOT_INITIALIZED)
        return self._storage
