"""A run of a fleet as a drawing: requests a second, devices ONLINE, and the whole time, beside the run before.

What it is: SVG made of a course, which stands in a page or alone. Answered, refused and unanswered requests lie on each
other, from light to dark, so that grey says the same; the run before is a dashed line. Dark ground has colours of its
own.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final

import msgspec

from oceanhil.fleet.course import Course, Strip

_WIDTH: Final = 900
_LEFT: Final = 64
_RIGHT: Final = 36
_HEIGHT: Final = 150
_GAP: Final = 58
_TOP: Final = 56
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400
_TICKS: Final = 8
_STYLE: Final = """
  svg.fleet { --paper: #ffffff; --text: #17212b; --axis: #6e7781; --light: #9ccbe4; --middle: #c98a1b; --dark: #8c1d18;
    --drawn: #0b6b8f; }
  @media (prefers-color-scheme: dark) {
    svg.fleet { --paper: #171f27; --text: #e4eaef; --axis: #98a6b3; --light: #33708d; --middle: #9a7220;
      --dark: #d05f57; --drawn: #6cc3e4; }
  }
  svg.fleet text { font: 13px system-ui, sans-serif; fill: var(--text) }
  svg.fleet .title { font-weight: 600 }
  .paper { fill: var(--paper) }
  .axis { fill: none; stroke: var(--axis) }
  .answered { fill: var(--light) }
  .refused { fill: var(--middle) }
  .unanswered { fill: var(--dark) }
  .online { fill: none; stroke: var(--drawn); stroke-width: 2 }
  .before { fill: none; stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 5 4 }
  .mark { stroke: var(--axis); stroke-dasharray: 2 3 }
  .capacity { stroke: var(--text); stroke-dasharray: 8 3 1 3 }
"""


class _Panel(msgspec.Struct, frozen=True):
    """A place to draw in: its upper edge, its span of time and its largest value."""

    top: float
    begin_s: float
    end_s: float
    most: float

    def x(self, at_s: float) -> float:
        part = (at_s - self.begin_s) / max(self.end_s - self.begin_s, 1)
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(part, 0.0), 1.0)

    def y(self, value: float) -> float:
        return self.top + _HEIGHT * (1 - min(value, self.most) / self.most)

    @property
    def bottom(self) -> float:
        return self.top + _HEIGHT


def draw(course: Course, before: Course | None = None) -> str:
    """Give the SVG of a run; `before` is the run that it is to be seen beside."""
    near, whole = course.near, course.whole
    busy = _round_up(max([*near.asked, *(before.near.asked if before else ()), course.capacity_per_s or 1]))
    panels = (
        _Panel(_TOP, near.begin_s, near.end_s, busy),
        _Panel(_TOP + _HEIGHT + _GAP, near.begin_s, near.end_s, _round_up(course.devices)),
        _Panel(_TOP + 2 * (_HEIGHT + _GAP), whole.begin_s, whole.end_s, _round_up(max([*whole.asked, 1]))),
    )
    high = round(panels[-1].bottom + 40)
    title = f"{course.storm}: {course.devices:,} devices, jitter {course.jitter_percent} %"
    parts = [
        f'<svg class="fleet" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high}" role="img">',
        f"<title>{_escaped(title)}</title><style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{high}"/>',
        *_legend(with_before=before is not None, with_capacity=course.capacity_per_s is not None),
        *_axes(panels[0], "requests a second, round the end of the trouble"),
        *_stack(panels[0], near),
        *_capacity(panels[0], course.capacity_per_s),
        *_axes(panels[1], "devices ONLINE"),
        _line(panels[1], near, near.online, "online"),
        *_axes(panels[2], "the whole run: requests in the busiest second of each step"),
        *_stack(panels[2], whole),
    ]
    if before is not None:
        parts += [
            _line(panels[0], before.near, before.near.asked, "before"),
            _line(panels[1], before.near, before.near.online, "before"),
        ]
    return "\n".join([*parts, "</svg>", ""])


def _legend(*, with_before: bool, with_capacity: bool) -> Iterator[str]:
    left = _LEFT
    for name in ("answered", "refused", "unanswered"):
        yield f'<rect class="{name}" x="{left}" y="10" width="14" height="14"/>'
        yield f'<text x="{left + 20}" y="22">{name}</text>'
        left += 110
    if with_capacity:
        yield f'<path class="capacity" d="M{left} 17h26"/><text x="{left + 32}" y="22">what the server can do</text>'
        left += 190
    if with_before:
        yield f'<path class="before" d="M{left} 17h26"/><text x="{left + 32}" y="22">the run before</text>'


def _axes(panel: _Panel, title: str) -> Iterator[str]:
    yield f'<text class="title" x="{_LEFT}" y="{panel.top - 8:.0f}">{title}</text>'
    yield f'<path class="axis" d="M{_LEFT} {panel.top:.0f}V{panel.bottom:.0f}H{_WIDTH - _RIGHT}"/>'
    for value in (panel.most, panel.most / 2, 0):
        yield f'<text x="{_LEFT - 8}" y="{panel.y(value) + 5:.0f}" text-anchor="end">{value:,.0f}</text>'
    step_s = _tick_s(panel.begin_s, panel.end_s)
    for at_s in _ticks(panel.begin_s, panel.end_s, step_s):
        x = panel.x(at_s)
        yield f'<text x="{x:.1f}" y="{panel.bottom + 18:.0f}" text-anchor="middle">{_span(at_s, step_s)}</text>'
    if panel.begin_s <= 0 <= panel.end_s:
        yield f'<path class="mark" d="M{panel.x(0):.1f} {panel.top:.0f}V{panel.bottom:.0f}"/>'


def _stack(panel: _Panel, strip: Strip) -> Iterator[str]:
    """Lay the three outcomes on each other, as areas of steps."""
    below = [0] * len(strip)
    for name, numbers in (
        ("answered", strip.answered), ("refused", strip.refused), ("unanswered", strip.unanswered),
    ):  # fmt: skip
        above = [low + number for low, number in zip(below, numbers, strict=True)]
        if any(numbers):
            there = _corners(panel, strip, above)
            back = _corners(panel, strip, below)[::-1]
            yield f'<polygon class="{name}" points="{" ".join([*there, *back])}"/>'
        below = above


def _corners(panel: _Panel, strip: Strip, numbers: Sequence[int]) -> list[str]:
    """Give the points of a line of steps."""
    points = []
    for place, number in enumerate(numbers):
        at_s, y = strip.begin_s + strip.step_s * place, panel.y(number)
        points += [f"{panel.x(at_s):.1f},{y:.1f}", f"{panel.x(at_s + strip.step_s):.1f},{y:.1f}"]
    return points


def _line(panel: _Panel, strip: Strip, numbers: Sequence[int], name: str) -> str:
    points = [
        f"{panel.x(at_s):.1f},{panel.y(number):.1f}"
        for place, number in enumerate(numbers)
        if (at_s := strip.begin_s + strip.step_s * (place + 1)) <= panel.end_s
    ]
    return f'<polyline class="{name}" points="{" ".join(points)}"/>'


def _capacity(panel: _Panel, capacity_per_s: float | None) -> Iterator[str]:
    if capacity_per_s is not None:
        yield f'<path class="capacity" fill="none" d="M{_LEFT} {panel.y(capacity_per_s):.1f}H{_WIDTH - _RIGHT}"/>'


def _tick_s(begin_s: float, end_s: float) -> int:
    steps = (10, 30, _MINUTE_S, 120, 300, 600, 1800, _HOUR_S, 7200, 14_400, 43_200, _DAY_S)
    return next((each for each in steps if (end_s - begin_s) / each <= _TICKS), 2 * _DAY_S)


def _ticks(begin_s: float, end_s: float, step_s: int) -> Iterator[float]:
    at_s = ceil(begin_s / step_s) * step_s
    while at_s <= end_s:
        yield at_s
        at_s += step_s


def _span(at_s: float, step_s: int) -> str:
    """Write a time from the mending in the unit in which all of an axis are whole, `step_s` apart."""
    for unit, name in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "min")):
        if at_s and step_s % unit == 0:
            return f"{at_s / unit:+.0f} {name}"
    return f"{at_s:+.0f} s" if at_s else "0"


def _round_up(value: float) -> float:
    """Give a round number that is not below `value`."""
    step: float = 10 ** floor(log10(value)) / 2
    return step * ceil(value / step)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
