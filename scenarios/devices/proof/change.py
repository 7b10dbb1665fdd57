"""What a change of a world is, and what a kind of them: how the table in `changes` is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.devices.proof.passed import PassedRun
from oceanhil.scenarios.trace import Event

Missing = Callable[[Event], bool]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the world of one case."""

    kind: str
    words: str
    """What is otherwise, as a report says it."""
    at: int | None = None
    """The step that it is about, counted from 0; None: the whole run."""
    without: int | None = None
    """The step that is left out."""
    missing: Callable[[], Missing] | None = None
    """Makes for one run what tells of each event whether nobody sees it."""
    hold: Callable[[DeviceContext], None] | None = None
    """Makes it so before every step: another step may have put it right."""
    is_usual_firmware: bool = False
    """Firmware is generated as without the scenario's word."""
    put_in: tuple[WorldStep, ...] = ()
    """Done just before the step that it is about."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of change."""

    name: str
    does: str
    """What it does, for the documentation."""
    applies: str
    """To which cases, in words; `make` gives none for others."""
    make: Callable[[PassedRun], Iterator[Change]]
    has_to_notice: Callable[[PassedRun, Change, int], bool] = lambda _run, _change, _index: False
    """Tells of an expectation whether it holds by less than it says if it does not notice this change."""
    is_about_one: bool = False
    """Judged by the expectation that it is about alone: the run ends behind it."""
    is_last_resort: bool = False
    """Tried only on expectations that noticed nothing else; none of the others is judged by it."""
