"""Finding scenario files."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from oceanhil.app.run.library import (
    NoSuchScenarioError,
    board_files,
    find_files,
    find_scenario,
    library_files,
    library_root,
    service_files,
)
from oceanhil.app.run.signature import looks_like_scenario, says_it_is_ours
from oceanhil.scenarios.loader import load_library
from oceanhil.scenarios.subject import ServiceName
from tests.together import together
from tests.user import write


def test_without_names_it_is_the_whole_library() -> None:
    assert find_files([]) == library_files()
    assert len(library_files()) == len(list(library_root().rglob("*.yaml")))


@together
@pytest.mark.parametrize("path", library_files(), ids=lambda path: path.stem)
def test_every_file_of_the_library_looks_like_a_scenario(path: Path) -> None:
    assert looks_like_scenario(path)


@together
@pytest.mark.parametrize("path", library_files(), ids=lambda path: path.stem)
def test_every_file_of_the_library_says_that_it_is_ours(path: Path) -> None:
    assert says_it_is_ours(path)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("id: a\ntitle: b\ngroup: c\nsteps:\n  - device.power_on\n", True),
        ("title: b\nsteps:\n- expect.online: {within: 30s}\n", True),
        ('id: a\r\nsteps:\r\n  - "time.run": 1s\r\n', True),
        ("id: checkout\ntitle: A visitor buys a lamp\ngroup: shop\nsteps:\n  - open: /cart\n  - click: buy\n", False),
        ("steps:\n  - device.power_on\n", False),
        ("id: a\ntitle: b\ngroup: c\n# - device.power_on\n", False),
        ("jobs:\n  id: a\n  title: b\n  steps:\n    - device.power_on\n", False),
    ],
)
def test_among_files_of_all_kinds_a_scenario_has_a_step_of_ours(text: str, is_ours: bool, folder: Path) -> None:
    path = folder / "some.yaml"
    path.write_bytes(text.encode())
    assert says_it_is_ours(path) is is_ours


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as the name of a file")
def test_a_name_that_is_no_text_is_refused_before_a_report_cannot_be_written(folder: Path) -> None:
    place = folder / os.fsdecode(b"caf\xe9")
    write(place / "relay.yaml")
    for name in (place, place / "relay.yaml"):
        with pytest.raises(NoSuchScenarioError, match=r"caf\\udce9/relay\.yaml: the name is not UTF-8, .*; rename"):
            find_files([str(name)])


def test_names_may_be_mixed_and_count_once(folder: Path) -> None:
    write(folder / "own" / "fine.yaml")
    found = find_files(["token-expired", "own", str(Path("own", "fine.yaml")), "token-expired"])
    assert [path.name for path in found] == ["token-expired.yaml", "fine.yaml"]


def test_a_file_of_a_folder_of_which_no_text_is_left_is_shown_with_the_others(folder: Path) -> None:
    write(folder / "own" / "fine.yaml")
    (folder / "own" / "lost.yaml").write_bytes(bytes(300))
    (folder / "own" / "short.yaml").write_bytes(b"")
    (folder / "own" / "ci.yaml").write_text("jobs: {}\n")
    assert [path.name for path in find_files(["own"])] == ["fine.yaml", "lost.yaml", "short.yaml"]


def test_a_folder_with_tests_in_python_alone_says_how_they_run(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "test_lamp.py").write_text("")
    with pytest.raises(NoSuchScenarioError, match=r"but tests in Python, which run when they are named: own/test_la"):
        find_files(["own"])


def test_a_test_within_a_file_is_chosen_by_its_words(folder: Path) -> None:
    (folder / "test_lamp.py").write_text("")
    with pytest.raises(NoSuchScenarioError, match=r"is chosen by its words: test_lamp\.py -k 'test_it'"):
        find_files(["test_lamp.py::test_it"])


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("id: a\ntitle: b\ngroup: c\nsteps: []\n", True),
        ("id: a\r\nsteps: []\r\n", True),
        ("id: a\ntitle: b\ngroup: c\nstps: []\n", True),
        ("steps: []\n", False),
        ("id: a\ntitle: b\n", False),
        ("jobs:\n  id: a\n  title: b\n  steps: []\n", False),
    ],
)
def test_a_scenario_is_known_by_the_keys_at_its_top_level(text: str, is_one: bool, folder: Path) -> None:
    path = folder / "some.yaml"
    path.write_bytes(text.encode())
    assert looks_like_scenario(path) is is_one


def test_a_scenario_is_found_by_its_id_without_reading_the_others(folder: Path) -> None:
    write(folder / "own" / "broken.yaml", "  - [\n")
    own = write(folder / "own" / "fine.yaml")
    assert find_scenario("fine", [folder]) == own
    assert find_scenario("token-expired", [folder]).name == "token-expired.yaml"


def test_an_unknown_id_is_refused_with_the_nearest_of_all_places(folder: Path) -> None:
    write(folder / "own" / "relay-after-reboot.yaml")
    with pytest.raises(NoSuchScenarioError, match=r"did you mean 'relay-after-reboot'\?"):
        find_scenario("relay-after-rebot", [folder])


def test_a_file_given_for_an_id_that_it_is_not_called_is_named(folder: Path) -> None:
    own = write(folder / "night.yaml")
    told = f"scenario 'first-nigth' is not in {own}: a scenario's id is its file's name"
    with pytest.raises(NoSuchScenarioError, match=f"^{re.escape(told)}"):
        find_scenario("first-nigth", [own])


def test_what_is_about_a_service_stands_in_its_folder_and_nothing_else_does() -> None:
    library = load_library(library_files())
    assert {path.stem for path in board_files()} == set(library)
    for service in ServiceName:
        about = {name for name, scenario in library.services.items() if scenario.service is service}
        assert {path.stem for path in service_files(service)} == about
