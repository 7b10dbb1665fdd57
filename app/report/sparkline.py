"""A few numbers as a small drawing for the report, in the colour of the text: grey and dark ground do it no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.history.changes import Change

_STEP: Final = 8
_HEIGHT: Final = 20
_EDGE: Final = 3


def sparkline(change: Change) -> Markup:
    """Draw a change, oldest first: a measure as a line with a point at its end, outcomes as bars, tall of failures."""
    numbers = change.drawn
    width = _STEP * max(len(numbers) - 1, 1) + 2 * _EDGE
    shapes = _line(numbers) if change.measure else _bars(numbers)
    head = f'<svg class="spark" role="img" aria-label="%s" viewBox="0 0 {width} {_HEIGHT}" width="{width}">'
    # The label is escaped; all the rest is numbers of ours.
    return Markup(head) % said(change) + Markup("".join(shapes) + "</svg>")  # noqa: S704


def said(change: Change) -> str:
    """Say in words what is drawn."""
    if change.measure:
        numbers = ", ".join(f"{each:,g}" for each in change.drawn)
        return f"{change.measure} of the last {len(change.drawn)} runs: {numbers}"
    words = ", ".join("passed" if each else "did not pass" for each in change.drawn)
    return f"the last {len(change.drawn)} runs: {words}"


def _line(numbers: Sequence[float]) -> Iterator[str]:
    low, high = min(numbers), max(numbers)
    room = _HEIGHT - 2 * _EDGE
    heights = [_HEIGHT - _EDGE - (room * (each - low) / (high - low) if high > low else room / 2) for each in numbers]
    points = [(_EDGE + _STEP * place, round(height, 1)) for place, height in enumerate(heights)]
    drawn = " ".join(f"{x},{y}" for x, y in points)
    yield f'<polyline points="{drawn}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    x, y = points[-1]
    yield f'<circle cx="{x}" cy="{y}" r="{_EDGE - 0.5}" fill="currentColor"/>'


def _bars(numbers: Sequence[float]) -> Iterator[str]:
    for place, passed in enumerate(numbers):
        height = _EDGE if passed else _HEIGHT - _EDGE
        x = _EDGE + _STEP * place
        yield f'<path d="M{x} {_HEIGHT}v-{height}" stroke="currentColor" stroke-width="4"/>'
