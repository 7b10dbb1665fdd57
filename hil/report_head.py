"""The facts of a session that its report shows above the results."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from hil.report.head import ReportHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hil.choice import Choice
    from protocol.profile import Profile
    from scenarios.scenario import Scenario


def make_head(choice: Choice, profile: Profile, scenarios: Mapping[str, Scenario], wall_s: float) -> ReportHead:
    """Gather them; the wall clock is read here, at the edge."""
    return ReportHead(
        world=choice.world,
        seed=choice.seed,
        profile=profile.name,
        started=datetime.now(UTC).isoformat(" ", "seconds"),
        wall_s=wall_s,
        versions={
            "oceanhil": version("oceanremote-hil"),
            "Python": platform.python_version(),
            "pytest": version("pytest"),
        },
        sources={name: _sources(scenario) for name, scenario in scenarios.items()},
        remedies={name: scenario.remedy_text for name, scenario in scenarios.items() if scenario.remedy_text},
    )


def _sources(scenario: Scenario) -> str:
    return "; ".join(
        f"{source.page.value}, cause {source.cause}"
        if source.cause.isdigit()
        else f"{source.page.value}: {source.cause}"
        for source in scenario.sources
    )
