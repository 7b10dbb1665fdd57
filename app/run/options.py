"""The options of the pytest plugin: those that `oceanhil run` has too (`run_options.py`), and three of its own.

Each begins with the project's name: other people's tests have a `--board`, too.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from enum import Enum
from typing import TYPE_CHECKING, Literal

from oceanhil.app.run.option_kinds import BoardWord, EnumWord, Toggle
from oceanhil.app.run.run_options import OPTIONS, RunOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from oceanhil.app.run.option import Option
    from oceanhil.app.run.option_kinds import OptionKind

Scope = Literal["function", "class", "module", "package", "session"]
SCOPE_OPTION, SCOPE_INI = "--oceanhil-scope", "oceanhil_scope"
SCOPES: tuple[Scope, ...] = ("function", "class", "module", "package", "session")
OUTPUT_OPTION, UNTRUSTED_OPTION = "--oceanhil-output", "--oceanhil-untrusted"
OUTPUT_PLUGIN = "oceanhil-output"
"""The plugin that shows a run, where pytest does not."""
_NAME = re.compile(r"--[a-z][a-z-]*")


class OutputForm(Enum):
    """What a session prints: pytest's own output, or ours as progress and a table, or as JSON."""

    PYTEST = "pytest"
    TABLE = "table"
    JSON = "json"


class _Words:
    """The words that argparse takes for an option, looked up when they are asked for."""

    def __init__(self, kind: BoardWord | EnumWord) -> None:
        self._kind = kind

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._kind.has(word)

    def __iter__(self) -> Iterator[str]:
        return self._kind.words()


def add_options(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own, and the ini value."""
    group = parser.getgroup("oceanhil", "OceanRemote scenarios")
    for option in OPTIONS.values():
        _add(group, option)
    group.addoption(
        SCOPE_OPTION,
        choices=SCOPES,
        help="How long tests share one world, and so an unreset board (default: function).",
    )
    parser.addini(SCOPE_INI, "how long tests share one world", default="function")
    group.addoption(UNTRUSTED_OPTION, action="store_true", help="Take files as data only; also OCEANHIL_UNTRUSTED=1.")
    group.addoption(
        OUTPUT_OPTION,
        default=OutputForm.PYTEST.value,
        choices=[form.value for form in OutputForm],
        help="pytest's own output, or progress and a table, or results as JSON.",
    )


def _add(group: pytest.OptionGroup, option: Option[object]) -> None:
    said = in_plugins_words(option.help)
    if isinstance(option.kind, Toggle):
        group.addoption(option.in_plugin, action="store_true", help=said)
        return
    group.addoption(
        option.in_plugin,
        action="append" if option.is_repeated else "store",
        default=None if option.is_repeated else option.default,
        type=_reader(option.kind),
        choices=_Words(option.kind) if isinstance(option.kind, BoardWord | EnumWord) else None,
        metavar=option.metavar,
        help=f"{said} (default: {option.default})" if option.shows_default else said,
    )


def _reader(kind: OptionKind[object]) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return kind.read(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from None

    return read


def in_plugins_words(text: str) -> str:
    """Give a text about options of `oceanhil run` with the names that pytest has for them."""
    names = {option.in_command: option.in_plugin for option in OPTIONS.values()}
    return _NAME.sub(lambda found: names.get(found[0], found[0]), text)


def read_options(config: pytest.Config) -> RunOptions:
    """Read what a pytest run was given."""
    return RunOptions.of({field: _value(config, option) for field, option in OPTIONS.items()})


def _value(config: pytest.Config, option: Option[object]) -> object:
    value: object = config.getoption(option.in_plugin)
    if option.is_repeated:
        return option.kind.gathered(value if isinstance(value, list) else ())
    return value


def read_output(config: pytest.Config) -> OutputForm:
    """Read what is to be printed."""
    return OutputForm(config.getoption(OUTPUT_OPTION))


def is_asked_for(config: pytest.Config) -> bool:
    """Tell whether this pytest run is told anything about ours, or is one of several processes that may have to be."""
    in_processes = config.getoption("numprocesses", None) or hasattr(config, "workerinput")
    own = (
        config.getoption(SCOPE_OPTION),
        config.getoption(UNTRUSTED_OPTION),
        read_output(config) is not OutputForm.PYTEST,
    )
    return bool(in_processes) or any(own) or read_options(config) != RunOptions()


def is_run(config: pytest.Config) -> bool:
    """Tell whether this is `oceanhil run`, and not plain pytest with a word of its own on how a session ends."""
    if not config.known_args_namespace.noconftest:
        return False  # without a further import: most runs of pytest in which this plugin is have nothing of ours
    from oceanhil.host.untrusted import CONFIGURATION

    return config.inipath == CONFIGURATION
