"""How a command says which of its options and arguments are files: by their type, so that one rule holds for all.

An option of type `InputFile`, `OutputFile`, … is declared as it is read, before the command does anything. What a
command finds by itself, such as the scenarios in a folder, it declares with `declare_inputs`. `host.file_claims` has
the rule.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from oceanhil.app.command_errors import PytestCommand, WrongChoiceError, WrongInputError
from oceanhil.host.file_claims import EMPTY_PATH, SQLITE_LOGS, ClashError, FileClaims

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KEY: Final = "oceanhil.app.command_files"
_GIVEN: Final = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_DASH: Final = "-"
_CA_FILES: Final = ("bench-ca.pem", "bench-ca.lock")
DATABASE_FILES: Final = ("", *SQLITE_LOGS, "-ledger", ".lock")
"""What SQLite and the server have beside a database, as endings of its name."""


class DeclaredFile(click.Path):
    """A path with something to declare; what cannot be read or written is told by whoever opens it.

    `beside` are the endings of the files that belong to it. `is_name_too`: it may be a name instead, if no such file is
    there. `has_dash`: `-` is a stream.
    """

    name = "file"

    def __init__(
        self,
        *,
        readable: bool = False,
        beside: Sequence[str] = ("",),
        is_name_too: bool = False,
        has_dash: bool = False,
        prefix: str = "",
        as_text: bool = False,
    ) -> None:
        super().__init__(readable=readable and not has_dash and not is_name_too, path_type=str if as_text else Path)
        self._beside = beside
        self._is_name_too = is_name_too
        self._has_dash = has_dash
        self.prefix = prefix
        """What stands before the path; a text without it is no path."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Give the path, once it is declared."""
        text = os.fspath(value)
        if ctx is not None and not text and not self.prefix:
            raise refused(ctx, f"{_named(param)}: {EMPTY_PATH}")
        if ctx is not None and not ctx.resilient_parsing and self._is_file(text):
            path = text.removeprefix(self.prefix)
            # SQLite follows a link to where the file is.
            places = [Path(path), *(Path(os.path.realpath(path) + end) for end in self._beside if end)]
            try:
                for place in places:
                    self.declare(claims_of(ctx), _named(param), place)
            except ClashError as error:
                raise refused(ctx, str(error)) from None
        return super().convert(value, param, ctx)

    def declare(self, claims: FileClaims, what: str, path: Path) -> None:
        """Say what is done with it; raises ClashError."""
        raise NotImplementedError

    def _is_file(self, text: str) -> bool:
        is_other = (self._has_dash and text == _DASH) or (self._is_name_too and not Path(text).exists())
        return bool(text) and text.startswith(self.prefix) and not is_other


class InputFile(DeclaredFile):
    """A file or folder that is read; a named pipe only with `has_dash`, one of the shell's `<(command)` everywhere."""

    def declare(self, claims: FileClaims, what: str, path: Path) -> None:
        """Say that it is read."""
        kind = _endless(path)
        if kind is not None and not (self._has_dash and kind == "pipe"):
            raise ClashError(f"{what} {str(path)!r} is a {kind}, expected a file; save what comes from it first")
        claims.read(what, path)


class OutputFile(DeclaredFile):
    """A file that is written, or one that is read and written again."""

    def declare(self, claims: FileClaims, what: str, path: Path) -> None:
        """Say that it is written."""
        claims.write(what, path)


class OutputFolder(DeclaredFile):
    """A folder into which files are written; `patterns` are those of their names."""

    name = "folder"

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._patterns = patterns

    def declare(self, claims: FileClaims, what: str, path: Path) -> None:
        """Say that files are written into it."""
        claims.write_into(what, path, self._patterns)


class CaFolder(DeclaredFile):
    """A folder with a bench CA, which is made there if there is none."""

    name = "folder"

    def declare(self, claims: FileClaims, what: str, path: Path) -> None:
        """Say that nothing else may be written over the CA."""
        for name in _CA_FILES:
            claims.write(what, path / name)


class WorldName(click.types.StringParamType):
    """A world, by `NAME` or `NAME:ARGUMENT`; what it reads, such as a sketch, is declared."""

    name = "world"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the name, once the files of the world are declared."""
        if ctx is not None and not ctx.resilient_parsing and ":" in value:
            from oceanhil.hil.worlds.files import files_of_world

            declare_inputs(f"world {value!r}", files_of_world(value, Path.cwd()), ctx)
        return str(super().convert(value, param, ctx))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Give the worlds that are installed and begin so."""
        del ctx, param
        from oceanhil.hil.worlds import world_names

        return [CompletionItem(name) for name in world_names() if name.startswith(incomplete)]


def declare_ca(folder: Path) -> None:
    """Say for the command that runs now that the bench CA in `folder` is kept; a clash ends it."""
    ctx = click.get_current_context(silent=True)
    if ctx is None:
        return
    try:
        CaFolder().declare(claims_of(ctx), "--ca-dir", folder)
    except ClashError as error:
        raise refused(ctx, str(error)) from None


def _endless(path: Path) -> str | None:
    """Say what a place is from which nothing may ever come, or no end; what this process was given is none."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return None
    if str(path).startswith(_GIVEN) or os.path.realpath(path) == os.devnull:
        return None
    return "pipe" if stat.S_ISFIFO(mode) else "device" if stat.S_ISCHR(mode) else None


def claims_of(ctx: click.Context) -> FileClaims:
    """Give the files of this call."""
    found: FileClaims = ctx.meta.setdefault(_KEY, None) or FileClaims.of_process()
    ctx.meta[_KEY] = found
    return found


def declare_inputs(what: str, paths: Iterable[Path], ctx: click.Context | None = None) -> None:
    """Declare files that the command that runs now has found by itself; a clash ends it as a wrong option does.

    `ctx` is that of the command where its options are still being read.
    """
    ctx = ctx or click.get_current_context(silent=True)
    if ctx is None:
        return
    try:
        for path in paths:
            claims_of(ctx).read(what, path)
    except ClashError as error:
        raise refused(ctx, str(error)) from None


def refused(ctx: click.Context, message: str) -> click.ClickException:
    """Give the error with the exit code that the command of `ctx` has for what the user gave."""
    return (WrongChoiceError if isinstance(ctx.command, PytestCommand) else WrongInputError)(message)


def _named(param: click.Parameter | None) -> str:
    """Give an option as it is written, an argument as it is called in the help."""
    if param is None:
        return "file"
    return param.opts[-1] if isinstance(param, click.Option) else param.metavar or param.human_readable_name.upper()


def usual_inventory() -> Sequence[Path]:
    """Give the inventory that is read where no option names one, if there is one."""
    from oceanhil.hil.boards.inventory_path import NoInventoryError, find_inventory

    try:
        return [find_inventory()]
    except NoInventoryError:
        return []
