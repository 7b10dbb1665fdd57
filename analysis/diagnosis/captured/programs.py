"""Which program of a machine wrote a line, where syslog or the journal collects those of many in one file.

A hub writes down what a device says on its serial line, and beside it what its own services have to say: logins that
fail, certificates, time servers. Home Assistant does so with its integrations. One program's line never goes on in
another's, and what befalls another program than those which write the device's lines is others' trouble.

What it must not know: programs by name.
"""

import re
from collections.abc import Collection
from typing import Final

# "Mar  2 04:00:00 hub sshd[811]: ", or the same with a date as ISO 8601 has it. Without the number of its process it
# may be two words of anybody's.
_HEAD: Final = re.compile(
    r"\s*(?:[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?) [\w.-]+"
    r" ([\w./@-]+)\[\d+\]: "
)
_TELLING: Final = "]: "
# "2026-07-02 08:00:31.378 ERROR (MainThread) [custom_components.hue.bridge] ": the parts of an integration are one
# program. Lines of its traceback have no head.
_INTEGRATION: Final = re.compile(
    r"\s*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]?\d* (?:DEBUG|INFO|WARNING|ERROR|CRITICAL|FATAL) \([\w-]+\)"
    r" (\[(?:(?:custom_components|homeassistant\.components)\.)?\w+)[\w.]*\] "
)
_TELLS_INTEGRATION: Final = ") ["
_OF_INTEGRATION: Final = "["
_PLATFORM: Final = re.compile(
    r"(?i)oceanremote|/api/device/|\boc_(?:reg|perm)_|\b(?-i:ESP32|ESP8266|PICOW)_(?-i:[0-9A-F]{12})\b"
)
# What only a device's program has to tell, in an OceanRemote device's log.
_WORK: Final = frozenset(
    {"session-opened", "session-200", "polled-200", "poll-200", "server-state", "server-registered"}
)
_PROGRAMS_MAX: Final = 64


class Programs:
    """What has headed the lines of one board's log: as they come in, and, some lines later, as they are read."""

    def __init__(self) -> None:
        self._incoming = self._current = ""
        self._device_s: set[str] = set()
        self._names_it = False

    def is_changed_by(self, recorded: str) -> bool:
        """Take a line that comes in; tells whether another program wrote it than the line before."""
        before, self._incoming = self._incoming, _program_of(recorded, self._incoming)
        return before != self._incoming

    def take(self, recorded: str) -> None:
        """Take the line that is read."""
        self._names_it = _PLATFORM.search(recorded) is not None
        self._current = _program_of(recorded, self._current)

    def tell(self, names: Collection[str], *, is_device: bool) -> None:
        """Take what the line means, and whether those up to it are a device's: its program writes the first.

        So does each program that names the platform, or a device of it, or does a device's work. One that only names
        it may be the one that starts the device's.
        """
        is_its = self._names_it or not self._device_s or not _WORK.isdisjoint(names)
        if is_device and is_its and len(self._device_s) < _PROGRAMS_MAX:
            self._device_s.add(self._current)

    @property
    def current(self) -> str:
        """The program of the line that is read; empty if nothing tells it."""
        return self._current

    @property
    def is_another(self) -> bool:
        """True if the line that is read is of another program than those that write the device's."""
        return self.are_others(self._current)

    def are_others(self, program: str) -> bool:
        """Tell whether a program is known to write none of the device's lines."""
        is_headed = bool(program and self._device_s) and "" not in self._device_s
        return is_headed and program not in self._device_s


def _program_of(recorded: str, before: str = "") -> str:
    """Give the program; `before` is that of the line before, which goes on in lines without a head."""
    head = _INTEGRATION if _TELLS_INTEGRATION in recorded else _HEAD if _TELLING in recorded else None
    if head is not None and (found := head.match(recorded)) is not None:
        return found[1]
    return before if before.startswith(_OF_INTEGRATION) else ""
