"""Crashes of boards at work: finding them in a log, and naming the places in the program where they happened."""

from hil.panics.decode import Decoded, decode
from hil.panics.elf import ElfError, Program
from hil.panics.frames import Frame

__all__ = ["Decoded", "ElfError", "Frame", "Program", "decode"]
