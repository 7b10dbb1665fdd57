"""Examples on the pages do what the text round them says: scenarios run, Python runs, profiles and JSON load."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.run.library import library_root
from oceanhil.firmware.sketches.settings import read_settings
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.mock_server.services import service_maker
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.messages import DeviceState, RegisterReply, RegisterRequest, SessionReply, SessionRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.service_profile import ServiceDocument, base_of
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.oceanremote import make_side
from oceanhil.scenarios.loader import load_any, load_scenario
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case, run_service_case
from oceanhil.scenarios.world import World, WorldFactory, WorldRequest
from tests.docs.pieces import Block, find_pages

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.scenarios.scenario import Scenario

# What a recipe has is tried by test_recipes.py, at its place in a copy of the project.
PAGES = [page for page in find_pages() if page.name != "docs/recipes.md"]
# What an example may take from the text round it.
GIVEN = {"log_text": "[REG] HTTP Response: 410\n"}


def examples(language: str, *words: str) -> list[Block]:
    """Give the blocks of a language that have all these words at the beginning of a line."""
    blocks = [block for page in PAGES for block in page.code(language)]
    # Whose button is pressed needs a sketch that has one: tests/firmware/arduino_host/test_wiring.py.
    return [
        block
        for block in blocks
        if all(f"\n{word}" in f"\n{block.text}" for word in words) and "device.press:" not in block.text
    ]


def by_place(block: Block) -> str:
    return block.place


def results_of(scenario: Scenario) -> list[Result]:
    if scenario.service is not None:
        return [run_service_case(case, InProcessWorlds()) for case in scenario.expand()]
    factory = load_world("sim")
    cases = [case for board in PLATFORM_BOARDS for case in scenario.expand(board, factory.drivers(board))]
    return [run_case(case, factory, load_profile()) for case in cases]


@pytest.mark.slow
@pytest.mark.parametrize("block", examples("yaml", "id:", "steps:"), ids=by_place)
def test_scenarios_pass_on_every_board(block: Block, tmp_path: Path) -> None:
    file = tmp_path / f"{block.text.split()[1]}.yaml"
    file.write_text(block.text, "utf-8")
    results = results_of(load_any(file))
    assert {result.outcome for result in results} == {Outcome.PASSED}
    assert {result.remedy for result in results} <= {Outcome.PASSED, Outcome.NONE}


def test_the_scenario_in_the_readme_is_that_of_the_library() -> None:
    block = next(block for block in examples("yaml", "id:") if block.place.startswith("README.md"))
    file = next(library_root().rglob(f"{block.text.split()[1]}.yaml"))
    assert block.text == file.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("block", examples("python", "def test_"), ids=by_place)
def test_tests_in_python_pass_on_every_board(block: Block, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(block.text)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=len(PLATFORM_BOARDS))


# A second file of a package needs the first one beside it: test_profiles_page.py installs both. A connector's script is
# run with its words by tests/remote/connector/test_documentation.py. A locustfile puts gevent's sockets into the
# process that imports it: tests/app/load/test_fleet_runs.py gives it to Locust.
ELSEWHERE = ("def test_", "# greeter/contract.py", "sys.argv", "OceanDevice")
OTHERS = [each for each in examples("python") if not any(mark in each.text for mark in ELSEWHERE)]


@pytest.mark.slow
@pytest.mark.parametrize("block", OTHERS, ids=by_place)
def test_other_python_runs(block: Block) -> None:
    exec(compile(block.text, block.place, "exec"), {"__name__": "example", **GIVEN})


def world_of(block: Block) -> WorldFactory:
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(block.text, block.place, "exec"), names)
    factory = names["SlowNetworkFactory"]
    assert isinstance(factory, type)
    made: WorldFactory = factory()
    return made


def test_the_world_of_ones_own_runs_scenarios() -> None:
    factory = world_of(next(block for block in examples("python", "class SlowNetworkFactory")))
    world: World = factory.make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()))
    world.close()
    scenario = load_scenario(library_root() / "lifecycle" / "first-boot.yaml")
    results = [run_case(scenario.expand(board)[0], factory, load_profile()) for board in PLATFORM_BOARDS]
    assert {result.outcome for result in results} == {Outcome.PASSED}


@pytest.mark.parametrize("block", examples("toml"), ids=by_place)
def test_profiles_load_and_other_toml_parses(block: Block, tmp_path: Path) -> None:
    tables = tomllib.loads(block.text)
    if {"operation", "secrets"} & set(tables):
        # Connectors: read, and run, by tests/remote/connector/test_documentation.py.
        return
    if set(tables) == {"fleet"}:
        operations = make_side(load_profile()).operations
        assert parse_connector(block.text, tmp_path / "connector.toml", operations, {}).fleet is not None
        return
    if set(tables) == {"sketch"}:
        (tmp_path / "oceanhil.toml").write_text(block.text)
        for folder in (one["files"] for one in tables["sketch"].values() if "files" in one):
            (tmp_path / folder).mkdir(parents=True)
        assert read_settings(tmp_path / "oceanhil.toml").keys() == tables["sketch"].keys()
        return
    if not {"server", "wire", "device", "errors"} & set(tables):
        assert set(tables) == {"project"} or set(tables) <= {"bench", "board", "firmware"}
        if "board" in tables:
            assert parse_inventory(block.text, tmp_path / "boards.toml").boards
        return
    file = tmp_path / "profile.toml"
    file.write_text(block.text, "utf-8")
    if "title" in tables.get("profile", {}):
        assert msgspec.convert(tables, ServiceDocument).server
        return
    if (base := base_of(file)) is not None:
        assert service_maker(base)(file, 0).settings() != service_maker(base)(None, 0).settings()
        return
    assert load_profile(file).document != load_profile().document


def test_bodies_have_exactly_the_fields_of_the_messages() -> None:
    kinds = (RegisterRequest, RegisterReply, SessionRequest, SessionReply, DeviceState)
    blocks = [block for block in examples("json") if block.place.startswith("docs/protocol.md")]
    for kind, block in zip(kinds, blocks, strict=True):
        assert set(json.loads(block.text)) == set(kind.__struct_fields__)
        msgspec.json.decode(block.text, type=kind)
