"""Lives on boards in real time: which of those drawn are led there, what that will take, and when it is over."""

from __future__ import annotations

from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.exploring.leading import Crew, Lived
from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.bench import SpentError, TooCostlyError
from oceanhil.exploration.explorer import led
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oceanhil.exploration.bench import BenchHabitat, LifeBudget, LifeForecast
    from oceanhil.exploration.drawing import Drawing
    from oceanhil.exploration.life import NamedLife

_FORETOLD: Final = 20
"""Rehearsals from which it is said what an exploration will take."""
_LEFT_OUT_MOST: Final = 60
"""So many lives in a row that cannot be led: then there is none."""
_TROUBLES_MOST: Final = 3
"""So many lives in a row that a bench does not lead to their end: then it leads none any more."""


class OnBoards(msgspec.Struct):
    """What there is to say of lives on boards beside what they came to."""

    budget: LifeBudget = msgspec.field(name="limits")  # as it stands in findings that people keep
    lasts_us: int
    """Half of some rehearsals are over in so long, µs."""
    costs: int
    """Half of them come to no more erases of a sector."""
    left_out: int = 0
    """Lives that were drawn and would have taken too long, or asked for what the boards cannot do."""
    only_rehearsed: int = 0
    """Lives that broke a law in the rehearsal and kept it on the board."""
    ended: str = ""
    """Why no more lives were led, where that was not asked for."""
    erases: dict[str, int] = {}
    """What a board of each family was charged."""


def forecast(drawing: Drawing, bench: BenchHabitat) -> tuple[int, int]:
    """Say how long (µs) and how many erases half of some lives take at most; raises PlanError where none can be led."""
    some = [found for _, found in islice(_fitting(drawing.lives(None), bench), _FORETOLD)]
    return round(median(each.lasts_us for each in some)), round(median(each.erases for each in some))


def lives_on_boards(
    lives: Iterable[NamedLife], bench: BenchHabitat, so_far: OnBoards, crew: Crew, left_s: Callable[[], float | None]
) -> Iterator[Lived]:
    """Lead the lives that fit, one after the other, for as long as there is time and boards may be erased.

    `left_s` says for how many seconds still; None: without an end. It is over, too, where none of many lives fits.
    """
    so_far.erases = bench.erases
    try:
        yield from _led(lives, bench, so_far, crew, left_s)
    except PlanError as error:
        so_far.ended = str(error)


def _led(
    lives: Iterable[NamedLife], bench: BenchHabitat, so_far: OnBoards, crew: Crew, left_s: Callable[[], float | None]
) -> Iterator[Lived]:
    troubles = 0
    for named, foretold in _fitting(lives, bench, so_far):
        left = left_s()
        if left is not None and foretold.lasts_us > left * SECOND_US:
            so_far.ended = "no time is left for the next life"
            return
        try:
            found = led(bench, named.life, is_watched=crew.is_watchful)
        except SpentError as error:
            so_far.ended = str(error)
            return
        so_far.only_rehearsed += foretold.breach is not None and not found.is_broken and not found.trouble
        yield Lived(named, found)
        troubles = troubles + 1 if found.trouble else 0
        if troubles == _TROUBLES_MOST:
            so_far.ended = f"the bench led none of the last {troubles} lives to their end"
            return


def _fitting(
    lives: Iterable[NamedLife], bench: BenchHabitat, so_far: OnBoards | None = None
) -> Iterator[tuple[NamedLife, LifeForecast]]:
    """Give the lives that boards can lead, each with its forecast; raises PlanError where none of many fits."""
    in_a_row = 0
    for named in lives:
        try:
            found = bench.rehearse(named.life)
        except TooCostlyError as error:
            if so_far is not None:
                so_far.left_out += 1
            in_a_row += 1
            if in_a_row == _LEFT_OUT_MOST:
                raise PlanError(
                    f"none of {in_a_row} lives can be led on the boards, the last since {error}; give more --life, or "
                    "other disturbances with --only"
                ) from None
        else:
            in_a_row = 0
            yield named, found
