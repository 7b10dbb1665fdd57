"""docs/commands.md has every command, with everything that can be said to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from oceanhil.app.commands import main
from tests.together import together
from tools.tables.commands import commands_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

import pytest


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, f"{path} {name}")


def section(path: str) -> str:
    begun = commands_reference().partition(f"# {path}\n")[2]
    return begun.partition("\n#")[0]


@together
@pytest.mark.parametrize(("path", "command"), [each for each in commands(main, "oceanhil") if each[1] is not main])
def test_a_command_has_a_section_with_each_of_its_options(path: str, command: click.Command) -> None:
    text = section(path)
    assert f"```text\n{path} " in text
    for each in command.params:
        if isinstance(each, click.Option) and not each.hidden:
            assert [form for form in each.opts if not re.search(rf"[` ]{form}[`, ]", text)] == []


def test_a_default_and_its_bounds_are_told_apart_from_the_words() -> None:
    assert "| `--jobs" not in section("oceanhil explore")
    assert "what is found does not depend on it. `default: 1; 1<=x<=256` |" in section("oceanhil explore")


def test_a_page_that_help_names_is_a_link() -> None:
    assert "[boards.md](boards.md)" in section("oceanhil boards")
