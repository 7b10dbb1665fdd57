"""Judging a recording: every exchange by what the contract says, in the light of those before it."""

from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ConformReport
from oceanhil.conformance.recorded.call import Call
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
from oceanhil.conformance.recorded.tally import Statement, Tally
from oceanhil.host.durations import span
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.protocol.units import MINUTE_US, SECOND_US
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


_MOVED_US: Final = 5 * MINUTE_US
"""Clocks drift by less, and are set right by less."""


class Judged(msgspec.Struct, frozen=True):
    """What came out, and what a user should know about the recording itself, a line for each."""

    report: ConformReport
    notes: tuple[str, ...]


class Judge:
    """Follows a conversation, one entry after another."""

    def __init__(self, profile: Profile) -> None:
        """Judge under `profile`."""
        self.moved = _MovedClock()
        self._following = Follower(profile)
        self.tally = Tally(statements(profile))
        self._rules = [rule(profile, self._following.history, self.tally) for rule in RULES]

    def take(self, entry: Entry) -> None:
        """Judge one entry, then let the history know it."""
        call, expected = self._following.read(entry)
        self.moved.take(call)
        self.tally.sent(entry, self._following.history.sender_of(call))
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
    recording, judge, lasting = Recording(path, profile.wire), Judge(profile), _Span()
    for entry in recording.entries():
        judge.take(entry)
        lasting.take(entry)
    results = judge.tally.results(was_clock_moved=judge.moved.was_moved)
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
    return Judged(report, (*judge.moved.notes(), *recording.left_out.notes()))


class _MovedClock:
    """Whether the server's clock went on otherwise than the recording's, as a test clock that is moved does."""

    def __init__(self) -> None:
        self._least_us: int | None = None
        self._most_us = 0

    def take(self, call: Call) -> None:
        if call.server_time_s is None or not call.is_granted:
            return
        ahead_us = call.server_time_s * SECOND_US - call.entry.ended_us
        if self._least_us is None:
            self._least_us = self._most_us = ahead_us
        self._least_us, self._most_us = min(self._least_us, ahead_us), max(self._most_us, ahead_us)

    @property
    def was_moved(self) -> bool:
        """Tell whether it was: what goes by the recording's clock says little then."""
        return self._moved_us >= _MOVED_US

    @property
    def _moved_us(self) -> int:
        return self._most_us - (self._least_us or 0)

    def notes(self) -> tuple[str, ...]:
        """Give a line if it was moved."""
        if not self.was_moved:
            return ()
        note = (
            f"the server's clock is off the recording's by {span(self._moved_us)} more at one time than at another, as"
            " for simulated boards, which live in virtual time: what is wrong with ages, waits and the pace of devices"
            " by the recording's clock is not testable then"
        )
        return (note,)


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
