"""What a crash's registers and assertions tell of its reason: a pointer or a handle that is null.

What it must not know: what crashed, and where.
"""

import re
from collections.abc import Iterator
from typing import Final

NULL_POINTER: Final = "null-pointer"
"""An access to address 0, or to a field of what is there."""
NULL_HANDLE: Final = "null-handle"
"""A queue, semaphore, timer or task was used that does not exist."""

# Accesses are refused at an address; in what other exceptions show as one there is often a zero.
_ACCESS: Final = re.compile(
    r"(?i)panic'ed \((?:LoadProhibited|StoreProhibited|InstrFetchProhibited|(?:load|store|instruction) access fault)"
    r"|^Exception \((?:20|28|29)\)|\*\* CPU \d EXCCAUSE (?:20|28|29)\b"
)
# Zephyr writes one without its leading zeros, and none for 0.
_ADDRESS: Final = re.compile(
    r"(?i)\b(?:excvaddr|mtval)\W{1,4}0x([0-9a-f]{8})\b|\bVADDR (?:0x([0-9a-f]{1,8})\b|(\(nil\)))"
)
# A field of a structure that is not there lies a little behind it.
_NEAR: Final = 0x100
_NIL: Final = re.compile(r"\bpanic: runtime error: .*\bnil pointer dereference\b")
_IN_KERNEL: Final = r"(?:queue|tasks|timers|event_groups|stream_buffer|semphr)\.c:\d+"
_HANDLE: Final = re.compile(
    rf"\bassert failed: \w+ {_IN_KERNEL} \([( ]*!? ?[( ]*(?:(?:px|x)(?:Queue|Semaphore|Mutex|EventGroup|Timer"
    rf"|StreamBuffer|MessageBuffer|QueueSetOrSemaphore|EventBits)|xTaskToNotify|xTask)\b(?: ?!= ?(?:NULL|0))?[) ]*$"
    rf"|\b{_IN_KERNEL} \(x?(?:Queue|Semaphore|Timer|EventGroup)\w*\) ?- ?assert failed"
)
_REGISTER_LINES: Final = 40


def _may_tell(line: str) -> bool:
    """Tell whether a line has any of what few lines have: each line is asked."""
    return (
        "panic" in line
        or "VADDR" in line
        or "EXCCAUSE" in line
        or "assert" in line
        or "excvaddr=" in line
        or "MTVAL" in line
        or line.startswith("Exception")
    )


class Crashes:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._since_access = _REGISTER_LINES

    def learn(self, line: str) -> Iterator[str]:
        """Take a line; gives the names of what it shows."""
        self._since_access += 1
        if not _may_tell(line):
            return
        if _ACCESS.search(line) is not None:
            self._since_access = 0
        elif _HANDLE.search(line) is not None:
            yield NULL_HANDLE
        if _NIL.search(line) is not None:
            yield NULL_POINTER
        if (found := _ADDRESS.search(line)) is not None and self._since_access < _REGISTER_LINES:
            self._since_access = _REGISTER_LINES
            if int(found[1] or found[2] or "0", 16) < _NEAR:
                yield NULL_POINTER
