"""What a red case is about: the areas that a bug list and a verdict have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from oceanhil.app.report.causes import cause_of, causes_of
from oceanhil.scenarios.devices.steps.device_state import ExpectHalt, ExpectStorage
from oceanhil.scenarios.devices.steps.outputs import ExpectRelay, ExpectReport
from oceanhil.scenarios.invariant_ids import Area, InvariantId
from tools.judge.trial import Finding

_OF_WORDS: Final[Sequence[tuple[str, frozenset[Area]]]] = (
    (ExpectRelay.name, frozenset({Area.RELAY})),
    (ExpectReport.name, frozenset({Area.REPORT, Area.RELAY})),
    (ExpectStorage.name, frozenset({Area.STORAGE})),
    ("flash_work", frozenset({Area.FLASH_WORK})),
    (ExpectHalt.name, frozenset({Area.SILENCE})),
    ("[WiFi]", frozenset({Area.WIFI, Area.CONSOLE})),
    ("[REG]", frozenset({Area.REGISTRATION, Area.CONSOLE})),
    ("[SESSION]", frozenset({Area.SESSION, Area.CONSOLE})),
    ("[POLL]", frozenset({Area.POLL, Area.CONSOLE})),
    ("[TIME]", frozenset({Area.CLOCK, Area.CONSOLE})),
    ("[EEPROM]", frozenset({Area.STORAGE, Area.CONSOLE})),
    ("[SYSTEM] Device ID", frozenset({Area.IDENTITY, Area.CONSOLE})),
    ("[SYSTEM] Next attempt", frozenset({Area.RETRY, Area.CONSOLE})),
    ("[INFO]", frozenset({Area.POLL, Area.SESSION, Area.CONSOLE})),
    ("path: register", frozenset({Area.REGISTRATION, Area.RETRY})),
    ("path: session", frozenset({Area.SESSION, Area.RETRY})),
    ("path: state", frozenset({Area.POLL, Area.REPORT})),
)
_OF_PATHS: Final[Sequence[tuple[str, frozenset[Area]]]] = (
    ("/api/device/register/", frozenset({Area.REGISTRATION})),
    ("/api/device/session/", frozenset({Area.SESSION})),
    ("GET /api/device/state/", frozenset({Area.POLL})),
    ("POST /api/device/state/", frozenset({Area.REPORT})),
)
"""Of a request that is named as it was sent."""
_OF_DETAILS: Final[Sequence[tuple[str, frozenset[Area]]]] = (
    ("session_unknown", frozenset({Area.SESSION})),
    ("session_expired", frozenset({Area.SESSION})),
    ("clock_skew", frozenset({Area.CLOCK})),
    ("mac_address", frozenset({Area.IDENTITY})),
    ("device_id", frozenset({Area.IDENTITY})),
    ("calls itself", frozenset({Area.IDENTITY})),
)
"""Of a refusal that is named by its code, of a field that the server finds fault with, and of a device's own name."""
_OF_GROUPS: Final[Mapping[str, frozenset[Area]]] = {
    "answers": frozenset({Area.PARSING}),
    "identity": frozenset({Area.IDENTITY}),
    "network": frozenset({Area.WIFI, Area.RETRY}),
    "outputs": frozenset({Area.RELAY, Area.REPORT}),
    "storage": frozenset({Area.STORAGE}),
    "time": frozenset({Area.CLOCK}),
    "tokens": frozenset({Area.REGISTRATION, Area.REFUSAL}),
}
_CRASH: Final = frozenset({Area.MEMORY, Area.SILENCE})


def areas_of(finding: Finding) -> frozenset[Area]:
    """Say what a finding is about: by its invariant, else by its step, its cause and the group of its scenario."""
    group = _OF_GROUPS.get(finding.group, frozenset())
    if finding.failure is None:
        return _CRASH | group
    if finding.failure.invariant:
        of_invariant = InvariantId(finding.failure.invariant).areas
        return of_invariant | _named_in(finding.failure.found, (*_OF_PATHS, *_OF_DETAILS)) | (group & {Area.PARSING})
    told = f"{finding.failure.step}\n{cause_of(finding)}"
    return _named_in(told, (*_OF_WORDS, *_OF_PATHS, *_OF_DETAILS)) | group


def clearest(findings: Sequence[Finding]) -> Finding:
    """Give the finding that whoever runs the library is told to look at first, by the report's own order."""
    return causes_of(findings)[0].clearest


def _named_in(text: str, words: Sequence[tuple[str, frozenset[Area]]]) -> frozenset[Area]:
    return frozenset[Area]().union(*(areas for word, areas in words if word in text))
