"""Crashes as they appear on a serial console: recognising them, what they say, and endless boot loops."""

from protocol.panics.boot_loop import BOOTS_MIN, BootLoop, BootLoopWatch
from protocol.panics.kinds import PanicKind
from protocol.panics.panic import Panic
from protocol.panics.reader import Finding, PanicReader
from protocol.panics.resets import Reset, ResetCause, recognise_reset

__all__ = [
    "BOOTS_MIN",
    "BootLoop",
    "BootLoopWatch",
    "Finding",
    "Panic",
    "PanicKind",
    "PanicReader",
    "Reset",
    "ResetCause",
    "recognise_reset",
]
