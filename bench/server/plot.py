"""A plot as SVG: cost over number, the numbers in decades."""

import math
from collections.abc import Mapping
from pathlib import Path

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 40, 60
_STYLE = """
  svg { --paper: #ffffff; --ink: #57606a; --axis: #6e7781; --drawn: #0969da; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #12181f; --ink: #9dabb9; --axis: #75859a; --drawn: #6ba3ef; }
  }
  text { font-family: system-ui, sans-serif; font-size: 13px; fill: var(--ink) }
  .paper { fill: var(--paper) }
  .axis { fill: none; stroke: var(--axis) }
  .drawn { fill: none; stroke: var(--drawn); stroke-width: 2 }
  circle { fill: var(--drawn) }
"""


def write_plot(path: Path, costs_us: Mapping[int, float]) -> None:
    """Draw the microseconds of a poll over the number of devices."""
    most_us = _nice(max(costs_us.values()))
    decades = [math.log10(number) for number in costs_us]
    span = decades[-1] - decades[0]
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    points = [
        (_LEFT + wide * (decade - decades[0]) / span, _TOP + high * (1 - cost / most_us), number, cost)
        for decade, (number, cost) in zip(decades, costs_us.items(), strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    marks = "\n".join(_mark(*point) for point in points)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">
<title>Cost of a poll over the number of devices</title>
<style>{_STYLE}</style>
<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>
<text x="{_LEFT}" y="22">µs of one core for a poll</text>
<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 12}" text-anchor="end">devices on the server</text>
<path class="axis" d="M{_LEFT} {_TOP}V{_TOP + high}H{_WIDTH - _RIGHT}"/>
<text x="{_LEFT - 8}" y="{_TOP + 5}" text-anchor="end">{most_us:g}</text>
<text x="{_LEFT - 8}" y="{_TOP + high + 5}" text-anchor="end">0</text>
<polyline class="drawn" points="{line}"/>
{marks}
</svg>
""",
        encoding="utf-8",
    )


def _mark(x: float, y: float, number: int, cost_us: float) -> str:
    bottom = _HEIGHT - _BOTTOM + 20
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>\n'
        f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{cost_us:.0f}</text>\n'
        f'<text x="{x:.1f}" y="{bottom}" text-anchor="middle">{number:,}</text>'
    )


def _nice(value: float) -> float:
    """Give the next round number above `value` with room over it."""
    step: float = 10 ** math.floor(math.log10(value))
    return step * math.ceil(1.2 * value / step)
