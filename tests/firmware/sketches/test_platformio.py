"""What of a `platformio.ini` goes into a sketch's program: environments, folders, flags, filters."""

import re
from pathlib import Path

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.platformio_project import boards_of_project, platformio_project
from oceanhil.firmware.sketches.program import project_of
from oceanhil.firmware.sketches.project import Project
from oceanhil.firmware.sketches.targets import target_of
from oceanhil.protocol.board import Board

ESP32 = "[env:esp32]\nplatform = espressif32\nboard = esp32dev\nframework = arduino\n"
ESP8266 = "[env:d1]\nplatform = espressif8266@4.2.1\nboard = d1_mini\nframework = arduino\n"
PICO = "[env:pico]\nplatform = https://github.com/maxgerhardt/platform-raspberrypi.git\nboard = rpipicow\n"


def project(folder: Path, text: str, *files: str, board: Board = Board.ESP32) -> Project:
    """Give the project with this `platformio.ini`, and these files besides `src/main.cpp`."""
    (folder / "platformio.ini").write_text(text)
    for name in ("src/main.cpp", *files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("void setup() {}\n" if "main" in name else "")
    return platformio_project(find_sketch(".", folder), target_of(board))


def names(paths: tuple[Path, ...], folder: Path) -> list[str]:
    return [each.relative_to(folder).as_posix() for each in paths]


@pytest.mark.parametrize(
    ("board", "flag"),
    [("esp32", "-DOLD"), ("esp8266", "-DD1"), ("picow", "-DPICO"), ("esp32s3", "-DS3"), ("esp32c3", "-DC3")],
)
def test_the_environment_is_that_of_the_boards_chip(board: str, flag: str, tmp_path: Path) -> None:
    text = (
        "[env]\nframework = arduino\n"
        "[env:s3]\nplatform = espressif32\nboard = esp32-s3-devkitc-1\nbuild_flags = -DS3\n"
        "[env:c3]\nplatform = platformio/espressif32@^6\nboard = seeed_xiao_esp32c3\nbuild_flags = -DC3\n"
        f"{ESP32}build_flags = -DOLD\n{ESP8266}build_flags = -DD1\n{PICO}build_flags = -DPICO\n"
    )
    assert project(tmp_path, text, board=Board(board)).flags == (flag,)


@pytest.mark.parametrize(
    ("platform", "major"),
    [
        ("espressif32", 2),
        ("platformio/espressif32 @ ^6.9.0", 2),
        ("espressif32@6.12.0\nplatform_packages = toolchain-xtensa-esp32 @ 8.4.0", 2),
        ("espressif32\nplatform_packages = framework-arduinoespressif32 @ https://a.example/x.git#3.0.7", 3),
        ("https://example.org/pioarduino/platform-espressif32/55.03.32/platform-espressif32.zip", 3),
    ],
)
def test_the_platform_of_platformio_has_arduino_esp32_2_and_others_have_3(
    platform: str, major: int, tmp_path: Path
) -> None:
    project(tmp_path, ESP32.replace("= espressif32", f"= {platform}"))
    made = project_of(find_sketch(".", tmp_path), target_of(Board.ESP32))
    # In 2.x the word ESP32 is a number, which `#if ESP32` asks for, and there are headers that 3.x has no more.
    more = f"-I{FIRMWARE_DIRECTORY / 'arduino_host' / 'api' / 'esp32_of_2'}"
    assert made.flags == (() if major == 3 else ("-DESP_ARDUINO_VERSION_MAJOR=2", "-UESP32", "-DESP32", more))


def test_the_platform_of_another_chip_has_no_generation(tmp_path: Path) -> None:
    project(tmp_path, ESP8266, board=Board.ESP8266)
    assert project_of(find_sketch(".", tmp_path), target_of(Board.ESP8266)).flags == ()


def test_a_project_is_for_the_boards_that_have_an_environment(tmp_path: Path) -> None:
    project(tmp_path, ESP8266 + PICO.replace("[env:pico]", "[env:idf]\nframework = espidf"), board=Board.ESP8266)
    assert boards_of_project(find_sketch(".", tmp_path)) == (Board.ESP8266,)


def test_another_chip_of_the_platform_does_where_the_boards_own_is_not_there(tmp_path: Path) -> None:
    assert project(tmp_path, f"{ESP32}build_flags = -DOLD", board=Board("esp32s3")).flags == ("-DOLD",)


def test_of_several_environments_that_which_is_built_by_default_is_taken(tmp_path: Path) -> None:
    text = f"[platformio]\ndefault_envs = b\n{ESP32}build_flags = -DA\n{ESP32.replace('env:esp32', 'env:b')}"
    assert project(tmp_path, text).flags == ()


def test_a_family_without_an_environment_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    told = r"no environment for esp8266, looked for one with 'platform = espressif8266' among 'esp32'; add"
    with pytest.raises(SketchError, match=told):
        project(tmp_path, ESP32, board=Board.ESP8266)


def test_an_environment_of_another_framework_is_told_by_its_name_and_framework(tmp_path: Path) -> None:
    told = r"platformio\.ini: \[env:esp32\] is for framework 'espidf', and world sketch has the API of Arduino's cores"
    with pytest.raises(SketchError, match=told):
        project(tmp_path, ESP32.replace("framework = arduino", "framework = espidf"))


def test_an_environment_inherits_from_what_it_extends_and_from_env(tmp_path: Path) -> None:
    text = (
        "[env]\nplatform = espressif32\nframework = arduino\nbuild_flags = -DCOMMON\n"
        "[one]\nbuild_flags = -DONE\n[two]\nbuild_flags = -DTWO\nbuild_src_flags = -DOWN\n"
        "[env:a]\nextends = one, two\n"
    )
    found = project(tmp_path, text)
    assert (found.flags, found.own_flags) == (("-DTWO",), ("-DOWN",))


def test_references_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERSION", "7")
    text = (
        "[common]\nflags = -DCOMMON\n"
        f"{ESP32}custom = 3\n"
        "build_flags =\n  ${common.flags} ; a remark\n  -DV=${sysenv.VERSION}\n  -DN=${this.custom}\n  -DE=${PIOENV}\n"
    )
    assert project(tmp_path, text).flags == ("-DCOMMON", "-DV=7", "-DN=3", "-DE=esp32")


@pytest.mark.parametrize("place", ["secrets.ini", "{folder}/*.ini"])
def test_what_stands_in_an_extra_file_is_filled_in_and_its_absence_told(place: str, tmp_path: Path) -> None:
    secrets, folder = tmp_path / "keys", tmp_path / "lamp"
    secrets.mkdir()
    folder.mkdir()
    named = place.replace("{folder}", str(secrets))
    text = f"[platformio]\nextra_configs = {named}\n{ESP32}build_flags = ${{secrets.flags}}\n"
    told = rf"refers to '\$\{{secrets.flags\}}', .*'extra_configs' names '{re.escape(named)}', and no such file"
    with pytest.raises(SketchError, match=told):
        project(folder, text)
    for each in (secrets, folder):
        (each / "secrets.ini").write_text("[secrets]\nflags = -DTHERE\n")
    assert project(folder, text).flags == ("-DTHERE",)


def test_variables_of_the_builder_need_no_braces_in_flags(tmp_path: Path) -> None:
    flags = "-I$PROJECT_DIR/more -DE=$PIOENV -DT=$UNIX_TIME -I${PROJECT_SRC_DIR}/deep -DO='$OTHER'"
    text = f"[platformio]\nsrc_dir = code\n{ESP32}build_flags = {flags}\n"
    found = project(tmp_path, text, "code/a.cpp").flags
    assert found == (f"-I{tmp_path}/more", "-DE=esp32", "-DT=0", f"-I{tmp_path}/code/deep", "-DO=$OTHER")


def test_files_and_folders_in_flags_are_seen_from_the_project(tmp_path: Path) -> None:
    text = f"{ESP32}build_flags = -include src/pre.h -isystem more -include Arduino.h\n"
    found = project(tmp_path, text, "src/pre.h").flags
    assert found == ("-include", f"{tmp_path}/src/pre.h", "-isystem", f"{tmp_path}/more", "-include", "Arduino.h")


def test_a_library_that_is_linked_is_used_where_it_lies(tmp_path: Path) -> None:
    text = f"{ESP32}lib_deps =\n  symlink://../lamps\n  dim=symlink:///opt/dim\n  bblanchon/ArduinoJson\n"
    found = project(tmp_path, text)
    assert found.libraries[1:3] == (tmp_path / "../lamps", Path("/opt/dim"))
    assert found.hints == (
        "'lib_deps' names 'bblanchon/ArduinoJson': 'pio pkg install -e esp32' fetches what is missing",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "build_flags = ${common.flags}",
            r"'build_flags' of \[env:esp32\] refers to '\$\{common.flags\}', which is no",
        ),
        ("build_flags = ${this.build_flags}", r"refers to itself"),
        ("extends = nobody", r"'extends' of \[env:esp32\] names 'nobody', which is no section"),
        ("build_flags = !python flags.py", r"runs a program, '!python flags.py', which is not done here"),
        ("build_flags = -DA='", r"platformio.ini: the flags .* have a quotation mark or a backslash too many"),
        ("nonsense", r"platformio.ini:5: is no section, no key and no value"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=told):
        project(tmp_path, ESP32 + text)


def test_flags_for_macros_and_headers_are_kept_and_those_for_the_boards_compiler_are_not(tmp_path: Path) -> None:
    text = "build_flags = -D A -DB='\"b c\"' -mlongcalls -Wl,-Teagle.ld -T x.ld -Os -Wall -I more -std=gnu++17\n"
    assert project(tmp_path, ESP32 + text).flags == ("-D", "A", '-DB="b c"', f"-I{tmp_path / 'more'}", "-std=gnu++17")


def test_flags_for_the_look_of_messages_are_not_kept_for_messages_are_read(tmp_path: Path) -> None:
    text = "-fdiagnostics-color=always -fmessage-length=0 -fno-diagnostics-show-option -fno-rtti"
    found = project(tmp_path, f"{ESP32}build_flags = {text}\nbuild_src_flags = {text}")
    assert (found.flags, found.own_flags) == (("-fno-rtti",), ("-fno-rtti",))


@pytest.mark.parametrize(
    "flag", ["-DPIO_FRAMEWORK_ARDUINO_ENABLE_EXCEPTIONS", "-D PIO_FRAMEWORK_ARDUINO_ENABLE_EXCEPTIONS"]
)
def test_the_cores_macro_for_exceptions_puts_them_back(flag: str, tmp_path: Path) -> None:
    found = project(tmp_path, f"{ESP8266}build_flags = {flag}", board=Board.ESP8266)
    assert found.flags == ("-fexceptions", *flag.split(" "))


def test_flags_are_taken_away(tmp_path: Path) -> None:
    assert project(tmp_path, f"{ESP32}build_unflags = -std=gnu++11 -Os").unflags == ("-std=gnu++11", "-Os")


def test_sources_are_all_below_the_folder_of_sources(tmp_path: Path) -> None:
    found = project(tmp_path, ESP32, "src/net/a.c", "src/.git/no.cpp", "src/b.ino", "lib/x/x.cpp")
    assert names(found.sources, tmp_path) == ["src/main.cpp", "src/net/a.c"]
    assert names(found.inos, tmp_path) == ["src/b.ino"]


def test_a_filter_chooses_among_sources(tmp_path: Path) -> None:
    text = f"{ESP32}build_src_filter =\n  +<*>\n  -<net/>\n  +<net/**/keep.*>\n  -<*.ino>\n"
    found = project(tmp_path, text, "src/net/a.c", "src/net/deep/er/keep.cpp", "src/b.ino")
    assert names((*found.inos, *found.sources), tmp_path) == ["src/main.cpp", "src/net/deep/er/keep.cpp"]


def test_of_several_inos_that_with_setup_is_first(tmp_path: Path) -> None:
    assert names(project(tmp_path, ESP32, "src/a.ino", "src/main.ino").inos, tmp_path) == ["src/main.ino", "src/a.ino"]


def test_libraries_are_the_projects_own_then_fetched_ones_then_others(tmp_path: Path) -> None:
    for name in ("lib", ".pio/libdeps/esp32", ".pio/libdeps/other", "more"):
        (tmp_path / name).mkdir(parents=True)
    found = project(tmp_path, f"{ESP32}lib_extra_dirs = more, nowhere\nlib_ignore = Lamp\n")
    assert names(found.libraries, tmp_path) == ["lib", ".pio/libdeps/esp32", "more", "nowhere"]
    assert found.ignored == {"Lamp"}


def test_folders_can_be_elsewhere(tmp_path: Path) -> None:
    text = f"[platformio]\nsrc_dir = code\ninclude_dir = headers\n{ESP32}"
    found = project(tmp_path, text, "code/one.cpp", "headers/one.h")
    assert names(found.sources, tmp_path) == ["code/one.cpp"]
    assert names(found.includes, tmp_path) == ["headers", "code"]


def test_a_project_without_sources_is_told(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=r"there is no .cpp, .c or .ino in '.*code'"):
        project(tmp_path, f"[platformio]\nsrc_dir = code\n{ESP32}")


@pytest.mark.parametrize("board", ["esp32", "esp32s3", "esp32c3", "esp8266", "picow"])
def test_the_project_of_this_repository_is_read_for_every_board(board: str) -> None:
    found = platformio_project(find_sketch("arduino", FIRMWARE_DIRECTORY), target_of(Board(board)))
    assert [each.name for each in found.inos] == ["oceanremote.ino"]
    assert found.libraries[-1].name == "libraries"
