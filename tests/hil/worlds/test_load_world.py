"""Worlds by name, with what stands behind the colon."""

import pytest

from oceanhil.hil.worlds import load_world, world_names
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.scenarios.world import WorldError


@pytest.fixture(autouse=True)
def _no_inventory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, with the inventory of nobody."""
    folder = tmp_path_factory.mktemp("empty")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)


def test_the_worlds_of_this_project_are_registered() -> None:
    assert {"sim", "serial"} <= set(world_names())


@pytest.mark.parametrize("name", ["sim", "serial", "serial:virtual", "serial:virtual-no-agent"])
def test_a_world_is_known_by_the_name_it_was_asked_for(name: str) -> None:
    factory = load_world(name)
    assert factory.name == name
    factory.close()


def test_an_unknown_world_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(WorldError, match=r"unknown world 'seral'.*'serial'"):
        load_world("seral:bench1")


def test_a_world_without_argument_says_so() -> None:
    with pytest.raises(WorldError, match="world 'sim' takes nothing behind a colon; expected 'sim' alone"):
        load_world("sim:fast")


def test_a_bench_without_an_inventory_is_refused_by_its_full_name() -> None:
    with pytest.raises(WorldError, match="world 'serial:bench1': "):
        load_world("serial:bench1")


def test_a_sketch_is_code_that_an_untrusted_run_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.sketch.factory.is_untrusted", lambda: True)
    with pytest.raises(WorldError, match="--untrusted"):
        SketchWorldFactory("anything")
