"""The core's tables say what the protocol says, and docs/firmware.md says what the tables say."""

import re
from pathlib import Path

import pytest

from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.protocol.agent.commands import COMMANDS, AnyCommand
from oceanhil.protocol.agent.message import Repeat
from oceanhil.protocol.lines import Line

SOURCES = CORE_DIRECTORY / "src"
DOCUMENT = Path(__file__).parents[2] / "docs" / "firmware.md"
# Printed by nobody, or in two pieces.
_FIELD = re.compile(r'"[^"]*"|[^,"]+')
NOT_IN_TABLE = {Line.SYSTEM_RESTART, Line.WIFI_CONNECTED, Line.WIFI_FAILED}


def rows(file: str, macro: str) -> list[tuple[str, ...]]:
    """Give the fields of each row of a table, without quotes."""
    text = (SOURCES / file).read_text(encoding="utf-8")
    found = re.findall(rf"^{macro}\((.*)\)$", text, re.MULTILINE)
    return [tuple(field.strip().strip('"') for field in _FIELD.findall(row) if field.strip()) for row in found]


STATES = {name: (about, following.split()) for name, _, about, following in rows("states.def", "OR_STATE")}


def test_every_line_is_one_of_the_protocol_word_for_word() -> None:
    printed = [line.template.replace("{glyph}", "") for line in Line if line not in NOT_IN_TABLE]
    expected = [re.sub(r"\{\w+\}", "{}", template) for template in printed]
    assert [text for _, text in rows("lines.def", "OR_LINE")] == expected


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: " ".join(each.NAME))
def test_every_command_of_the_protocol_is_known_with_its_arguments_and_its_repetition(
    command: type[AnyCommand],
) -> None:
    known = {
        (first, second): (int(count), once == "true")
        for first, second, count, once, _, _ in rows("agent/commands.def", "OR_COMMAND")
    }
    first, second = (*command.NAME, "")[:2]
    assert known[first, second] == (len(command.__struct_fields__), command.REPEAT is not Repeat.HARMLESS)


def test_no_command_is_known_that_the_protocol_does_not_have() -> None:
    names = {(*command.NAME, "")[:2] for command in COMMANDS}
    assert {row[:2] for row in rows("agent/commands.def", "OR_COMMAND")} == names


def test_every_state_leads_to_states_that_there_are() -> None:
    following = {each for _, names in STATES.values() for each in names}
    assert following <= set(STATES)


def test_every_state_can_be_reached_from_boot() -> None:
    reached, waiting = {"kBoot"}, ["kBoot"]
    while waiting:
        for each in STATES[waiting.pop()][1]:
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    # Those two lead on to whatever was named when they were entered.
    assert set(STATES) - reached == {"kWait", "kSettle"}


@pytest.mark.parametrize("name", STATES)
def test_every_state_stands_in_the_document_as_in_the_table(name: str) -> None:
    about, following = STATES[name]
    shown = " ".join(f"`{each.removeprefix('k')}`" for each in following) or "—"
    assert f"| `{name.removeprefix('k')}` | {about} | {shown} |" in DOCUMENT.read_text(encoding="utf-8")
