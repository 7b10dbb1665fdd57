"""With which tools a sketch runs: said on the command line, known to every process of the run."""

import os
from pathlib import Path

import pytest

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.commands.sketch_options import SketchOptions, chosen_tools
from oceanhil.app.run.library import library_root
from oceanhil.app.run.replay_command import replay_options
from oceanhil.hil.worlds.sketch.tools import SANITIZE_VARIABLE, SketchTools, tools_in_force, using_tools
from oceanhil.protocol.profile import load_profile

SANITIZED = SketchTools(sanitize=True)


@pytest.mark.parametrize(("world", "against"), [("sketch:lamp", None), ("sim", "sketch:lamp")])
def test_tools_are_for_runs_with_a_sketch(world: str, against: str | None) -> None:
    assert chosen_tools(world, against, SketchOptions(sanitize=True)) == SANITIZED


@pytest.mark.parametrize(("world", "against"), [("sim", None), ("native", "sim"), ("sketchy", None)])
def test_without_a_sketch_they_are_refused(world: str, against: str | None) -> None:
    with pytest.raises(WrongChoiceError, match="--sanitize is for sketches; add --world sketch:PATH"):
        chosen_tools(world, against, SketchOptions(sanitize=True))
    assert chosen_tools(world, against, SketchOptions(sanitize=False)) == SketchTools()


@pytest.mark.parametrize(
    ("place", "told"), [("missing", "cannot be read: no such file or directory"), ("folder", "is no file; write gdb's")]
)
def test_commands_for_a_debugger_that_cannot_be_read_are_refused_before_it_starts(
    folder: Path, place: str, told: str
) -> None:
    (folder / "folder").mkdir()
    with pytest.raises(WrongChoiceError, match=f"--debug-commands '{place}' {told}"):
        chosen_tools("sketch:lamp", None, SketchOptions(debug_commands=Path(place)))


def test_tools_are_in_force_for_a_run_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SANITIZE_VARIABLE, raising=False)
    with using_tools(SANITIZED):
        assert tools_in_force() == SANITIZED
    assert tools_in_force() == SketchTools()
    assert SANITIZE_VARIABLE not in os.environ


def test_what_was_there_before_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SANITIZE_VARIABLE, "yes")
    with using_tools(SANITIZED), using_tools(SketchTools()):
        assert tools_in_force() == SANITIZED
    assert os.environ[SANITIZE_VARIABLE] == "yes"


def test_the_command_that_runs_a_case_again_has_them() -> None:
    file, profile = library_root() / "tokens" / "token-expired.yaml", load_profile()
    with using_tools(SANITIZED):
        assert replay_options(file, "sketch:lamp", None, profile) == " --world sketch:lamp --sanitize"
        assert replay_options(file, "native", None, profile) == " --world native"
    assert replay_options(file, "sketch:lamp", None, profile) == " --world sketch:lamp"


@pytest.mark.parametrize(
    ("settings", "lacks"),
    [
        ("", "token, network and password"),
        ("defines = {LAMP = 3}", "token, network and password"),
        ('defines = {TOKEN = "{token}"}', "network and password"),
        ('defines = {SSID = "{ssid}", PASS = "{password}"}', "token"),
        ('defines = {TOKEN = "{token}"}\nfiles = "data"\nfile_texts = {X = "{ssid} {password}"}', ""),
        ("agent = true", ""),
    ],
)
def test_a_sketch_that_is_not_given_all_of_a_case_is_noted(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: str, lacks: str
) -> None:
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text("void setup() {}\nvoid loop() {}\n")
    (folder / "oceanhil.toml").write_text(f'[sketch.lamp]\npath = "lamp"\n{settings}\n')
    chosen_tools("sketch:lamp", None, SketchOptions(sanitize=False))
    said = capsys.readouterr().err
    assert f"note: nothing gives 'lamp' the {lacks} of a case; name " in said if lacks else not said


def test_the_note_of_what_a_sketch_is_not_given_says_what_to_write(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text("void setup() {}\nvoid loop() {}\n")
    (folder / "oceanhil.toml").write_text('[sketch.lamp]\npath = "lamp"\ndefines = {TOKEN = "{token}"}\n')
    chosen_tools("sketch:lamp", None, SketchOptions(sanitize=False))
    what = 'name them in [sketch.lamp] of oceanhil.toml: defines = { SSID = "{ssid}", PASSWORD = "{password}" }'
    assert what in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "defines"),
    [
        (
            '#define WIFI_SSID "x"\nchar* wifi_pass = "x";\nchar kRegToken[] = "x";\nString token;\nint token_at;\n',
            'kRegToken = "{token}", WIFI_SSID = "{ssid}", wifi_pass = "{password}"',
        ),
        (
            'String ssid("mine");\n#define AP_SSID "lamp"\n  # define  PASSWORD "x"\n',
            'TOKEN = "{token}", SSID = "{ssid}", PASSWORD = "{password}"',
        ),
    ],
)
def test_the_note_has_the_names_of_the_sketch_where_they_are_plain(
    folder: Path, capsys: pytest.CaptureFixture[str], source: str, defines: str
) -> None:
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text(f"{source}void setup() {{}}\nvoid loop() {{}}\n")
    (folder / "oceanhil.toml").write_text('[sketch.lamp]\npath = "lamp"\n')
    chosen_tools("sketch:lamp", None, SketchOptions(sanitize=False))
    assert f"defines = {{ {defines} }}" in capsys.readouterr().err


def test_where_no_sketch_is_named_nothing_is_noted_of_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "platformio.ini").touch()
    chosen_tools("sketch:", None, SketchOptions(sanitize=False))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("settings", "source", "is_noted"),
    [
        ("", 'read("relay1");', True),
        ("", 'read("lamp");', False),
        ("relays = {1 = 26, 2 = 27}", 'read("relay1");', False),
        ("agent = true", 'read("relay1");', False),
    ],
)
def test_a_sketch_whose_relays_are_at_pins_that_nobody_knows_is_noted(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: str, source: str, *, is_noted: bool
) -> None:
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text("void setup() {}\nvoid loop() {}\n")
    (folder / "lamp" / "answer.h").write_text(source)
    (folder / "oceanhil.toml").write_text(f'[sketch.lamp]\npath = "lamp"\n{settings}\n')
    chosen_tools("sketch:lamp", None, SketchOptions(sanitize=False))
    note = "note: nothing says at which pins 'lamp' has its relays, so what it switches is not judged"
    assert (note in capsys.readouterr().err) is is_noted


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (
            'read("relay1"); read("relay2");',
            "nothing says at which pin 'lamp' has its relay 2, so that is not judged",
        ),
        ('read("relay1");', ""),
    ],
)
def test_a_relay_that_a_sketch_names_and_that_is_at_no_pin_is_noted(
    folder: Path, capsys: pytest.CaptureFixture[str], source: str, note: str
) -> None:
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text(f"void setup() {{ {source} }}\nvoid loop() {{}}\n")
    (folder / "oceanhil.toml").write_text('[sketch.lamp]\npath = "lamp"\nrelays = { 1 = 26 }\n')
    chosen_tools("sketch:lamp", None, SketchOptions(sanitize=False))
    told = capsys.readouterr().err
    assert note in told
    assert ("relay" in told) is bool(note)
