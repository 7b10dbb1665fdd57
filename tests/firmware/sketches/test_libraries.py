"""What a library on disk consists of, and which of several a header belongs to."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.libraries import Library, best_for, libraries_in, library_at


def library(folder: Path, *files: str, properties: str = "", manifest: str = "") -> Library:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    if properties:
        (folder / "library.properties").write_text(properties)
    if manifest:
        (folder / "library.json").write_text(manifest)
    return library_at(folder)


def sources(found: Library) -> list[str]:
    return [each.relative_to(found.folder).as_posix() for each in found.sources()]


def test_a_library_with_src_is_all_of_src(tmp_path: Path) -> None:
    found = library(tmp_path, "src/a.cpp", "src/deep/b.c", "c.cpp", "utility/d.cpp", properties="name=Lamp\n")
    assert (found.name, found.includes) == ("Lamp", (tmp_path / "src",))
    assert sources(found) == ["src/a.cpp", "src/deep/b.c"]


def test_a_flat_library_is_its_folder_and_utility(tmp_path: Path) -> None:
    found = library(tmp_path, "Lamp.h", "a.cpp", "utility/b.c", "examples/c.cpp", properties="name=Lamp\n")
    assert sources(found) == ["a.cpp", "utility/b.c"]
    assert (found.includes, found.own_includes) == ((tmp_path,), (tmp_path / "utility",))


def test_a_library_of_old_is_flat_even_with_a_src(tmp_path: Path) -> None:
    assert sources(library(tmp_path, "Lamp.h", "a.cpp", "src/b.cpp")) == ["a.cpp"]


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ({}, ["a.cpp", "deep/b.cpp", "deep/er/c.c"]),
        ({"keywords.txt": ""}, ["a.cpp"]),
        ({"library.properties": "name=Lamp"}, ["a.cpp"]),
        ({"deep/b.h": '#include "Arduino.h"\n'}, ["a.cpp"]),
        ({"deep/b.h": "#include <Arduino.h>\n"}, ["a.cpp", "deep/b.cpp", "deep/er/c.c"]),
    ],
)
def test_platformio_takes_all_of_a_library_that_says_nothing_of_itself(
    beside: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    library(tmp_path, "Lamp.h", "a.cpp", "deep/b.cpp", "deep/er/c.c", "examples/d.cpp", "test/e.cpp")
    for name, text in beside.items():
        (tmp_path / name).write_text(text)
    assert sources(library_at(tmp_path, takes_whole=True)) == found
    assert sources(libraries_in([tmp_path], takes_whole=True)[0].library) == found
    assert sources(library_at(tmp_path)) == ["a.cpp"]


def test_library_json_says_where_sources_and_headers_are(tmp_path: Path) -> None:
    manifest = '{"name": "Lamp", "build": {"srcDir": "code", "includeDir": "api", "srcFilter": "+<*> -<test/>"}}'
    found = library(tmp_path, "code/a.cpp", "code/test/b.cpp", "api/Lamp.h", manifest=manifest)
    assert sources(found) == ["code/a.cpp"]
    assert found.includes == (tmp_path / "code", tmp_path / "api")


FLAGS = '{"build": {"flags": ["-DLAMPS=3", "-I src/deep -Wall"], "unflags": "-DDIM"}}'


def test_library_json_says_with_which_flags_it_is_compiled(tmp_path: Path) -> None:
    found = library(tmp_path, "src/Lamp.h", "src/deep/inner.h", "src/a.cpp", manifest=FLAGS)
    assert found.includes == (tmp_path / "src", tmp_path / "src" / "deep")
    assert (found.own_words, found.unflags) == (("-DLAMPS=3",), ("-DDIM",))


def test_of_a_library_of_arduinos_only_platformio_reads_the_flags(tmp_path: Path) -> None:
    assert library(tmp_path, "src/Lamp.h", properties="name=Lamp\n", manifest=FLAGS).own_words == ()
    assert library_at(tmp_path, takes_whole=True).own_words == ("-DLAMPS=3",)


def test_flags_of_a_library_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=r"library\.json: the flags '-DA=\"' have a quotation mark"):
        library(tmp_path, "src/Lamp.h", manifest='{"build": {"flags": "-DA=\\""}}')


@pytest.mark.parametrize(
    "manifest",
    [
        '{"dependencies": [{"name": "A", "version": "1"}, {"name": "B"}]}',
        '{"dependencies": {"A": "1", "B": "*"}}',
        '{"dependencies": ["A", "B"]}',
    ],
)
def test_dependencies_are_read_in_each_form(manifest: str, tmp_path: Path) -> None:
    assert library(tmp_path, "src/a.h", manifest=manifest).depends == ("A", "B")


def test_dependencies_and_architectures_of_the_properties_are_lists(tmp_path: Path) -> None:
    found = library(tmp_path, "src/a.h", properties="# a remark\ndepends=A b, C (>=1)\narchitectures=esp32, esp8266\n")
    assert found.depends == ("A b", "C (>=1)")
    assert found.architectures == {"esp32", "esp8266"}


def test_a_description_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=r"library\.json: is no JSON"):
        library(tmp_path, "a.h", manifest="{")


def chosen(folder: Path, header: str = "Lamp.h", architecture: str = "esp32") -> str | None:
    found = best_for(header, libraries_in(sorted(folder.iterdir())), architecture)
    return None if found is None else found.folder.relative_to(folder).as_posix()


def test_the_library_of_a_header_is_found_by_the_file(tmp_path: Path) -> None:
    library(tmp_path / "1" / "Other", "src/net/Lamp.h", properties="name=x\n")
    assert chosen(tmp_path, "net/Lamp.h") == "1/Other"
    assert chosen(tmp_path) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("1/Lamp", "1/ALamp"),
        ("1/Lamp", "0/Lamp-master"),
        ("1/Lamp-main", "0/LampOfMine"),
        ("1/LampOfMine", "0/MyLamp"),
        ("1/MyLamp", "0/MyLamps"),
        ("1/MyLamps", "0/Other"),
        ("0/Other", "1/Other"),
        ("0/Other", "1/Another"),
        ("0/Another", "0/Other"),
    ],
)
def test_of_several_that_whose_folder_is_most_like_the_header_is_taken(better: str, worse: str, tmp_path: Path) -> None:
    for name in (better, worse):
        library(tmp_path / name, "Lamp.h")
    assert chosen(tmp_path) == better


def test_a_library_for_the_architecture_comes_before_a_better_name(tmp_path: Path) -> None:
    library(tmp_path / "0" / "Lamp", "Lamp.h", properties="architectures=avr\n")
    library(tmp_path / "0" / "Other", "Lamp.h", properties="architectures=*\n")
    assert chosen(tmp_path) == "0/Other"


def test_a_library_made_for_the_architecture_comes_before_one_for_all(tmp_path: Path) -> None:
    library(tmp_path / "0" / "LampA", "Lamp.h", properties="architectures=*\n")
    library(tmp_path / "1" / "LampB", "Lamp.h", properties="architectures=avr,esp32\n")
    assert chosen(tmp_path) == "1/LampB"


def test_a_library_for_another_architecture_does_where_there_is_no_other(tmp_path: Path) -> None:
    library(tmp_path / "0" / "Lamp", "Lamp.h", properties="architectures=avr\n")
    assert chosen(tmp_path) == "0/Lamp"


def test_a_library_that_is_named_itself_comes_first(tmp_path: Path) -> None:
    library(tmp_path / "0" / "Lamp", "Lamp.h")
    library(tmp_path / "1", "Lamp.h")
    assert chosen(tmp_path) == "1"


def test_an_ignored_library_is_not_there(tmp_path: Path) -> None:
    library(tmp_path / "Lamp", "Lamp.h")
    assert libraries_in([tmp_path], frozenset({"Lamp"})) == ()
