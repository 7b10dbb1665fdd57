"""`oceanhil run --prove`: which scenarios are proved, one after the other in this process, in the world `sim`."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from oceanhil.app.command_errors import FAILED, PYTEST_NOTHING_RUN, WrongChoiceError, WrongInputError
from oceanhil.app.report.proof import Proof
from oceanhil.app.run.demands import RunExit
from oceanhil.host.places import near
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from oceanhil.app.run.shard import Shard
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.devices.proof.scenario_proof import ScenarioProof
    from oceanhil.scenarios.scenario import Scenario
    from oceanhil.scenarios.world import WorldFactory

WORLD: Final = OwnWorld.SIM.value
_INTERRUPTED: Final = 2
Progress: TypeAlias = "Callable[[str, int, int], None]"
"""Called before each scenario with its ID, the number of those that are done, and of all."""


class ProofChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be proved, and how much of it."""

    paths: Sequence[Path]
    boards: Collection[str]
    seed: int
    shard: Shard | None
    is_whole: bool
    """All cases, not only as many as come to every step."""


def check_world(world: str) -> None:
    """Raise WrongChoiceError for a world in which nothing is proved."""
    if world != WORLD:
        raise WrongChoiceError(
            f"--prove changes the world {WORLD!r}, where a case takes some milliseconds, and not {world!r}: leave "
            "--world out; what a scenario is worth is a matter of its file, and the file is the same in every world"
        )


def prove(choice: ProofChoice, progress: Progress) -> Proof:
    """Prove what was chosen; a run that is interrupted ends with what it had.

    Raises WrongInputError when a file is no scenario, WrongChoiceError when a name does not fit.
    """
    from oceanhil.hil.worlds import load_world
    from oceanhil.protocol.profile import load_profile

    started_s = time.perf_counter()
    proofs: list[ScenarioProof] = []
    is_interrupted = False
    with closing(load_world(WORLD)) as factory:
        profile = load_profile()
        scenarios = _scenarios(choice, factory, profile)
        on_boards = [each for each in scenarios if each.service is None]
        try:
            for number, scenario in enumerate(on_boards):
                progress(scenario.id, number, len(on_boards))
                proofs.extend(_proved(scenario, choice, factory, profile))
        except KeyboardInterrupt:
            is_interrupted = True
    return Proof(
        scenarios=tuple(proofs),
        of_services=tuple(each.id for each in scenarios if each.service is not None),
        left=len(on_boards) - len(proofs) if is_interrupted else 0,
        is_whole=choice.is_whole,
        seed=choice.seed,
        shard="" if choice.shard is None else str(choice.shard),
        wall_s=time.perf_counter() - started_s,
    )


def exit_code(proof: Proof) -> int:
    """Give the exit code of the command."""
    if proof.left:
        return _INTERRUPTED
    if not proof.scenarios:
        return PYTEST_NOTHING_RUN
    if any(each.unproved for each in proof.scenarios):
        return FAILED
    return 0 if proof.is_good else RunExit.IDLE


def _scenarios(choice: ProofChoice, factory: WorldFactory, profile: Profile) -> Sequence[Scenario]:
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.scenarios.loader import load_any
    from oceanhil.scenarios.mistakes import ScenarioError

    known = names_in_force(profile, factory)
    mistakes = []
    found: list[Scenario] = []
    for path in choice.paths:
        try:
            found.append(load_any(near(path.absolute()), known))
        except ScenarioError as error:
            mistakes.append(str(error))
    if mistakes:
        raise WrongInputError("\n".join(mistakes))
    if choice.shard is None:
        return found
    chosen = choice.shard.choose({each.place.file for each in found})
    return [each for each in found if each.place.file in chosen]


def _proved(
    scenario: Scenario, choice: ProofChoice, factory: WorldFactory, profile: Profile
) -> Iterator[ScenarioProof]:
    """Prove it, unless it has no case on these boards."""
    from oceanhil.app.run.cases import cases_on_boards
    from oceanhil.scenarios.devices.proof.scenario_proof import prove_scenario
    from oceanhil.scenarios.devices.stage import DeviceStage

    cases = list(cases_on_boards(scenario, factory, choice.boards, choice.seed, {}))
    if cases:
        yield prove_scenario(
            scenario, cases, lambda case: DeviceStage(case, factory, profile), is_whole=choice.is_whole
        )
