"""Making worlds `native`: what is said where the core cannot be compiled or is not the one that was expected."""

from pathlib import Path

import pytest

from oceanhil.firmware.build import BuildError
from oceanhil.hil.worlds.native import core
from oceanhil.hil.worlds.native.abi import ABI_VERSION
from oceanhil.hil.worlds.native.core import CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest

REQUEST = WorldRequest(board=Board.ESP32, seed=1, profile=load_profile())


class Refused(NativeWorldFactory):
    """A factory whose compiler refuses the core."""

    def __init__(self) -> None:
        self.builds = 0

    def build(self) -> Path:
        self.builds += 1
        raise BuildError("compiler 'c++' refused the core")


def test_a_machine_without_a_compiler_is_told_which_one_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "pip install ziglang" in NativeWorldFactory().absence(Board.ESP32)


def test_a_machine_with_a_compiler_lacks_nothing() -> None:
    assert NativeWorldFactory().absence(Board.PICOW) == ""


def test_a_core_that_cannot_be_compiled_is_an_error_of_every_run_and_compiled_once() -> None:
    factory = Refused()
    for _ in range(2):
        with pytest.raises(WorldError, match="refused the core"):
            factory.make(REQUEST)
    assert factory.builds == 1


def test_a_file_that_is_no_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "core.so").write_bytes(b"no library")
    with pytest.raises(CoreError, match=r"core\.so' cannot be loaded"):
        CoreLibrary(tmp_path / "core.so")


def test_a_library_of_another_abi_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "ABI_VERSION", 99)
    with pytest.raises(CoreError, match=f"has ABI {ABI_VERSION}, expected 99"):
        CoreLibrary(NativeWorldFactory().build())
