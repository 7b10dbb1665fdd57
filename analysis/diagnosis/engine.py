"""The diagnosis itself: every cause is looked for, what is found is ranked, and an unknown log gets a hint."""

from collections.abc import Iterable

from oceanhil.analysis.diagnosis.knowledge import any_matches, causes, hints
from oceanhil.analysis.diagnosis.model import Course, Diagnosis, Finding, LineKind, Recognition, Verdict
from oceanhil.analysis.diagnosis.recognition import recognise_lines, recognise_log
from oceanhil.analysis.diagnosis.rules import ONLINE, find, last_online, rank

_SILENT = frozenset({LineKind.ROM, LineKind.CRASH, LineKind.UPLOAD})


def diagnose(text: str) -> Diagnosis:
    """Diagnose a whole serial log."""
    return _diagnose(recognise_log(text))


def diagnose_lines(lines: Iterable[str]) -> Diagnosis:
    """Diagnose a serial log given line by line, for logs that are too large for memory."""
    return _diagnose(recognise_lines(lines))


def _diagnose(log: Recognition) -> Diagnosis:
    found = (finding for cause in causes() if (finding := find(cause, log)) is not None)
    findings = tuple(sorted(found, key=rank))
    online = last_online(log)
    verdict = _verdict(findings, log)
    explained = any(finding.course is Course.OPEN for finding in findings) or _ends_online(log)
    return Diagnosis(verdict, findings, online, hints_for(log, is_explained=explained), log)


def _verdict(findings: tuple[Finding, ...], log: Recognition) -> Verdict:
    if any(finding.course is Course.OPEN for finding in findings):
        return Verdict.PROBLEM
    if _ends_online(log):
        return Verdict.RECOVERED if findings else Verdict.HEALTHY
    return Verdict.PROBLEM if findings else Verdict.UNKNOWN


def _ends_online(log: Recognition) -> bool:
    """Tell whether the latest boot in which the firmware said anything came ONLINE."""
    telling = (boot for boot in reversed(log.boots) if any(signal.kind not in _SILENT for signal in boot.signals))
    latest = next(telling, None)
    return latest is not None and any_matches(latest.names(), ONLINE)


_MOSTLY_NOISE = 25
_DAMAGED_LINES_MIN = 5
_EMPTY = "the log is empty: open the serial monitor at 115200 baud, then press RESET on the device"
_WRONG_BAUD = (
    "most of it is not text: the monitor runs at another speed than the device; set it to 115200 baud and press RESET"
)
_ROM_ONLY_8266 = (
    "only the ESP8266's boot ROM can be read: it speaks at 74880 baud, the firmware at 115200; set the monitor to"
    " 115200 baud and press RESET"
)
_OTHER_DEVICE = (
    "no line of an OceanRemote device is in this log: what was found is true of any board, and what the device said to"
    " the server is not in it"
)
_BAD_LINE = (
    "bytes were damaged on the way in every third line or more: use a short USB cable away from motors and relays, join"
    " the grounds, and press RESET; what the device does is seen in the dashboard meanwhile"
)


def hints_for(log: Recognition, *, is_explained: bool = False) -> tuple[str, ...]:
    """Give one hint or more for a log that its findings do not explain, or that is no OceanRemote device's."""
    if is_explained:
        return () if log.is_oceanremote else (_OTHER_DEVICE,)
    return _why_unknown(log)


def is_no_log(log: Recognition) -> bool:
    """Tell whether nothing in it was recognised and most of it is no text: random bytes, or another speed."""
    return not log.kinds and log.noise >= _MOSTLY_NOISE


def _why_unknown(log: Recognition) -> tuple[str, ...]:
    if log.lines == 0 or (log.other == 0 and not log.kinds and log.noise == 0):
        return (_EMPTY,)
    if log.noise >= _MOSTLY_NOISE:
        only_rom = set(log.kinds) == {LineKind.ROM}
        return (_ROM_ONLY_8266 if only_rom else _WRONG_BAUD,)
    if log.damaged >= _DAMAGED_LINES_MIN and 3 * log.damaged >= log.lines:
        return (_BAD_LINE,)
    names = log.boots[-1].names() or log.names()
    fitting = (
        hint.text
        for hint in hints()
        if all(any_matches(names, wanted) for wanted in hint.seen)
        and not any(any_matches(names, unwanted) for unwanted in hint.lacks)
    )
    return tuple(fitting)[:1]
