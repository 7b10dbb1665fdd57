"""Which cross-compiler builds an image, and what stands in for what it lacks."""

import pytest

from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.tools import FIRMWARE, LX106_TOOLCHAINS, RP2040_TOOLCHAINS, ZigCompiler


def without_programs(monkeypatch: pytest.MonkeyPatch, *, ziglang: bool) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name if ziglang else None)


def test_ziglang_builds_for_the_rp2040_where_there_is_no_other_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    without_programs(monkeypatch, ziglang=True)
    toolchain = RP2040_TOOLCHAINS.find()
    assert toolchain.compiler.command()[1:] == ("-m", "ziglang", "c++")
    assert toolchain.flags[:3] == ("-target", "thumb-freestanding-eabi", "-mcpu=cortex_m0plus")


def test_it_brings_no_c_library_so_the_firmware_does(monkeypatch: pytest.MonkeyPatch) -> None:
    without_programs(monkeypatch, ziglang=True)
    toolchain = RP2040_TOOLCHAINS.find()
    assert toolchain.libraries == ()
    assert [path.name for path in toolchain.sources] == ["string.cpp"]
    assert [(path / "string.h").is_file() for path in toolchain.headers] == [True]


def test_without_any_compiler_the_best_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_programs(monkeypatch, ziglang=False)
    with pytest.raises(ToolMissingError, match="gcc-arm-none-eabi"):
        RP2040_TOOLCHAINS.find()


def test_ziglang_does_not_know_the_lx106(monkeypatch: pytest.MonkeyPatch) -> None:
    without_programs(monkeypatch, ziglang=True)
    with pytest.raises(ToolMissingError, match="gcc-xtensa-lx106"):
        LX106_TOOLCHAINS.find()


def test_a_missing_ziglang_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    without_programs(monkeypatch, ziglang=False)
    with pytest.raises(ToolMissingError, match="'ziglang' with pip"):
        ZigCompiler().command()


def test_the_core_needs_nothing_of_a_c_library_but_what_the_stand_in_declares() -> None:
    allowed = {"stddef.h", "stdint.h", "string.h"}
    sources = [path for path in (FIRMWARE / "core" / "src").rglob("*") if path.suffix in {".cpp", ".h"}]
    # One of an Arduino core's, where that is what compiles.
    texts = [path.read_text("utf-8").replace("#if defined(ESP8266)\n#include <pgmspace.h>\n", "") for path in sources]
    lines = [line for text in texts for line in text.splitlines()]
    included = {line.split("<")[1].rstrip(">") for line in lines if line.startswith("#include <")}
    assert included <= allowed
