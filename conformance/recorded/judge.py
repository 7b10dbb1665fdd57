"""Judging a recording: every exchange by what the contract says, in the light of those before it."""

from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ConformReport
from oceanhil.conformance.recorded.case import Follower
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.recording import Recording
from oceanhil.conformance.recorded.rules.acceptance import Acceptance
from oceanhil.conformance.recorded.rules.answers import Answers
from oceanhil.conformance.recorded.rules.device import Device
from oceanhil.conformance.recorded.rules.pace import Pace
from oceanhil.conformance.recorded.rules.patience import Patience
from oceanhil.conformance.recorded.rules.refusals import Refusals
from oceanhil.conformance.recorded.rules.relays import Relays
from oceanhil.conformance.recorded.rules.remembering import Remembering
from oceanhil.conformance.recorded.rules.reporting import Reporting
from oceanhil.conformance.recorded.rules.rule import Rule
from oceanhil.conformance.recorded.rules.server import Server
from oceanhil.conformance.recorded.rules.session_use import SessionUse
from oceanhil.conformance.recorded.rules.token_lives import TokenLives
from oceanhil.conformance.recorded.rules.token_use import TokenUse
from oceanhil.conformance.recorded.server_clock import ServerClock
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import rfc3339

RULES: Final[tuple[type[Rule], ...]] = (
    Acceptance,
    Refusals,
    Answers,
    Remembering,
    TokenLives,
    Server,
    Device,
    Patience,
    Pace,
    SessionUse,
    TokenUse,
    Relays,
    Reporting,
)


class Judged(msgspec.Struct, frozen=True):
    """What came out, and what a user should know about the recording itself, a line for each."""

    report: ConformReport
    notes: tuple[str, ...]


class Judge:
    """Follows a conversation, one entry after another."""

    def __init__(self, profile: Profile, moved: ServerClock | None = None) -> None:
        """Judge under `profile`; `moved` is the server's clock where it is known that it was moved."""
        self.clock = ServerClock()
        self._following = Follower(profile)
        self.tally = Tally(statements(profile), moved)
        self._rules = [rule(profile, self._following.history, self.tally) for rule in RULES]

    def take(self, entry: Entry) -> None:
        """Judge one entry, then let the history know it."""
        call, expected = self._following.read(entry)
        self.clock.take(call)
        self.tally.sent(call, self._following.history.sender_of(call))
        for rule in self._rules:
            rule.judge(call, expected)
        self._following.take(call, expected)


def statements(profile: Profile) -> tuple[Statement, ...]:
    """Give everything that is looked for, in the order of reports."""
    return tuple(statement for rule in RULES for statement in rule.statements(profile))


def judge_recording(path: Path, profile: Profile, version: str = "") -> Judged:
    """Judge the recording in `path` under `profile`; `version` is that of this program, for the report.

    Raises RecordingError for a file that is none, or one of another service.
    """
    judge, lasting, notes = _judged(path, profile)
    if judge.clock.was_moved:
        # Whether a wait proves anything, answers behind it tell.
        judge, lasting, notes = _judged(path, profile, judge.clock)
    results = judge.tally.results()
    learned: dict[str, Scalar] = {}
    for result in results:
        learned |= {} if result.flaky else result.readings
    report = ConformReport(
        url=lasting.origin,
        service=profile.name,
        version=version,
        started=rfc3339(lasting.began_us / SECOND_US),
        duration_s=(lasting.ended_us - lasting.began_us) / SECOND_US,
        seed=0,
        connector="",
        results=results,
        learned=learned,
        is_recorded=True,
    )
    return Judged(report, (*judge.clock.notes(), *notes))


def _judged(path: Path, profile: Profile, moved: ServerClock | None = None) -> tuple[Judge, "_Span", tuple[str, ...]]:
    """Judge all entries; gives what was left out as well."""
    recording, judge, lasting = Recording(path, profile.wire), Judge(profile, moved), _Span()
    for entry in recording.entries():
        judge.take(entry)
        lasting.take(entry)
    return judge, lasting, recording.left_out.notes()


class _Span:
    """From when to when a recording goes, and where it was made."""

    def __init__(self) -> None:
        self.origin = ""
        self.began_us = 0
        self.ended_us = 0

    def take(self, entry: Entry) -> None:
        self.began_us = min(self.began_us, entry.began_us) if self.origin else entry.began_us
        self.ended_us = max(self.ended_us, entry.ended_us) if self.origin else entry.ended_us
        self.origin = self.origin or entry.origin
