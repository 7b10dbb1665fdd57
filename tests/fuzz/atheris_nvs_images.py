"""`python -m tests.fuzz.atheris_nvs_images -runs=20000`: coverage-guided search for images the driver trips over.

Options are libFuzzer's. Each input is a few forged entries and overwritten bytes on an otherwise sound partition.
An exception that is not the driver's own, or an endless loop (`-timeout=10`), ends the run with the input in a file.
"""

import importlib
import sys

from oceanhil.simulator.eeprom.nvs import NvsGeneration
from tests.fuzz.nvs_damage import Damage, ForgeEntry, Overwrite, damaged
from tests.fuzz.nvs_work import use
from tests.fuzz.test_nvs_images import sound_image

_DAMAGE_BYTES = 40


def damage_of(piece: bytes) -> Damage:
    """Read 40 bytes as one damage: a forged entry, or bytes somewhere."""
    if piece[0] & 1:
        head = (piece[3] & 3, piece[4], piece[5], piece[6])
        return ForgeEntry(piece[1] & 3, piece[2] % 126, head, piece[8:23].rstrip(b"\0"), piece[24:32])
    return Overwrite(int.from_bytes(piece[1:3], "little") % len(sound_image()), piece[4:])


def try_one(data: bytes) -> None:
    """Use a partition damaged as `data` says; its first byte chooses the driver's generation."""
    generations = list(NvsGeneration)
    pieces = (data[at : at + _DAMAGE_BYTES] for at in range(1, len(data) - _DAMAGE_BYTES + 1, _DAMAGE_BYTES))
    if data:
        use(damaged(sound_image(), [damage_of(piece) for piece in pieces]), generations[data[0] % len(generations)])


def main() -> None:
    # Not a requirement of the tests: it is there for few versions of Python only.
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
