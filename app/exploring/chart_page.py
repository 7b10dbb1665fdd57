"""The chart of forks as one HTML file that opens anywhere: no scripts, no network, no other file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import jinja2
import msgspec

from oceanhil.app.exploring.chart_text import jump_events, jump_words, percent, told, verdict
from oceanhil.app.exploring.page_style import page_style
from oceanhil.host.durations import clock
from oceanhil.host.page_templates import page_template

if TYPE_CHECKING:
    from oceanhil.app.exploring.why import Explained
    from oceanhil.exploration.inevitability import Moment

_WIDTH: Final = 720
_HEIGHT: Final = 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 12, 28
_LABELS: Final = 6


class _Point(msgspec.Struct, frozen=True):
    """A moment as it is drawn, in pixels."""

    x: float
    y: float
    words: str
    is_turn: bool


class _Label(msgspec.Struct, frozen=True):
    """A time below the chart."""

    x: float
    text: str


class _JumpView(msgspec.Struct, frozen=True):
    """A jump in words."""

    words: str
    events: tuple[str, ...]


def render_chart(explained: Explained) -> str:
    """Give the page."""
    measured = explained.chart
    points = _points(explained)
    style = page_style("chart.css")
    return _template().render(
        style=style.text,
        style_hash=style.hash,
        replay_id=explained.case.replay_id,
        law=measured.track.breach.law,
        world=explained.world,
        forks=measured.forks,
        futures=explained.futures,
        verdict=verdict(measured),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        rules=[(_y(share), f"{share:.0%}") for share in (0.0, 0.5, 1.0)],
        path=_steps(points),
        points=points,
        labels=_labels(explained, points),
        rows=[(clock(each.at_us), percent(each), each.broken, each.kept, each.others) for each in measured.moments],
        jumps=[_JumpView(jump_words(measured, each), tuple(jump_events(measured, each))) for each in measured.jumps],
    )


@cache
def _template() -> jinja2.Template:
    return page_template("oceanhil.app.exploring", "chart.html.j2")


def _points(explained: Explained) -> list[_Point]:
    """Place the moments side by side, each with as much room as the others: times differ by orders of magnitude."""
    moments = list(told(explained.chart.moments))
    turn = explained.chart.turn
    room = (_WIDTH - _LEFT - _RIGHT) / max(len(moments) - 1, 1)
    return [
        _Point(
            round(_LEFT + room * place, 1),
            _y(each.share),
            f"{clock(each.at_us)}: {percent(each)}",
            turn is not None and each == turn.after,
        )
        for place, each in enumerate(moments)
    ]


def _labels(explained: Explained, points: list[_Point]) -> list[_Label]:
    moments: list[Moment] = list(told(explained.chart.moments))
    every = max(1, -(-len(moments) // _LABELS))
    return [_Label(points[place].x, clock(moments[place].at_us)) for place in range(0, len(moments), every)]


def _y(share: float) -> float:
    return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share), 1)


def _steps(points: list[_Point]) -> str:
    """A share holds until the next moment."""
    if not points:
        return ""
    first, *rest = points
    return f"M{first.x} {first.y}" + "".join(f"H{each.x}V{each.y}" for each in rest)
