import stat
import sys
from pathlib import Path

import pytest

from oceanhil.app.firmware.secrets_header import render
from oceanhil.app.firmware.sketch import SketchSources, is_sketch, open_sketch, render_sketch
from oceanhil.app.firmware.tool_errors import FolderError
from oceanhil.protocol.board import Board
from tests.app.firmware.user import EXAMPLE, TOKEN, VALUES, installation, rendered


def test_the_core_itself_takes_the_place_of_the_librarys_references_to_it(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    source = sketch.libraries / "OceanRemote" / "src"
    assert (source / "core.cpp").read_text("utf-8") == "int core;\n"
    assert (source / "agent" / "agent.cpp").read_text("utf-8") == "int agent;\n"
    assert (source / "oceanremote" / "core.h").is_file()
    assert (sketch.folder / "platformio.ini").is_file()


def test_the_sketch_stands_in_a_folder_of_its_name(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    assert (sketch.source / f"{sketch.source.name}.ino").is_file()


def test_the_header_has_the_users_values_and_never_a_developers(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    assert (sketch.source / "secrets.h").read_text("utf-8") == render(EXAMPLE, VALUES)


def test_a_developers_secrets_are_not_even_copied(tmp_path: Path) -> None:
    sources = installation(tmp_path)
    assert (sources.folder / "arduino" / "oceanremote" / "secrets.h").is_file()
    assert not [place for place in sources.files() if place.name == "secrets.h"]


def test_secrets_are_in_one_file_that_git_is_told_to_leave_alone(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    with_token = [path for path in sketch.folder.rglob("*") if path.is_file() and TOKEN in path.read_bytes()]
    assert with_token == [sketch.source / "secrets.h"]
    assert "secrets.h" in (sketch.folder / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes: look at it on Linux or macOS")
def test_secrets_are_readable_by_their_owner_alone_also_where_they_were_not_before(tmp_path: Path) -> None:
    header = rendered(tmp_path).source / "secrets.h"
    assert stat.S_IMODE(header.stat().st_mode) == 0o600
    header.chmod(0o644)
    render_sketch(tmp_path / "device", Board.ESP32, VALUES, force=True, sources=installation(tmp_path))
    assert stat.S_IMODE(header.stat().st_mode) == 0o600


def test_a_rendered_folder_knows_its_board(tmp_path: Path) -> None:
    sketch = rendered(tmp_path, Board.PICOW)
    assert is_sketch(sketch.folder)
    assert open_sketch(sketch.folder) == sketch


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "thesis.txt").write_text("two years", "utf-8")
    with pytest.raises(FolderError, match="has something in it; choose another --output, or give --force"):
        rendered(tmp_path)
    assert [path.name for path in (tmp_path / "device").iterdir()] == ["thesis.txt"]


def test_by_force_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "notes.txt").write_text("mine", "utf-8")
    render_sketch(tmp_path / "device", Board.ESP32, VALUES, force=True, sources=installation(tmp_path))
    assert (tmp_path / "device" / "notes.txt").read_text("utf-8") == "mine"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "device").touch()
    with pytest.raises(FolderError, match="is a file; choose another --output"):
        rendered(tmp_path)


def test_an_installation_without_a_sketch_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="this installation has no sketch"):
        render_sketch(tmp_path / "device", Board.ESP32, VALUES, sources=SketchSources(tmp_path / "nothing"))
    assert not (tmp_path / "device").exists()


@pytest.mark.parametrize("text", [None, "", "{}", '{"board": "esp9"}'])
def test_another_folder_is_no_sketch(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "oceanhil.json").write_text(text, "utf-8")
    with pytest.raises(FolderError, match=r"cannot be (read|understood)"):
        open_sketch(tmp_path)
