"""What an installed copy says names nothing that is not installed with it: the pages are in the repository alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from oceanhil.app.commands import main
from tests.test_rooms import layers, texts

ROOT = Path(__file__).parents[2]
PAGE = re.compile(r"\bdocs/[\w-]+\.md\b(?! of the repository)")


def _about_code(code: str) -> set[int]:
    """Give the lines of texts that stand alone, such as those below a member: these are for who reads the code."""
    alone = [each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Expr)]
    return {each.lineno for each in alone if isinstance(each.value, ast.Constant)}


def test_no_text_of_a_room_names_a_page_as_if_it_were_there() -> None:
    for room in sorted(set().union(*layers())):
        for path in sorted((ROOT / room).rglob("*.py")):
            code = path.read_text("utf-8")
            if PAGE.search(code):
                about = _about_code(code)
                assert not [text for line, text in texts(code) if line not in about and PAGE.search(text)], path


def _helps(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield command.get_help(ctx)
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from _helps(below, click.Context(below, info_name=name, parent=ctx))


def test_no_help_does_either() -> None:
    for text in _helps(main, click.Context(main, info_name="oceanhil", terminal_width=10_000)):
        assert not PAGE.search(" ".join(text.split())), text
