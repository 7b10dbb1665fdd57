"""What a report says about the whole session, besides the results."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from oceanhil.host.own_version import own_version
from oceanhil.protocol.wording import utc

if TYPE_CHECKING:
    from oceanhil.app.history.kept import KeptRun
    from oceanhil.scenarios.scenario import Scenario


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """The session's facts. Whoever ran it knows them; a report only shows them.

    `started` is shown as it is (say, ISO 8601); `versions` names a component and its version; `sources` gives, for a
    scenario's id, the documented cause it comes from, such as `Token Invalid or Expired, cause 1`; `remedies` gives the
    remedy in words; `replay_options` what belongs behind its replay ID on a command line, with a space before it.
    """

    world: str
    seed: int
    profile: str
    started: str = ""
    wall_s: float = 0.0
    versions: Mapping[str, str] = {}
    sources: Mapping[str, str] = {}
    remedies: Mapping[str, str] = {}
    replay_options: Mapping[str, str] = {}
    shard: str = ""
    """Which part of what was chosen ran, such as `2/3`; empty: all of it."""
    left_out: str = ""
    """Which cases did not run here, as an earlier run had them; empty: none."""
    problems: tuple[str, ...] = ()
    """What went wrong beside the results: files that could not be collected, runs that did not begin, boards."""
    skipped: Mapping[str, str] = {}
    """What was skipped before anything in it was collected, and why."""
    kept: KeptRun | None = None
    """What there is to tell of the history; None: none is kept."""


class ScenarioFacts(msgspec.Struct, frozen=True):
    """What a report says about a scenario as such: where it is documented, the remedy in words, how to replay it."""

    sources: str
    remedy: str
    replay_options: str
    file: str
    """The path of its file, as the user named it or found it."""
    found_in: str = ""
    """The world in which it was found, where its file says so."""


def facts_of_scenario(scenario: Scenario, replay_options: str) -> ScenarioFacts:
    """Gather them."""
    file, found_in = scenario.place.file, scenario.found_in
    return ScenarioFacts(_sources_of(scenario), scenario.remedy_text, replay_options, file, found_in)


def make_head(world: str, seed: int, profile: str, scenarios: Mapping[str, ScenarioFacts], wall_s: float) -> ReportHead:
    """Gather the facts of a session with the profile of that name; the wall clock is read here, at the edge."""
    return ReportHead(
        world=world,
        seed=seed,
        profile=profile,
        started=utc(time.time()),
        wall_s=wall_s,
        versions={
            "oceanhil": own_version(),
            "Python": platform.python_version(),
            "pytest": version("pytest"),
        },
        sources={name: facts.sources for name, facts in scenarios.items() if facts.sources},
        remedies={name: facts.remedy for name, facts in scenarios.items() if facts.remedy},
        replay_options={name: facts.replay_options for name, facts in scenarios.items() if facts.replay_options},
    )


def _sources_of(scenario: Scenario) -> str:
    return "; ".join(
        f"{source.page.value}, cause {source.cause}"
        if source.cause.isdigit()
        else f"{source.page.value}: {source.cause}"
        if source.cause
        else source.page.value
        for source in scenario.sources
    )
