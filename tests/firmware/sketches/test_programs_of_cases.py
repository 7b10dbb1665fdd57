"""Texts of a case in a program: put in where it was compiled once, or compiled where that would be wrong."""

from pathlib import Path
from string import ascii_letters, digits

import pytest

from tests.firmware.sketches.tiny_api import Desk, write

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("compiler")]

FIRST = "oc_reg_abcdefghijkl"
SECOND = "oc_reg_XYZ-efgh_jkl"
OTHER = "oc_reg_XBZ-efgh_jkl"


class Case:
    """A sketch `blink` with the macros TOKEN and SSID, whose words are given when it is run."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        settings = 'defines = {TOKEN = "{token}", SSID = "{ssid}"}\n'
        write(desk.folder, {"oceanhil.toml": f'[sketch.blink]\npath = "blink"\n{settings}'})

    def begin(self, body: str) -> None:
        """Write the sketch: what `setup` does."""
        self.desk.write({"blink.ino": f"// TOKEN, SSID\nvoid setup() {{\n{body}\n}}\nvoid loop() {{}}\n"})

    def says(self, token: str = FIRST, ssid: str = "a network") -> list[str]:
        """Run it with these texts."""
        return self.desk.lines(token=token, ssid=ssid)

    def objects(self) -> set[Path]:
        """Give what was compiled of the sketch itself."""
        return self.desk.objects("blink.ino")


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> Case:
    """A sketch that uses texts, in a cache of its own."""
    return Case(Desk(desk.folder, desk.api, tmp_path / "cache"))


@pytest.mark.parametrize(
    "body",
    [
        "say(TOKEN);",
        'say("Bearer " TOKEN "\\r"); say(TOKEN); say(SSID);',
        "static char text[] = TOKEN; say(text); say(sizeof(TOKEN) == 20 ? SSID : TOKEN);",
    ],
)
def test_a_text_that_is_only_stored_is_put_in_without_compiling(body: str, case: Case) -> None:
    case.begin(body)
    first = case.says()
    assert case.says(SECOND) == [each.replace(FIRST, SECOND) for each in first]
    assert case.says(FIRST, "N network") == [each.replace("a network", "N network") for each in first]


def test_a_literal_of_one_letter_stays_as_it_is_whatever_a_text_ends_with(case: Case) -> None:
    letters = [*ascii_letters, *digits]
    case.begin("say(TOKEN); " + " ".join(f'say("{each}");' for each in letters))
    assert case.says(FIRST) == [FIRST, *letters]


def test_another_case_of_the_same_shape_compiles_nothing(case: Case) -> None:
    case.begin('say("Bearer " TOKEN);')
    case.says()
    made = case.objects()
    assert case.says(SECOND) == [f"Bearer {SECOND}"]
    assert case.objects() == made


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("char text[sizeof(TOKEN)]; memcpy(text, TOKEN, sizeof(text)); say(text);", ["{text}"]),
        ('say(strncmp(TOKEN, "oc_reg_", 7) ? "no" : TOKEN);', ["{text}"]),
        ('say(TOKEN[8] == TOKEN[7] + 1 ? "next" : "other"); say(TOKEN);', ["{second}", "{text}"]),
    ],
)
def test_a_text_that_the_compiler_worked_with_is_compiled_for_each_case(body: str, said: list[str], case: Case) -> None:
    case.begin(body)
    for text, second in ((FIRST, "next"), (OTHER, "other")):
        assert case.says(text) == [each.format(text=text, second=second) for each in said]


def test_a_text_of_another_length_changes_sizes(case: Case) -> None:
    case.begin('say(sizeof(TOKEN) == 20 ? "twenty" : "other"); say(TOKEN);')
    assert case.says() == ["twenty", FIRST]
    assert case.says("oc_reg_short") == ["other", "oc_reg_short"]


def test_a_text_may_be_short_or_empty(case: Case) -> None:
    case.begin('say("<" TOKEN ">" SSID);')
    assert case.says("", "x") == ["<>x"]
    assert case.says(FIRST, "") == [f"<{FIRST}>"]


def test_a_text_may_have_any_character(case: Case) -> None:
    case.begin("say(SSID);")
    assert case.says(ssid='Café "%s" \\ {x}') == ['Café "%s" \\ {x}']


def test_files_that_do_not_use_a_text_are_compiled_once(case: Case) -> None:
    case.begin("say(TOKEN);")
    case.desk.write({"part.cpp": "int part;\n"})
    case.says()
    made = case.desk.objects("part")
    case.says("oc_reg_of_another_length")
    assert case.desk.objects("part") == made


def test_a_text_in_a_header_is_noticed(case: Case) -> None:
    case.desk.write({"token.h": 'const char* const kToken = "t " TOKEN;  // SSID\n'})
    case.desk.write({"blink.ino": '#include "token.h"\nvoid setup() { say(kToken); }\nvoid loop() {}\n'})
    assert case.says() == [f"t {FIRST}"]
    assert case.says(SECOND) == [f"t {SECOND}"]
