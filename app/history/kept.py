"""A run kept in a history: what of its results goes there, and what is told of it."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.history.changes import Change, ChangeKind, Entry, changes_of
from oceanhil.app.history.commit import COMMIT_VARIABLE, Commit
from oceanhil.app.history.store import History, RunOfHistory, SeriesKey
from oceanhil.host.own_version import own_version
from oceanhil.protocol.wording import plural, rfc3339
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from oceanhil.scenarios.result import Result

_TOLD: Final = 10
_JUDGED: Final = frozenset({Outcome.PASSED, Outcome.FAILED})


class KeptRun(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to tell of a run that was kept: of `cases`, `known` had been there before."""

    place: str
    commit: Commit
    cases: int
    known: int
    changes: tuple[Change, ...]

    def lines(self) -> Iterator[str]:
        """Tell it, what is worst first; of very many changes of a kind the first ones."""
        yield f"history: {self.summary}"
        for kind in ChangeKind:
            changes = [change for change in self.changes if change.kind is kind]
            yield from (change.line for change in changes[:_TOLD])
            if len(changes) > _TOLD:
                yield f"{kind.value}: {len(changes) - _TOLD:,} more, all of them with --html and --json"

    def properties(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Give the changes of each case, by its replay ID, as names and texts: `history_new_failure` and so on."""
        found: dict[str, list[tuple[str, str]]] = {}
        for change in self.changes:
            name = f"history_{change.kind.name.lower()}"
            found.setdefault(change.replay_id, []).append((name, change.text))
        return found

    @property
    def summary(self) -> str:
        """Say in one line what was kept and how much of it changed."""
        about = f"{plural(self.cases, 'case')} of {self.commit.short} kept in {self.place}"
        if not self.commit.name:
            about += f" (no git here: set {COMMIT_VARIABLE})"
        if not self.known:
            return f"{about}, nothing to compare with yet"
        counts = Counter(change.kind for change in self.changes)
        told = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in ChangeKind if counts[kind])
        return f"{about}, {self.known:,} of them known: {told or 'nothing changed'}"


def keep_run(history: History, results: Iterable[Result], commit: Commit, world: str, server: str) -> KeptRun:
    """Keep what `results` came to, and say what changed; raises HistoryError. `server` is the kind of server.

    The wall clock is read here, at the edge.
    """
    entries = {
        SeriesKey(result.replay_id, world, server, _core(result)): Entry(
            commit=commit,
            passed=result.outcome is Outcome.PASSED,
            attempts=result.attempts,
            measures=result.measures,
        )
        for result in results
        if result.outcome in _JUDGED and result.replay_id
    }
    began = rfc3339(time.time())
    past = history.keep(RunOfHistory(began, commit, own_version()), entries)
    return KeptRun(
        place=str(history.path),
        commit=commit,
        cases=len(entries),
        known=sum(bool(older) for older in past.values()),
        changes=tuple(
            change for key, entry in entries.items() for change in changes_of(key.replay_id, entry, past[key])
        ),
    )


def _core(result: Result) -> str:
    """Name the core that the board's program stands on, as its first boot does, by the driver that came with it."""
    boots = (event for event in result.events if event.kind is EventKind.BOOT)
    return next((str(boot.fields.get("driver") or "") for boot in boots), result.facts.get("driver", ""))
