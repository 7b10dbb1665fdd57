"""Which files belong to a sketch in a folder of Arduino's."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.project import Project, arduino_project


def project(folder: Path, *files: str, named: str = "blink") -> Project:
    """Give the project of a sketch `blink` with these files besides `blink.ino`."""
    for name in ("blink/blink.ino", *(f"blink/{each}" for each in files)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return arduino_project(find_sketch(named, folder))


def names(paths: tuple[Path, ...], folder: Path) -> list[str]:
    return [each.relative_to(folder / "blink").as_posix() for each in paths]


def test_the_file_named_as_the_folder_is_first_and_the_others_follow_by_name(tmp_path: Path) -> None:
    found = project(tmp_path, "b.ino", "a.ino", "z.pde", "data/c.ino")
    assert names(found.inos, tmp_path) == ["blink.ino", "a.ino", "b.ino", "z.pde"]


def test_sources_are_those_of_the_folder_and_of_src_at_any_depth(tmp_path: Path) -> None:
    found = project(tmp_path, "one.cpp", "two.c", "one.h", "src/three.cpp", "src/deep/four.c", "test/no.cpp")
    assert names(found.sources, tmp_path) == ["one.cpp", "two.c", "src/deep/four.c", "src/three.cpp"]


def test_libraries_are_looked_for_inside_the_folder_and_then_beside_it(tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    found = project(tmp_path, "libraries/Lamp/Lamp.h")
    assert found.libraries == (tmp_path / "blink" / "libraries", tmp_path / "libraries")


def test_a_single_file_is_alone(tmp_path: Path) -> None:
    found = project(tmp_path, "other.ino", "one.cpp", named="blink/other.ino")
    assert (names(found.inos, tmp_path), found.sources) == (["other.ino"], ())


def test_of_a_single_file_only_headers_beside_it_are_its_own(tmp_path: Path) -> None:
    found = project(tmp_path, "other.ino", "one.h", "deep/two.h", named="blink/other.ino")
    assert names(found.headers(), tmp_path) == ["one.h"]
    assert names(project(tmp_path).headers(), tmp_path) == ["deep/two.h", "one.h"]


def test_assembler_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=r"fast\.S: is in the assembler of the board's processor"):
        project(tmp_path, "fast.S")
