"""What holds in every run about the token service: no token is shown, no refusal unsaid, no storm."""

import msgspec
import pytest

from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.protocol.redact import leaks
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.subject import ServiceName
from tests.hil.worlds.service.library import cases, first_red, library
from tests.mutants import service_mutants
from tests.mutants.mutant import Mutant

HABITS = [(mutant, mutant.caught_by[0]) for mutant in service_mutants.HABITS.all]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.replay_id)
def test_nothing_in_a_result_looks_like_a_token(case: Case) -> None:
    result = run_service_case(case, InProcessWorlds())
    assert leaks(msgspec.json.encode(result).decode()) == []


@pytest.mark.parametrize(("mutant", "name"), HABITS, ids=lambda value: getattr(value, "name", value))
def test_a_bad_habit_breaks_an_invariant(mutant: Mutant, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.apply(monkeypatch)
    result = first_red(library().services[name])
    assert result is not None
    assert result.failure is not None
    assert result.failure.invariant in {"I1", "I7", "I8"}
    assert leaks(msgspec.json.encode(result).decode()) == []


def test_a_world_names_every_secret_it_gave_out() -> None:
    world = InProcessWorlds().make(ServiceRequest(service=ServiceName.RINGCENTRAL, seed=1))
    client = world.client("worker")
    client.login()
    tokens = client.store.tokens
    assert tokens is not None
    assert {tokens.access, tokens.refresh, client.jwt, client.app.client_secret} <= world.secrets()
    world.control.change_credentials()
    assert {client.jwt, world.control.account.jwt} <= world.secrets()


def test_no_secret_stands_in_what_a_debugger_shows() -> None:
    world = InProcessWorlds().make(ServiceRequest(service=ServiceName.RINGCENTRAL, seed=1))
    client = world.client("worker")
    client.login()
    shown = f"{client.app!r} {client.store.tokens!r} {world.control.account!r}"
    assert [secret for secret in world.secrets() if secret in shown] == []
