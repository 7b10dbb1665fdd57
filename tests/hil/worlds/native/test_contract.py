"""A core that takes what core.h rules out, or refuses what it allows, runs no scenario."""

import ctypes
import shutil
from pathlib import Path

import pytest

from oceanhil.firmware.build import CORE_DIRECTORY, HostBuild, build_host_library
from oceanhil.hil.worlds.native import factory
from oceanhil.hil.worlds.native.contract import judge_contract
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest

REQUEST = WorldRequest(board=Board.ESP32, seed=1, profile=load_profile())


def broken_core(folder: Path, old: str, new: str) -> Path:
    """Build a core with another text in core.cpp; only that file is compiled."""
    core = folder / "core"
    shutil.copytree(CORE_DIRECTORY, core)
    source = core / "src/core.cpp"
    text = source.read_text("utf-8")
    assert text.count(old) == 1
    source.write_text(text.replace(old, new), "utf-8")
    return build_host_library(HostBuild(core=core))


def test_the_core_keeps_to_its_header() -> None:
    judge_contract(ctypes.CDLL(str(NativeWorldFactory().build())), load_profile())


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new", "breach"),
    [
        ("board.flash_settled != nullptr", "true", "takes {} and a board without 'flash_settled'"),
        ("board.connected != nullptr &&", "board.note_load != nullptr &&", "refuses {} and a board of all that"),
        ("settings.session_header != nullptr", "true", "takes session_header of None"),
        ("seconds <= OR_LONGEST_TIME_S", "seconds < OR_LONGEST_TIME_S", "refuses poll_interval_s of 1900000"),
        ("settings.registration_token.bytes <= OR", "settings.registration_token.bytes <= 1u + OR", "token of 191"),
        ("settings->sntp = 1;", "settings->sntp = 0;", "gives sntp as 0, expected 1"),
        ('= "x-session-id";', '= "x-session";', "gives session_header as b'x-session', expected b'x-session-id'"),
        ("settings->retry_max_s = 60;", "settings->retry_max_s = 0;", "refuses {} and a board of all that it needs"),
        ("is_held() ? 1 : 0", "is_held() ? 0 : 1", "or_core_is_held gives 1 for a core made with held of 0"),
        ("device_.held || program_memory_ == nullptr", "program_memory_ == nullptr", "a core that is held"),
    ],
)
def test_a_core_that_breaks_its_header_is_refused(tmp_path: Path, old: str, new: str, breach: str) -> None:
    library = ctypes.CDLL(str(broken_core(tmp_path, old, new)))
    with pytest.raises(CoreError) as refused:
        judge_contract(library, load_profile())
    assert breach in str(refused.value)


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [("settings->retry_max_s = 60;", "settings->retry_max_s = 61;"), ('= "x-session-id";', '= "X-Session-ID";')],
)
def test_other_waits_and_headers_in_capitals_are_right(tmp_path: Path, old: str, new: str) -> None:
    judge_contract(ctypes.CDLL(str(broken_core(tmp_path, old, new))), load_profile())


def test_no_world_is_made_of_a_core_that_breaks_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def breach(*_: object) -> None:
        raise CoreError("the core breaks its header")

    monkeypatch.setattr(factory, "judge_contract", breach)
    with pytest.raises(WorldError, match="the core breaks its header"):
        NativeWorldFactory().make(REQUEST)
