"""Crashes as they appear on a serial console: recognising them, what they say, and endless boot loops."""

from oceanhil.protocol.panics.boot_loop import BOOTS_MIN, BootLoop, BootLoopWatch
from oceanhil.protocol.panics.dialect import CrashDialect
from oceanhil.protocol.panics.kinds import PanicKind
from oceanhil.protocol.panics.panic import Panic
from oceanhil.protocol.panics.reader import Finding, PanicReader
from oceanhil.protocol.panics.resets import Reset, ResetCause, ResetWords

__all__ = [
    "BOOTS_MIN",
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
