"""The bridge to a farm, with a program in place of the farm's Python that says what a test tells it to."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.hil.farm.bridge import Bridge
from oceanhil.hil.farm.held_place import HeldPlace
from oceanhil.hil.farm.place import FarmError, FarmKind, FarmPlace, NoFarmError, PlaceTakenError, Selection

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a Python is a program of a shell"),
]
READY = '{"event": "ready", "version": "26.0.1", "spoken": 2}'
DONE = '{"event": "done"}'
ACQUIRED = '{"event": "done", "address": "rfc2217://lab1:4001"}'
Saying = Callable[..., Path]


@pytest.fixture
def saying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saying:
    """Have the bridge say these lines, each when it is asked; gives the file of what it is asked."""

    def say(*lines: str, ready: str = READY) -> Path:
        asked = tmp_path / "asked"
        python = tmp_path / "labgrid" / "bin" / "python"
        python.parent.mkdir(parents=True)
        answers = "".join(f"read line && echo \"$line\" >> {asked} && printf '%s\\n' '{line}'\n" for line in lines)
        python.write_text(f"#!/bin/sh\nprintf '%s\\n' '{ready}'\n{answers}cat >> {asked}\n", "utf-8")
        python.chmod(0o755)
        monkeypatch.setenv("OCEANHIL_FARM", str(tmp_path))
        return asked

    return say


def test_what_is_found_is_what_the_farm_tells(saying: Saying) -> None:
    place = (
        '{"name": "desk", "tags": {"site": "here"}, "holder": "", "has_port": true, "has_power": false, "board": {}}'
    )
    asked = saying(f'{{"event": "done", "places": [{place}]}}')
    with Bridge(FarmKind.LABGRID) as bridge:
        (found,) = bridge.find(Selection(FarmKind.LABGRID, tags=(("site", "here"),)))
    assert (found.name, found.tags, found.has_port) == ("desk", {"site": "here"}, True)
    assert asked.read_text() == '{"do":"find","place":"","tags":{"site":"here"}}\n'


def test_a_place_is_given_back_at_the_end(saying: Saying) -> None:
    asked = saying(ACQUIRED, DONE)
    with Bridge(FarmKind.LABGRID) as bridge, HeldPlace(bridge, FarmPlace(FarmKind.LABGRID, "desk")) as held:
        assert held.address == "rfc2217://lab1:4001"
    assert [line.split('"')[3] for line in asked.read_text().splitlines()] == ["acquire", "release"]


def test_a_place_that_is_left_to_a_keeper_is_not_given_back(saying: Saying) -> None:
    asked = saying(ACQUIRED, DONE)
    with Bridge(FarmKind.LABGRID) as bridge, HeldPlace(bridge, FarmPlace(FarmKind.LABGRID, "desk")) as held:
        held.leave_to_keeper(left=True)
    assert [line.split('"')[3] for line in asked.read_text().splitlines()] == ["acquire", "leave"]


def test_a_place_that_was_the_users_before_stays_so(saying: Saying) -> None:
    asked = saying(ACQUIRED.replace("}", ', "before": true}'))
    with Bridge(FarmKind.LABGRID) as bridge, HeldPlace(bridge, FarmPlace(FarmKind.LABGRID, "desk")) as held:
        assert not held.is_ours_to_release
        held.leave_to_keeper(left=True)
    assert [line.split('"')[3] for line in asked.read_text().splitlines()] == ["acquire"]


def test_who_has_a_place_is_told_while_it_is_waited_for(saying: Saying) -> None:
    saying('{"event": "waiting", "text": "alice has it"}\n' + ACQUIRED)
    told: list[str] = []
    with Bridge(FarmKind.LABGRID) as bridge:
        bridge.acquire("desk", None, told.append)
    assert told == ["alice has it"]


@pytest.mark.parametrize(
    ("why", "error"), [("taken", PlaceTakenError), ("version", NoFarmError), ("unreachable", FarmError)]
)
def test_what_the_farm_refuses_is_an_error_of_its_kind_in_its_words(
    saying: Saying, why: str, error: type[FarmError]
) -> None:
    saying(f'{{"event": "failed", "why": "{why}", "text": "alice has it"}}')
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(error, match=r"^alice has it$") as caught:
        bridge.release("desk")
    assert type(caught.value) is error


def test_who_says_something_out_of_turn_is_told_with_what_to_look_for(saying: Saying) -> None:
    saying('{"event": "ready", "version": "26.0", "spoken": 1}')
    told = pytest.raises(FarmError, match="keep to the conversation; see whether its Python prints something by itself")
    with Bridge(FarmKind.LABGRID) as bridge, told:
        bridge.release("desk")


def test_a_lost_place_is_known_when_it_is_looked_after(saying: Saying) -> None:
    saying(ACQUIRED, '{"event": "lost", "place": "desk", "text": "alice has it"}\n' + DONE, DONE)
    with Bridge(FarmKind.LABGRID) as bridge, HeldPlace(bridge, FarmPlace(FarmKind.LABGRID, "desk")) as held:
        held.check()
        bridge.power("desk", "on")
        with pytest.raises(PlaceTakenError, match="alice has it"):
            held.check()


def test_a_bridge_that_dies_is_told_with_its_last_words(saying: Saying) -> None:
    saying("", ready="' && echo 'ImportError: no labgrid' >&2 && exit 1 #")
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(FarmError, match="has ended: ImportError: no labgrid"):
        bridge.release("desk")


def test_a_client_of_another_version_is_refused(saying: Saying) -> None:
    saying(DONE, ready=READY.replace("26.0.1", "25.1"))
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(NoFarmError, match=r"labgrid 25\.1 is installed in .*26\.x"):
        bridge.release("desk")


def test_a_bridge_of_another_version_is_refused(saying: Saying) -> None:
    saying(DONE, ready=READY.replace('"spoken": 2', '"spoken": 3'))
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(FarmError, match="another version of oceanhil"):
        bridge.release("desk")


def test_where_nothing_is_installed_it_is_said_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    farm = tmp_path / "my farm"
    monkeypatch.setenv("OCEANHIL_FARM", str(farm))
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(NoFarmError) as raised:
        bridge.release("desk")
    _, _, how = str(raised.value).partition("; ")
    python = farm / "labgrid" / "bin" / "python"
    venv, install = ["python3", "-m", "venv", str(python.parents[1])], ["-m", "pip", "install", "labgrid==26.0.1"]
    assert shlex.split(how) == [*venv, "&&", str(python), *install]


def test_nothing_is_reached_for_files_that_are_not_trusted(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    saying(DONE)
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    with Bridge(FarmKind.LABGRID) as bridge, pytest.raises(FarmError, match="labgrid reaches other machines"):
        bridge.release("desk")
