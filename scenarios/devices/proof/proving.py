"""A case proved: done once as it is, then once for each change of its world."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.scenarios.devices.proof.change import Change, Kind
from oceanhil.scenarios.devices.proof.changed_run import Noticed, run_changed
from oceanhil.scenarios.devices.proof.changes import KINDS
from oceanhil.scenarios.devices.proof.passed import pass_once
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.scenario import Bound

STEP_LEFT_OUT: Final = "step-left-out"


class Loose(msgspec.Struct, frozen=True):
    """An expectation held though what had met it was taken away."""

    place: Place
    words: str
    """What was otherwise."""


class Early(msgspec.Struct, frozen=True):
    """An expectation was met by what came before the last step that did something."""

    place: Place
    outdone_by: str
    """That step, with its line."""


class CaseProof(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one case in all changed worlds; a step is known by its place in the file."""

    runs: int
    """How often it was done, the first time included."""
    expectations: Mapping[Place, str]
    """As written."""
    noticed: Mapping[Place, Mapping[str, str]]
    """The kinds of change that an expectation noticed, each with the first such change in words; empty: it is idle."""
    left_out: Mapping[Place, str]
    """The steps that were left out in turn, as written."""
    needed: frozenset[Place]
    """Those of them without which something did not hold."""
    loose: Sequence[Loose]
    early: Sequence[Early]
    invariants: frozenset[InvariantId]
    """The invariants that noticed something."""


def prove_case(bound: Bound, stage: DeviceStage, wanted: Collection[Place] | None = None) -> CaseProof:
    """Prove a case that passes; with `wanted` only expectations at these places, and nothing else is told.

    Raises Unmet and WorldError when it does not pass.
    """
    return _Proving(bound, stage, wanted).prove()


class _Proving:
    def __init__(self, bound: Bound, stage: DeviceStage, wanted: Collection[Place] | None) -> None:
        self._bound = bound
        self._stage = stage
        self._run = pass_once(bound, stage)
        self._is_whole = wanted is None
        self._noticed: dict[int, dict[str, str]] = {
            index: {} for index in self._run.expectations if wanted is None or self._place(index) in wanted
        }
        self._left_out: dict[Place, str] = {}
        self._needed: set[Place] = set()
        self._tried: dict[str, set[Place]] = {}
        """The places of steps that changes of each kind were about."""
        self._loose: list[Loose] = []
        self._invariants: set[InvariantId] = set()
        self._runs = 1

    def prove(self) -> CaseProof:
        for kind in KINDS:
            for change in kind.make(self._run):
                if self._matters(kind, change):
                    self._note(kind, change, self._changed(kind, change))
        return CaseProof(
            runs=self._runs,
            expectations={self._place(index): self._text(index) for index in self._noticed},
            noticed=self._by_place(),
            left_out=self._left_out,
            needed=frozenset(self._needed),
            loose=self._loose,
            early=[
                Early(self._place(index), self._run.words_of(acted))
                for index, acted in self._run.outdone.items()
                if index in self._noticed
            ],
            invariants=frozenset(self._invariants),
        )

    def _matters(self, kind: Kind, change: Change) -> bool:
        """Tell whether anything is still to be learnt from this change.

        Steps behind an alias of YAML stand at one place, and what is known of one of them is known of all.
        """
        idle = self._idle()
        if kind.is_last_resort:
            return bool(idle) if change.at is None else change.at in idle
        if change.at is None:
            return self._is_whole or bool(idle)
        if self._place(change.at) in (self._needed if kind.name == STEP_LEFT_OUT else self._tried.get(kind.name, ())):
            return False
        # A step left out is noticed behind it alone.
        return self._is_whole or (bool(idle) and (kind.name != STEP_LEFT_OUT or max(idle) > change.at))

    def _changed(self, kind: Kind, change: Change) -> Noticed:
        self._runs += 1
        return run_changed(self._run, self._bound, self._stage, change, self._enough(kind, change))

    def _enough(self, kind: Kind, change: Change) -> Callable[[Noticed], bool]:
        last = max(self._idle(), default=-1)
        if kind.is_about_one:
            return lambda found: found.reached > (last if change.at is None else change.at)
        if kind.name == STEP_LEFT_OUT:
            return lambda found: (bool(found) or not self._is_whole) and found.reached > last
        return lambda _found: False

    def _note(self, kind: Kind, change: Change, found: Noticed) -> None:
        if change.at is not None:
            self._tried.setdefault(kind.name, set()).add(self._place(change.at))
        for index in found.steps & self._noticed.keys():
            if not kind.is_last_resort or change.at is None or index == change.at:
                self._noticed[index].setdefault(kind.name, change.words)
        if kind.is_last_resort:
            return
        self._invariants |= found.invariants
        if change.without is not None:
            self._left_out[self._place(change.without)] = self._text(change.without)
            self._needed |= {self._place(change.without)} if found else set()
        for index in self._noticed:
            has_noticed = index in found.steps or index in found.undone or index >= found.reached
            if not has_noticed and kind.has_to_notice(self._run, change, index):
                self._loose.append(Loose(self._place(index), change.words))

    def _idle(self) -> Collection[int]:
        awake = {self._place(index) for index, by in self._noticed.items() if by}
        return [index for index in self._noticed if self._place(index) not in awake]

    def _by_place(self) -> Mapping[Place, Mapping[str, str]]:
        found: dict[Place, dict[str, str]] = {}
        for index, by in self._noticed.items():
            here = found.setdefault(self._place(index), {})
            here.update({kind: words for kind, words in by.items() if kind not in here})
        return found

    def _place(self, index: int) -> Place:
        return self._run.steps[index].place

    def _text(self, index: int) -> str:
        return self._run.steps[index].text
