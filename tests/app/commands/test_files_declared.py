"""Every command says which of its options are files, and none writes over what it reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner

from oceanhil.app.command_errors import PYTEST_USAGE, USAGE, PytestCommand
from oceanhil.app.command_files import CaFolder, DeclaredFile, InputFile, OutputFile, OutputFolder, WorldName
from oceanhil.app.commands import main
from oceanhil.app.commands.duration_option import Duration
from oceanhil.app.commands.table_options import NoPlace
from tests.together import together

# Texts that are no places: a new one stands here, or has a type of `oceanhil.app.command_files`.
WORDS: Final = {
    "bisect": {"REPLAY_ID", "OPTIONS", "--good", "--bad", "--build", "--command"},
    "boards": {"NAMES", "NAME", "COMMAND", "FARM", "--reason", "--name"},
    "conform": {"URL", "--admin-key", "--only", "--skip", "--pace"},
    "diagnose": {"--sketch"},
    "eeprom": {"--token", "--flags", "--device-id", "--fault"},
    "explore": {"--only", "--without", "--scheduler"},
    "fleet": {"URL", "--bind", "--jitter", "--admin-key", "--stop-at"},
    "firmware": {"--ssid", "--password", "--token", "--server", "--port", "--name", "--board"},
    "list": {"-k"},
    "replay": {"REPLAY_ID", "--admin-key"},
    "run": {"--admin-key", "-k", "-n", "--jobs"},
    "serve": {"--host", "--tls-name", "--mdns", "--upstream", "--admin-key", "--allow-host", "--devices", "--limits"},
    "skeleton": {"--id"},
    "sweep": {"--fault"},
    "vboard": {
        "--board",
        "--tcp",
        "--rfc2217",
        "--server",
        "--time-server",
        "--sketch",
        "--source-address",
        "--address",
        "--mac",
        "--driver",
        "--token",
        "--ssid",
        "--password",
    },
}
# Names of the library or places, told apart by `chosen_files`, which declares what it finds.
FOUND_BY_THE_COMMAND: Final = {("run", "NAMES"), ("list", "NAMES"), ("explore", "--why"), ("explore", "--from")}
NO_TEXT: Final = (NoPlace, click.Choice, click.types.IntRange, click.types.FloatRange, Duration)
NUMBERS: Final = (click.INT, click.FLOAT, click.BOOL)


def commands(
    group: click.Group = main, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


def named(param: click.Parameter) -> str:
    return param.opts[-1] if isinstance(param, click.Option) else (param.name or "").upper()


COMMANDS = dict(commands())
EVERY_PARAMETER = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in command.params
]


@together
@pytest.mark.parametrize(("path", "param"), EVERY_PARAMETER)
def test_every_text_is_a_declared_file_or_known_to_be_none(path: tuple[str, ...], param: click.Parameter) -> None:
    is_known = isinstance(param.type, (DeclaredFile, WorldName, *NO_TEXT)) or param.type in NUMBERS
    if is_known or getattr(param, "is_flag", False):
        return
    assert not isinstance(param.type, (click.Path, click.File)), "a path that nothing is known about"
    known = named(param) in WORDS.get(path[0], set()) or (path[0], named(param)) in FOUND_BY_THE_COMMAND
    assert known, (
        f"{' '.join(path)} {named(param)}: is it a file? Then give it a type of app/command_files.py; if it is none, "
        f"name it in WORDS of tests/app/commands/test_files_declared.py, under {path[0]!r}"
    )


def files(command: click.Command, *kinds: type[DeclaredFile]) -> list[click.Parameter]:
    return [param for param in command.params if isinstance(param.type, kinds)]


PAIRS = [
    pytest.param(path, one, other, id=f"{'-'.join(path)}{named(one)}-over-{named(other)}")
    for path, command in COMMANDS.items()
    for one in files(command, OutputFile)
    for other in files(command, InputFile, OutputFile)
    if one is not other
]


def call(path: tuple[str, ...], command: click.Command, given: dict[str, str], filler: Path) -> list[str]:
    """Make a call in which `given` stands where it belongs and what is compulsory stands for something."""
    words = [*path]
    for param in command.params:
        value = given.get(named(param))
        if value is None and param.required:
            value = filler_of(param, filler)
        if value is not None:
            words += [named(param), value] if isinstance(param, click.Option) else [value]
    return words


def filler_of(param: click.Parameter, filler: Path) -> str:
    if isinstance(param.type, click.Choice):
        return str(param.type.choices[0])
    return str(filler / f"other-{param.name}") if isinstance(param.type, DeclaredFile) else "word"


def prefixed(param: click.Parameter, path: Path) -> str:
    assert isinstance(param.type, DeclaredFile)
    return f"{param.type.prefix}{path}"


KINDS: Final = ("same", "hard", "symbolic", "dotted")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "one", "other", "kind"),
    [pytest.param(*pair.values, kind, id=f"{pair.id}-{kind}") for pair, kind in zip(PAIRS, cycle(KINDS), strict=False)],
)
def test_an_output_that_is_an_input_or_another_output_is_refused_before_anything_is_written(
    path: tuple[str, ...], one: click.Parameter, other: click.Parameter, kind: str, tmp_path: Path
) -> None:
    refuse_to_write_over(path, one, other, kind, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("path", "one", "other"), PAIRS)
def test_it_is_refused_by_each_name_of_the_file(
    path: tuple[str, ...], one: click.Parameter, other: click.Parameter, kind: str, tmp_path: Path
) -> None:
    refuse_to_write_over(path, one, other, kind, tmp_path)


def refuse_to_write_over(
    path: tuple[str, ...], one: click.Parameter, other: click.Parameter, kind: str, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.file"
    precious.write_bytes(b"precious")
    alias = other_name(precious, kind)
    before = sorted(tmp_path.iterdir())
    command = COMMANDS[path]
    words = call(path, command, {named(one): prefixed(one, alias), named(other): prefixed(other, precious)}, tmp_path)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == (PYTEST_USAGE if isinstance(command, PytestCommand) else USAGE), done.output
    assert "the input itself" in done.stderr or "is the same file as" in done.stderr
    assert done.stdout == ""
    assert (precious.read_bytes(), sorted(tmp_path.iterdir())) == (b"precious", before)


def other_name(path: Path, kind: str) -> Path:
    alias = path.with_name("alias.file")
    if kind == "hard":
        os.link(path, alias)
    elif kind == "symbolic":
        alias.symlink_to(path.name)
    return {"same": path, "dotted": path.parent / "." / ".." / path.parent.name / path.name}.get(kind, alias)


OUTPUTS = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in files(command, OutputFile)
]


@pytest.mark.parametrize(("path", "param"), OUTPUTS)
def test_a_folder_where_a_file_is_to_be_written_is_refused(
    path: tuple[str, ...], param: click.Parameter, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    command = COMMANDS[path]
    words = call(path, command, {named(param): prefixed(param, tmp_path / "folder")}, tmp_path)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == (PYTEST_USAGE if isinstance(command, PytestCommand) else USAGE), done.output
    assert "is a folder, expected a file; name a file in it" in done.stderr


PLACES = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in files(command, DeclaredFile)
    if isinstance(param.type, DeclaredFile) and not param.type.prefix
]


@together
@pytest.mark.parametrize(("path", "param"), PLACES)
def test_an_empty_path_is_refused_and_is_not_the_folder_of_the_command(
    path: tuple[str, ...], param: click.Parameter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = COMMANDS[path]
    done = CliRunner().invoke(main, call(path, command, {named(param): ""}, tmp_path))
    assert done.exit_code == (PYTEST_USAGE if isinstance(command, PytestCommand) else USAGE), done.output
    assert "the path is empty, as a variable that is not set is" in done.stderr


FOLDERS = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in files(command, OutputFolder)
]


@pytest.mark.parametrize(("path", "param"), FOLDERS)
def test_a_file_where_a_folder_is_to_be_written_is_refused(
    path: tuple[str, ...], param: click.Parameter, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"precious")
    command = COMMANDS[path]
    done = CliRunner().invoke(main, call(path, command, {named(param): str(tmp_path / "file")}, tmp_path))
    assert done.exit_code == (PYTEST_USAGE if isinstance(command, PytestCommand) else USAGE), done.output
    assert "is a file, expected a folder; name another one" in done.stderr
    assert (tmp_path / "file").read_bytes() == b"precious"


def test_every_command_that_writes_a_file_was_looked_at() -> None:
    found = {" ".join(path) for path, command in COMMANDS.items() if files(command, OutputFile, OutputFolder, CaFolder)}
    assert found == {
        "boards init",
        "boards labgrid",
        "boards monitor",
        "compare",
        "conform",
        "eeprom corrupt",
        "eeprom make",
        "explore",
        "export",
        "firmware flash",
        "firmware new",
        "fleet",
        "reach",
        "replay",
        "run",
        "serve",
        "server ca",
        "server export",
        "server har",
        "server import",
        "skeleton",
        "sweep",
        "vboard",
    }
