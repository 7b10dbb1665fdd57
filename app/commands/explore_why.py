"""`oceanhil explore --why`: the chart of a finding, in the terminal and as a page."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.exploring.chart_page import render_chart
from oceanhil.app.exploring.chart_text import chart_lines
from oceanhil.app.exploring.output_files import write_whole
from oceanhil.app.exploring.plan import PlanError
from oceanhil.app.exploring.why import explain
from oceanhil.app.run.library import NoSuchScenarioError
from oceanhil.hil.worlds import load_world
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.terminal import echo, make_console
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oceanhil.app.exploring.why import Question


def explain_finding(question: Question, world: str) -> None:
    """Print the chart, and write its page if asked; what was asked wrongly ends the command."""
    try:
        with ended_like_by_ctrl_c(), closing(load_world(world)) as factory, _counting() as went_on:
            explained = explain(question, factory, went_on)
    except (PlanError, NoSuchScenarioError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None
    for line in chart_lines(explained):
        echo(line)
    if question.page is not None:
        write_whole(question.page, render_chart(explained))
        echo(f"\nchart: {question.page}")


@contextmanager
def _counting() -> Iterator[Callable[[int], None]]:
    """Count forks on a line of a terminal; elsewhere say nothing."""
    from rich.live import Live
    from rich.text import Text

    console = make_console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with Live(Text(""), console=console, transient=True, refresh_per_second=4) as live:
        yield lambda forks: live.update(f"{forks:,} forks")
