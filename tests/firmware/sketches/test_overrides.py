"""Texts that a sketch has itself, and a case has others for."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.overrides import Overrides, overrides_of, own_files, refuse_other_forms
from oceanhil.firmware.sketches.project import Project
from oceanhil.firmware.sketches.sketch import SketchSettings
from tests.firmware.sketches.tiny_api import Desk, write

TOKEN = "oc_reg_abcdefghijkl"
MACRO = "OCEANHIL_TEXT_OF_TOKEN"


def applied(text: str, folder: Path, *names: str) -> str:
    """Give a file of a sketch with a case's TOKEN, and with those of other names."""
    write(folder, {"blink.ino": text})
    project = Project(folder, (folder / "blink.ino",), ())
    return overrides_of(project, dict.fromkeys(("TOKEN", *names), "{token}")).applied(text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('#define TOKEN "mine"\nint a;\n', "\nint a;\n"),
        ('  # define\tTOKEN "mine" \\\n  "more"\nint a;\n', "\n\nint a;\n"),
        ('#undef TOKEN\n#define TOKEN "mine"', "\n"),
        ('#define TOKENS "mine"\n', '#define TOKENS "mine"\n'),
        ('#ifndef TOKEN\n#define TOKEN "mine"\n#endif\n', '#ifndef TOKEN\n#define TOKEN "mine"\n#endif\n'),
        ('#if !defined(TOKEN)\n#define TOKEN ""\n#endif\n', '#if !defined(TOKEN)\n#define TOKEN ""\n#endif\n'),
    ],
)
def test_a_macro_of_the_sketch_gives_way(text: str, result: str, tmp_path: Path) -> None:
    assert applied(text, tmp_path) == result


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("const char* TOKEN = ", ";"),
        ("const char *TOKEN=", ";"),
        ("char const * const TOKEN = ", ";"),
        ("static const char TOKEN[] = ", ";"),
        ("char TOKEN[ 32 ] = ", ";"),
        ("#define N 64\nchar TOKEN[N] = ", ", *other;"),
        ("constexpr size_t kMost = 64;\nchar TOKEN[ kMost + 1 ] = ", ";"),
        ("char TOKEN[sizeof(Token) / (2 * A)]=", ";"),
        ("String TOKEN = ", ";"),
        ("const String TOKEN(", ");"),
        ("const char TOKEN[] PROGMEM = ", ";"),
        ("constexpr auto TOKEN = ", ";"),
        ("static constexpr const char* TOKEN{", "};"),
        ("char TOKEN[33] = {", "};"),
        ("std::string const TOKEN = ", ";"),
        ("inline constexpr std::string_view TOKEN{ ", "};"),
        ("const char* a = 0, b; constexpr char TOKEN[] = ", ", c = 0;"),
        ('const char *a = "b; c", *TOKEN = ', ', *d = "e";'),
        ('String a = F("b"),\n  TOKEN = ', ";"),
        ("char a[8], TOKEN[] = ", ";"),
        ("String TOKEN = String(", ");"),
        ("const String TOKEN = F(", ");"),
        ("const __FlashStringHelper* TOKEN = F(", ");"),
        ("const char* TOKEN = PSTR(", ");"),
    ],
)
def test_a_variable_of_the_sketch_gets_the_text(head: str, tail: str, tmp_path: Path) -> None:
    text = r'"my \"own\" text"'
    assert applied(f"{head}{text}{tail}", tmp_path) == f"{head}{MACRO}{tail}"


def test_a_text_may_be_raw(tmp_path: Path) -> None:
    text = 'const char TOKEN[] = R"--(a "b)"\n\\)--" "c";\nint d = 1;\n'
    assert applied(text, tmp_path) == f"const char TOKEN[] = {MACRO}\n;\nint d = 1;\n"


@pytest.mark.parametrize(
    "text",
    [
        'struct Net { const char* TOKEN; };\nNet net = {"mine"};\n',
        "String TOKEN;\n",
        "void join(const char *const TOKEN) {}\n",
        "char TOKEN[33];\n",
    ],
)
def test_a_name_that_is_declared_in_another_form_is_refused(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"blink.ino": f"// String A\n{text}"})
    settings = SketchSettings(defines={"TOKEN": "{token}"}, places={"TOKEN": "oceanhil.toml:3"})
    with pytest.raises(
        SketchError, match=r"^oceanhil\.toml:3: defines\.TOKEN: .*blink\.ino:2 declares TOKEN in a form"
    ):
        check_forms(settings, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "// The String TOKEN is given by flags.\nvoid setup() { join(TOKEN); }\n",
        "#ifndef TOKEN\n#define TOKEN 1\n#endif\nstruct A { String TOKEN; };\n",
        'const char* TOKEN = "mine";\nvoid join(const char* TOKEN) {}\n',
        "const char* url = BASE TOKEN;\n",
        'const char* url = "http://", *said = "String TOKEN";\nvoid setup() { join(TOKEN); }\n',
    ],
)
def test_a_name_that_is_a_macro_or_a_variable_is_not(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"blink.ino": text})
    check_forms(SketchSettings(defines={"TOKEN": "{token}"}), tmp_path)


def check_forms(settings: SketchSettings, folder: Path) -> None:
    project = Project(folder, (folder / "blink.ino",), ())
    refuse_other_forms(settings, own_files(project), overrides_of(project, settings.defines))


def test_each_line_stays_where_it_is(tmp_path: Path) -> None:
    assert applied('const char* TOKEN = "a"\n  "b"\n  "c";\nint a;\n', tmp_path) == (
        f"const char* TOKEN = {MACRO}\n\n;\nint a;\n"
    )


def test_what_is_no_text_of_that_name_stays(tmp_path: Path) -> None:
    text = 'const char* TOKENS = "a"; if (TOKEN == "b") return; int TOKEN_AT = 1;\n'
    text += 'char a = TOKEN[N], b[] = "c"; char TOKEN[N]; int c[] = {1}; const char* TOKEN_OF[TOKEN] = {"d"};\n'
    assert applied(text, tmp_path) == text


def test_a_variables_macro_has_a_name_of_its_own() -> None:
    overrides = Overrides(("TOKEN", "SSID"), frozenset({"TOKEN"}))
    assert overrides.macros({"TOKEN": "a", "SSID": "b"}) == {MACRO: "a", "SSID": "b"}


@pytest.mark.slow
@pytest.mark.usefixtures("compiler")
class TestSketches:
    """Whole sketches."""

    def settings(self, desk: Desk, names: str = "token, SSID") -> None:
        defines = ", ".join(f'{name.strip()} = "{{token}}"' for name in names.split(","))
        write(desk.folder, {"oceanhil.toml": f'[sketch.blink]\npath = "blink"\ndefines = {{{defines}}}\n'})

    def test_a_case_reaches_every_file_of_a_sketch_that_knows_nothing_of_it(self, desk: Desk) -> None:
        self.settings(desk)
        desk.write(
            {
                "blink.ino": '#include "secrets.h"\nconst char* token = "mine";\n'
                'void part();\nvoid setup() { say(token); say("ssid " SSID); part(); }\nvoid loop() {}\n',
                "secrets.h": '#pragma once\n#define SSID "mine"\n',
                "src/part.cpp": '#include "../secrets.h"\n#include <Arduino.h>\nvoid part() { say(SSID); }\n',
            }
        )
        assert desk.lines(token=TOKEN) == [TOKEN, f"ssid {TOKEN}", TOKEN]
        assert (desk.folder / "blink" / "secrets.h").read_text() == '#pragma once\n#define SSID "mine"\n'

    def test_what_lies_beside_the_sketch_is_still_found(self, desk: Desk) -> None:
        self.settings(desk, "SSID")
        write(desk.folder, {"beside.h": "void part();\n"})
        desk.write(
            {
                "blink.ino": '#define SSID "mine"\n#include "../beside.h"\nvoid setup() { part(); }\nvoid loop() {}\n',
                "src/part.cpp": '#include "../../beside.h"\n#include "own.h"\n#include <Arduino.h>\n'
                "void part() { say(SSID); }\n",
                "src/own.h": '#define SSID "mine"\n',
            }
        )
        assert desk.lines(token=TOKEN) == [TOKEN]

    def test_messages_name_the_originals(self, desk: Desk) -> None:
        self.settings(desk, "SSID")
        desk.write({"blink.ino": '#include "secrets.h"\nvoid setup() { say(SSID); }\nvoid loop() {}\n'})
        desk.write({"secrets.h": '#define SSID "mine"\nwrong\n'})
        with pytest.raises(SketchError, match=rf"{desk.folder}/blink/secrets\.h:2:1: error: .*'wrong'"):
            desk.path(token=TOKEN)

    def test_a_header_that_is_taken_away_is_gone(self, desk: Desk) -> None:
        self.settings(desk, "SSID")
        desk.write({"blink.ino": '#include "a.h"\n#include "b.h"\nvoid setup() { say(SSID A); }\nvoid loop() {}\n'})
        desk.write({"a.h": '#define SSID "mine"\n', "b.h": '#define A ""\n'})
        desk.path(token=TOKEN)
        (desk.folder / "blink" / "b.h").unlink()
        with pytest.raises(SketchError, match=r"blink\.ino:2: error: nobody has the header 'b\.h'"):
            desk.path(token=TOKEN)

    def test_a_name_that_the_sketch_does_not_know_is_told(self, desk: Desk) -> None:
        self.settings(desk, "SSDI")
        desk.write({"blink.ino": '#define SSID "mine"\nvoid setup() { say(SSID); }\nvoid loop() {}\n'})
        with pytest.raises(
            SketchError, match=r"defines\.SSDI: no file of the sketch .* names SSDI; did you mean 'SSID'"
        ):
            desk.path(token=TOKEN)


def test_a_header_of_a_librarys_example_is_the_examples_own(tmp_path: Path) -> None:
    example = tmp_path / "lamps" / "examples" / "blink"
    write(example, {"blink.ino": "", "secrets.h": "", "libraries/other/other.h": ""})
    libraries = (tmp_path / "lamps", example / "libraries")
    project = Project(example, (example / "blink.ino",), (), libraries=libraries)
    assert [each.name for each in own_files(project)] == ["blink.ino", "secrets.h"]
