"""The facts of a session that its report shows above the results."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.report.head import ReportHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oceanhil.app.run.choice import Choice
    from oceanhil.scenarios.scenario import Scenario


class ScenarioFacts(msgspec.Struct, frozen=True):
    """What a report says about a scenario as such: where it is documented, the remedy in words, how to replay it."""

    sources: str
    remedy: str
    replay_options: str


def facts_of_scenario(scenario: Scenario, replay_options: str) -> ScenarioFacts:
    """Gather them."""
    return ScenarioFacts(_sources(scenario), scenario.remedy_text, replay_options)


def make_head(choice: Choice, profile: str, scenarios: Mapping[str, ScenarioFacts], wall_s: float) -> ReportHead:
    """Gather the facts of a session with the profile of that name; the wall clock is read here, at the edge."""
    return ReportHead(
        world=choice.world,
        seed=choice.seed,
        profile=profile,
        started=datetime.now(UTC).isoformat(" ", "seconds"),
        wall_s=wall_s,
        versions={
            "oceanhil": version("oceanremote-hil"),
            "Python": platform.python_version(),
            "pytest": version("pytest"),
        },
        sources={name: facts.sources for name, facts in scenarios.items() if facts.sources},
        remedies={name: facts.remedy for name, facts in scenarios.items() if facts.remedy},
        replay_options={name: facts.replay_options for name, facts in scenarios.items() if facts.replay_options},
    )


def _sources(scenario: Scenario) -> str:
    return "; ".join(
        f"{source.page.value}, cause {source.cause}"
        if source.cause.isdigit()
        else f"{source.page.value}: {source.cause}"
        if source.cause
        else source.page.value
        for source in scenario.sources
    )
