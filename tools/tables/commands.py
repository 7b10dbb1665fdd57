"""The reference of all commands: what each says of itself, its arguments and its options, from their declarations."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import fill
from typing import Final

import click

from oceanhil.app.commands import main
from tools.tables.markdown import table

_END: Final = re.compile(r"\[([^\]]*)\]")
_ENDS: Final = re.compile(r"(?: *\[[^\]]*\])*$")
_PAGE: Final = re.compile(r"docs/([\w-]+\.md) of the repository")
_SPECIAL: Final = re.compile(r"([*_<>\[\]])")
_AS_IT_IS: Final = "\b\n"
"""What click does not wrap begins with it."""


def commands_reference() -> str:
    """Give a section for each command, in the order of the overview, and below a group those of its commands."""
    context = click.Context(main, info_name="oceanhil")
    sections = [_options(main, context), *(section for each in _below(main, context) for section in _sections(*each))]
    return "\n" + "\n".join(filter(None, sections)) + "\n"


def _below(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if not command.hidden:
            yield command, click.Context(command, info_name=name, parent=context)


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    depth = context.command_path.count(" ")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"{'#' * (depth + 1)} {context.command_path}\n"
    yield f"```text\n{usage}\n```\n"
    yield _text(command.help)
    yield _options(command, context)
    yield _text(command.epilog)
    if isinstance(command, click.Group):
        for each in _below(command, context):
            yield from _sections(*each)


def _options(command: click.Command, context: click.Context) -> str:
    """Give what stands behind a command; `--help` stands behind each."""
    records = (each.get_help_record(context) for each in command.params)
    rows = [(f"`{option}`", _about(words)) for option, words in filter(None, records) if words]
    return table(("option", "says"), rows) if rows else ""


def _about(words: str) -> str:
    """Give what an option says, with its default and its bounds as code: click has them in brackets behind."""
    ends = _ENDS.search(words)
    assert ends is not None
    return " ".join(filter(None, [_words(words[: ends.start()]), *(f"`{each}`" for each in _END.findall(ends[0]))]))


def _text(text: str | None) -> str:
    """Give paragraphs as Markdown has them; what click does not wrap is shown as it is."""
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    return "\n".join(f"{_paragraph(each)}\n" for each in paragraphs if each.strip())


def _paragraph(text: str) -> str:
    if text.startswith(_AS_IT_IS):
        return f"```text\n{text.removeprefix(_AS_IT_IS)}\n```"
    return fill(_PAGE.sub(r"[\1](\1)", _words(text)), 120, break_long_words=False, break_on_hyphens=False)


def _words(text: str) -> str:
    """Escape what Markdown would take for more than a character, except in what is written as code."""
    pieces = " ".join(text.split()).split("`")
    return "`".join(piece if at % 2 else _SPECIAL.sub(r"\\\1", piece) for at, piece in enumerate(pieces))


TABLES: Mapping[str, Callable[[], str]] = {"commands": commands_reference}
