"""Crashes as they appear on a serial console: recognising them, what they say, and endless boot loops."""

from oceanhil.protocol.panics.kinds import OF_THE_BENCH, CrashDialect, PanicKind
from oceanhil.protocol.panics.panic import Assertion, Panic
from oceanhil.protocol.panics.reader import Finding, PanicReader
from oceanhil.protocol.panics.resets import BOOTS_MIN, BootLoop, BootLoopWatch, Reset, ResetCause, ResetWords

__all__ = [
    "BOOTS_MIN",
    "OF_THE_BENCH",
    "Assertion",
    "BootLoop",
    "BootLoopWatch",
    "CrashDialect",
    "Finding",
    "Panic",
    "PanicKind",
    "PanicReader",
    "Reset",
    "ResetCause",
    "ResetWords",
]
