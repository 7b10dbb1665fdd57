"""Replay IDs of scenarios about a service: `SCENARIO@SERVICE[#NAME=VALUE,…]`.

For example `oau-213-after-refresh@ringcentral`. Behind `#` stands the same as in those of boards.
"""

from collections.abc import Mapping

import msgspec

from oceanhil.scenarios.replay import format_pairs, read_pairs, split_replay
from oceanhil.scenarios.services.names import SERVICE_NAMES, ServiceName


class ServiceReplayId(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a run repeatable; `overrides` are changed values of the service's profile as texts, by full name."""

    scenario: str
    service: ServiceName
    axes: Mapping[str, str] = {}
    seed: int = 0
    overrides: Mapping[str, str] = {}


def format_service_replay(replay: ServiceReplayId) -> str:
    """Write a replay ID in its one canonical form."""
    head = f"{replay.scenario}@{replay.service.value}"
    return head + format_pairs(replay.axes, replay.seed, replay.overrides)


def parse_service_replay(text: str) -> ServiceReplayId | None:
    """Read a replay ID of a scenario about a service; None if it is about a board. Raises ReplayError."""
    scenario, place, tail = split_replay(text)
    if place not in SERVICE_NAMES:
        return None
    axes, seed, overrides = read_pairs(text, tail)
    return ServiceReplayId(scenario=scenario, service=ServiceName(place), axes=axes, seed=seed, overrides=overrides)
