"""Building firmware for an emulator, and what is said when something is missing."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import Image, build, firmware_image, sources_in
from oceanhil.hil.emulators.emulator_errors import EmulatorError, ToolMissingError
from oceanhil.hil.emulators.targets import LX106
from oceanhil.hil.emulators.tools import ARM_COMPILER, LX106_COMPILER, NODE, QEMU_XTENSA, Tool
from tests.firmware.conftest import MAC


@pytest.mark.parametrize("tool", [QEMU_XTENSA, LX106_COMPILER, NODE, ARM_COMPILER], ids=lambda tool: tool.program)
def test_a_missing_program_is_named_with_its_package(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolMissingError) as error:
        tool.find()
    assert tool.program in str(error.value)
    assert tool.package in str(error.value)


def test_a_missing_emulator_is_noticed_before_anything_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolMissingError, match="gcc-xtensa-lx106"):
        build(firmware_image(LX106), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_sources_are_built_once(tmp_path: Path) -> None:
    source = tmp_path / "some.cpp"
    source.write_text('extern "C" void _reset() {}\n', "utf-8")
    image = Image("some", LX106, (source,), ())
    first = build(image, tmp_path / "images")
    before = first.stat().st_mtime_ns
    assert build(image, tmp_path / "images") == first
    assert first.stat().st_mtime_ns == before


def test_a_changed_source_is_built_anew(tmp_path: Path) -> None:
    source = tmp_path / "some.cpp"
    source.write_text('extern "C" void _reset() {}\n', "utf-8")
    image = Image("some", LX106, (source,), ())
    first = build(image, tmp_path / "images")
    source.write_text('extern "C" void _reset() { for (;;) {} }\n', "utf-8")
    assert build(image, tmp_path / "images") != first


@pytest.mark.usefixtures("lx106_tools")
def test_what_does_not_compile_is_said_in_the_compilers_words(tmp_path: Path) -> None:
    source = tmp_path / "some.cpp"
    source.write_text("int wrong() { return nowhere; }\n", "utf-8")
    with pytest.raises(EmulatorError, match="nowhere"):
        build(Image("some", LX106, (source,), ()), tmp_path / "images")


@pytest.mark.usefixtures("lx106_tools")
def test_a_warning_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "some.cpp"
    source.write_text("unsigned char narrow(int wide) { return wide; }\n", "utf-8")
    with pytest.raises(EmulatorError, match="conversion"):
        build(Image("some", LX106, (source,), ()), tmp_path / "images")


def test_sources_are_found_in_subfolders_too(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("one.cpp", "below/two.S", "below/notes.h"):
        (tmp_path / name).write_text("", "utf-8")
    assert sources_in(tmp_path) == (tmp_path / "below/two.S", tmp_path / "one.cpp")


def test_a_board_without_power_is_switched_off_and_looked_at_without_harm(tmp_path: Path) -> None:
    with EmulatedBoard(LX106, tmp_path / "no.elf", MAC) as board:
        board.off()
        board.check()
        assert not board.is_on
