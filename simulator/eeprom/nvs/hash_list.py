"""The driver's index of a page: 24-bit hashes of its items (ESP-IDF nvs_item_hash_list.cpp)."""


class HashList:
    """Which entries carry an item of a given hash. Items are always added in ascending order of entry."""

    __slots__ = ("_entries", "_hashes")

    def __init__(self) -> None:
        self._entries: dict[int, list[int]] = {}
        self._hashes: dict[int, int] = {}

    def __contains__(self, item_hash: int) -> bool:
        return item_hash in self._entries

    def insert(self, item_hash: int, entry: int) -> None:
        """Note that the item at `entry` has this hash."""
        entries = self._entries.get(item_hash)
        if entries is None:
            self._entries[item_hash] = [entry]
        else:
            entries.append(entry)
        self._hashes[entry] = item_hash

    def copy(self) -> "HashList":
        """Return a list of the same items."""
        twin = HashList()
        twin._entries = {item_hash: entries.copy() for item_hash, entries in self._entries.items()}
        twin._hashes = self._hashes.copy()
        return twin

    def erase(self, entry: int) -> None:
        """Forget the item at `entry`, if there is one."""
        item_hash = self._hashes.pop(entry, None)
        if item_hash is not None:
            entries = self._entries[item_hash]
            entries.remove(entry)
            if not entries:
                del self._entries[item_hash]

    def find(self, start: int, item_hash: int) -> int:
        """Return the first entry from `start` on with this hash, or -1."""
        for entry in self._entries.get(item_hash, ()):
            if entry >= start:
                return entry
        return -1
