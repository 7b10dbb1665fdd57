"""What a session loads: what was chosen before anything runs, all else when it is asked for, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.choice import Choice
from oceanhil.app.run.demands import Demands
from oceanhil.app.run.loaded import LoadedChoice, Once
from oceanhil.app.run.options import OutputForm
from oceanhil.app.run.run_options import RunOptions
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from pathlib import Path


class Factory(SimWorldFactory):
    """Counts how often it is closed, and may fail at it."""

    closed = 0
    trouble = ""

    def close(self) -> None:
        self.closed += 1
        if self.trouble:
            raise WorldError(self.trouble)


@pytest.fixture
def worlds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Factory]:
    """The worlds that were loaded, by name."""
    found: dict[str, Factory] = {}

    def load_world(name: str) -> Factory:
        assert name not in found, "loaded a second time"
        if name == "none":
            raise WorldError("unknown world 'none'")
        return found.setdefault(name, Factory())

    monkeypatch.setattr("oceanhil.hil.worlds.load_world", load_world)
    return found


def loaded(given: RunOptions, profile: Path | None = None) -> LoadedChoice:
    choice = Choice(
        given=given,
        profile=profile,
        service=None,
        demands=Demands(),
        server=None,
        junit=None,
        allure=None,
        output=OutputForm.PYTEST,
    )
    return LoadedChoice(choice)


def test_what_is_made_once_is_made_when_it_is_first_asked_for() -> None:
    numbers = iter(range(7, 10))
    once = Once(lambda: next(numbers))
    assert [once.if_loaded, once.value, once.value, once.if_loaded] == [None, 7, 7, 7]


def test_it_is_made_when_it_is_told_to_be() -> None:
    made: list[int] = []
    once = Once(lambda: made.append(7))
    once.load()
    once.load()
    assert made == [7]


def test_defaults_wait_until_they_are_asked_for(worlds: dict[str, Factory]) -> None:
    chosen = loaded(RunOptions())
    chosen.load_chosen()
    assert worlds == {}
    assert chosen.factory is worlds["sim"]


def test_worlds_that_were_chosen_are_loaded_before_anything_runs(worlds: dict[str, Factory]) -> None:
    chosen = loaded(RunOptions(world="one", against="other"))
    chosen.load_chosen()
    assert (chosen.factory, chosen.other_factory) == (worlds["one"], worlds["other"])
    assert worlds.keys() == {"one", "other"}


@pytest.mark.parametrize("words", [{"world": "none"}, {"against": "none"}])
@pytest.mark.usefixtures("worlds")
def test_a_chosen_world_that_is_none_is_a_usage_error(words: dict[str, str]) -> None:
    with pytest.raises(pytest.UsageError, match="unknown world 'none'"):
        loaded(RunOptions.of(words)).load_chosen()


def test_files_that_were_chosen_are_read_before_anything_runs(tmp_path: Path) -> None:
    nothing = tmp_path / "none.toml"
    with pytest.raises(pytest.UsageError, match=r"none\.toml: cannot be read"):
        loaded(RunOptions(known=nothing)).load_chosen()
    with pytest.raises(pytest.UsageError, match=r"none\.toml: cannot be read"):
        loaded(RunOptions(profile=nothing), nothing).load_chosen()


def test_only_what_was_loaded_is_let_go_of(worlds: dict[str, Factory]) -> None:
    chosen = loaded(RunOptions(against="other"))
    chosen.load_chosen()
    assert list(chosen.let_go()) == []
    assert {name: factory.closed for name, factory in worlds.items()} == {"other": 1}
    assert chosen.kept_out == {}


def test_a_world_that_cannot_be_put_back_keeps_no_other_from_it(worlds: dict[str, Factory]) -> None:
    chosen = loaded(RunOptions(world="one", against="other"))
    chosen.load_chosen()
    worlds["one"].trouble = "board 'desk' is not as it was"
    assert list(chosen.let_go()) == ["board 'desk' is not as it was"]
    assert worlds["other"].closed == 1
