"""Crashes of boards at work: finding them in a log, and naming the places in the program where they happened."""

from oceanhil.analysis.panics.decode import Decoded, decode
from oceanhil.analysis.panics.elf import ElfError, Frame, Program

__all__ = ["Decoded", "ElfError", "Frame", "Program", "decode"]
