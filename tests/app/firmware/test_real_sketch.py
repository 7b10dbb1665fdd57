"""The sketch of this repository, rendered: it stands alone, and it has a place for every value."""

import re
from pathlib import Path

import pytest

from oceanhil.app.firmware.secrets_header import to_c_string
from oceanhil.app.firmware.sketch import Sketch, render_sketch
from oceanhil.app.firmware.tool_errors import FolderError
from oceanhil.app.firmware.values import Values
from oceanhil.boards import core_families, families
from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.protocol.board import Board
from tests.app.firmware.user import PASSWORD, TOKEN

SERVER = b"https://bench.example.com:8443"


@pytest.fixture
def sketch(tmp_path: Path) -> Sketch:
    return render_sketch(tmp_path / "device", Board.ESP32, Values(b"Ocean Net", PASSWORD, TOKEN, SERVER))


def test_every_value_is_in_its_header(sketch: Sketch) -> None:
    header = (sketch.source / "secrets.h").read_text("utf-8")
    assert all(to_c_string(value) in header for value in (b"Ocean Net", PASSWORD, TOKEN))
    assert header.count(to_c_string(SERVER)) == 2


@pytest.mark.parametrize("agent", [False, True])
def test_what_is_shipped_has_no_agent(tmp_path: Path, agent: bool) -> None:
    made = render_sketch(tmp_path / "device", Board.ESP32, Values(b"Ocean Net", PASSWORD, TOKEN, agent=agent))
    header = (made.source / "secrets.h").read_text("utf-8")
    assert ("\n#define OCEANREMOTE_AGENT\n" in header) is agent
    assert "#ifdef OCEANREMOTE_AGENT\n" in (made.source / "oceanremote.ino").read_text("utf-8")


def test_the_core_is_in_the_library_as_it_is(sketch: Sketch) -> None:
    library = sketch.libraries / "OceanRemote" / "src"
    for folder in (CORE_DIRECTORY / "src", CORE_DIRECTORY / "include"):
        files = [*filter(Path.is_file, folder.rglob("*"))]
        assert files
        for path in files:
            assert (library / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_no_file_refers_to_one_outside_of_the_folder(sketch: Sketch) -> None:
    for path in sketch.folder.rglob("*"):
        if path.suffix in {".h", ".cpp", ".ino", ".def"}:
            for name in re.findall(r'^\s*#\s*include\s+"(\.\./[^"]*)"', path.read_text("utf-8"), re.MULTILINE):
                assert (path.parent / name).resolve().is_relative_to(sketch.folder.resolve()), path


def test_platformio_finds_an_environment_for_each_board(sketch: Sketch) -> None:
    text = (sketch.folder / "platformio.ini").read_text("utf-8")
    environments = re.findall(r"^\[env:(\w+)\]", text, re.MULTILINE)
    assert set(environments) == {each.build.environment for each in core_families()}


def test_a_family_without_a_port_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    values = Values(b"Ocean Net", PASSWORD, TOKEN)
    known = [each.board.value for each in families() if each in core_families()]
    told = f"there is no firmware for a pico2w yet; there is one for {', '.join(known)}"
    with pytest.raises(FolderError, match=f"^{told}$"):
        render_sketch(tmp_path / "device", Board("pico2w"), values)
    assert not (tmp_path / "device").exists()


def test_platformio_looks_for_the_sketch_where_it_is(sketch: Sketch) -> None:
    text = (sketch.folder / "platformio.ini").read_text("utf-8")
    assert re.search(r"^src_dir\s*=\s*oceanremote$", text, re.MULTILINE)
