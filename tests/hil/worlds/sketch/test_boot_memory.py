"""What a sketch's process tells of its memory, read from its bytes."""

from pathlib import Path
from struct import pack

from oceanhil.hil.worlds.sketch.memory import BootMemory
from oceanhil.scenarios.memory import Held, MemoryReading

HEAD = pack("<QIIIIII", 1_500_000, 40_000, 30_000, 20_000, 10_000, 900, 1) + pack("<Q", 0x1000)


def holder(number: int, blocks: int, size: int, *calls: int) -> bytes:
    return pack(f"<IIII{len(calls)}Q", number, blocks, size, len(calls), *calls)


def test_a_note_tells_sizes_and_who_holds_what() -> None:
    memory = BootMemory(Path("no-such-program"))
    memory.take(HEAD + holder(7, 2, 48, 0x2000, 0x3000) + holder(9, 1, 500, 0x4000))
    assert memory.reading == MemoryReading(40_000, 30_000, 20_000, 10_000, 900, 1_500_000)
    assert memory.held() == {7: Held(2, 48), 9: Held(1, 500)}


def test_a_later_note_tells_what_has_changed() -> None:
    memory = BootMemory(Path("no-such-program"))
    memory.take(HEAD + holder(7, 2, 48, 0x2000) + holder(9, 1, 500, 0x4000))
    memory.take(HEAD + holder(7, 3, 72))
    assert memory.held() == {7: Held(3, 72), 9: Held(1, 500)}


def test_a_place_that_cannot_be_found_is_empty() -> None:
    memory = BootMemory(Path("no-such-program"))
    memory.take(HEAD + holder(7, 1, 24, 0x2000))
    assert (memory.place_of_holder(7), memory.place_of_holder(8), memory.place_of_hold()) == ("", "", "")
